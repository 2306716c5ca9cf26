// SPDX-License-Identifier: Apache-2.0

/// What the button's lamp does. Each meaning has its own rhythm, because colours alone tell too little to too many. The
/// raw values are stable, and the same in every protocol.
package enum LampPattern: String, Sendable, CaseIterable {
    case off
    case on
    /// A press joins.
    case slow
    /// Joining.
    case fast
    /// Three blinks and a pause: it did not work.
    case three
    /// On, with two short gaps: in a meeting, and the next group waits.
    case gaps
}

package enum LightColor: String, Sendable, CaseIterable {
    case green
    case amber
    case red
}

/// What the status light shows to who passes by.
package struct StatusLight: Hashable, Sendable {
    package var color: LightColor
    package var pattern: LampPattern
    /// A short red flash every ten seconds: something needs somebody.
    package var faultFlash: Bool

    package init(_ color: LightColor, _ pattern: LampPattern = .on, faultFlash: Bool = false) {
        self.color = color
        self.pattern = pattern
        self.faultFlash = faultFlash
    }
}
