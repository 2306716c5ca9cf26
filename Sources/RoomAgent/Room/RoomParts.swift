// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// What the room half is made of, put together by the executable.
package struct RoomParts {
    package var loop: any AgentLoop
    package var settings: RoomSettings
    package var feed: any WindowFeed
    package var devices: any RoomDevices
    package var joinAction: any JoinAction
    package var sessions: any SessionKeeper
    package var journal: any AgentJournal
    /// The last look at an address before it is opened.
    package var mayOpen: @Sendable (JoinAddress) -> Bool
    /// Whether the civil clock has been set since boot.
    package var isClockSet: () -> Bool
    package var freshToken: () -> JoinToken
    /// Tells the service manager what the room is doing, in one line without private values.
    package var announce: (_ status: String) -> Void
    /// A warning that was known before the agent started: the key file's permissions, delegation in use.
    package var standingWarnings: [(code: WarningCode, subject: String)]

    /// The address with which the calendar is shared; nil while nobody knows it. Default: nobody knows.
    package var account: () -> String? = { nil }

    package init(
        loop: any AgentLoop, settings: RoomSettings, feed: any WindowFeed, devices: any RoomDevices,
        joinAction: any JoinAction, sessions: any SessionKeeper, journal: any AgentJournal,
        mayOpen: @escaping @Sendable (JoinAddress) -> Bool,
        isClockSet: @escaping () -> Bool, freshToken: @escaping () -> JoinToken,
        announce: @escaping (String) -> Void, standingWarnings: [(code: WarningCode, subject: String)]
    ) {
        self.loop = loop
        self.settings = settings
        self.feed = feed
        self.devices = devices
        self.joinAction = joinAction
        self.sessions = sessions
        self.journal = journal
        self.mayOpen = mayOpen
        self.isClockSet = isClockSet
        self.freshToken = freshToken
        self.announce = announce
        self.standingWarnings = standingWarnings
    }
}
