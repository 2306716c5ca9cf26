// SPDX-License-Identifier: Apache-2.0

/// What status tells of push.
package struct PushState: Equatable, Sendable {
    /// How it stands. The raw values are stable: `status --json` has them.
    package enum Phase: String, Sendable {
        /// No channel has been confirmed yet.
        case starting
        /// Changes are told as they happen.
        case live
        /// It claims to be live, and missed a change.
        case missing
        /// There is no channel, or notices cannot come.
        case down
    }

    /// Default: starting.
    package var phase = Phase.starting
    /// When the phase began, in civil time; nil before the first step.
    package var since: Instant?
    /// Notices of this civil day that were taken. Default: 0.
    package var notices = 0
    /// Notices since the start that were not: of no channel of ours, or with a wrong token. Default: 0.
    package var refused = 0
    /// Notices since the start that came twice, or after a later one. Default: 0.
    package var repeated = 0
    /// When the channel that counts ends by itself, in civil time; nil where there is none. It is renewed before.
    package var channelEnds: Instant?
    /// Why there is no channel, or no notice can come; never a private value.
    package var failure: String?

    package init() {}
}
