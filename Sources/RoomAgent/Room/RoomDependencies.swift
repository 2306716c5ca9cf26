// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// What the room half is made of, put together by the executable.
package struct RoomDependencies {
    /// The loop on whose thread everything runs; it has both clocks.
    package var loop: any AgentLoop
    /// What the configuration says of the room.
    package var settings: RoomSettings
    /// The calendar, as it is stored and kept up to date.
    package var feed: any WindowFeed
    /// Button, lamps and display.
    package var devices: any RoomDevices
    /// What carries out a join.
    package var joinAction: any JoinAction
    /// Where the running session is remembered across a restart of the agent.
    package var sessions: any SessionKeeper
    /// Where log lines go.
    package var journal: any AgentJournal
    /// Asked at the press whether an address may be opened.
    package var mayOpen: @Sendable (JoinAddress) -> Bool
    /// Whether the civil clock has been set since boot.
    package var isClockSet: () -> Bool
    /// Makes a token that was never used before: a press that starts a session needs one.
    package var freshToken: () -> JoinToken
    /// Tells the service manager what the room is doing, in one line without private values.
    package var announce: (_ status: String) -> Void
    /// Warnings that were known before the agent started, such as the key file's permissions.
    package var standingWarnings: [(code: WarningCode, subject: String)]

    /// The address with which the calendar is shared; nil while nobody knows it. Default: nobody does.
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
