// SPDX-License-Identifier: Apache-2.0

/// What the button's lamp does. Each meaning has its own rhythm, because colours alone tell too little to too many. The
/// raw values are stable, and the same in every protocol.
package enum LampPattern: String, Sendable, CaseIterable {
    /// Dark: a press joins nothing.
    case off
    /// Lit: in a meeting.
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

/// The colours of the status light. The raw values are stable: status tells them.
package enum LightColor: String, Sendable, CaseIterable {
    /// Free.
    case green
    /// Booked, but nobody has joined.
    case amber
    /// Taken.
    case red
}

/// What the status light shows to who passes by.
package struct StatusLight: Hashable, Sendable {
    /// Green: free. Amber: booked, but nobody has joined. Red: taken.
    package var color: LightColor
    /// How the colour is lit. Default: `.on`.
    package var pattern: LampPattern
    /// True: a short red flash every ten seconds says that something needs somebody. Default: false.
    package var faultFlash: Bool

    package init(_ color: LightColor, _ pattern: LampPattern = .on, faultFlash: Bool = false) {
        self.color = color
        self.pattern = pattern
        self.faultFlash = faultFlash
    }
}
