// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// Everything the agent is made of that touches the world, put together by the executable.
package struct RoomParts {
    package var loop: any AgentLoop
    package var configuration: RoomConfiguration
    package var source: any CalendarSource
    package var devices: any RoomDevices
    package var joiner: any JoinPerformer
    package var sessions: any SessionKeeper
    package var journal: any AgentJournal
    package var linkFinder: LinkFinder
    /// Opens the encrypted window and reads it. Called at start, and again from time to time while it fails.
    package var openStore: () async -> OpenedStore
    /// The rules of a zone by its IANA name; nil if this machine doesn't know it.
    package var zone: (String) -> (any TimeZoneRules)?
    /// The machine's own zone, until the calendar tells its own.
    package var machineZone: (any TimeZoneRules)?
    /// Whether the civil clock has been set since boot.
    package var isClockSet: () -> Bool
    package var freshToken: () -> JoinToken
    /// A number in 0..<1 for jitter.
    package var random: () -> Double
    /// Tells the service manager what the room is doing, in one line without private values.
    package var announce: (_ status: String) -> Void
    /// Called after a write of the whole window: a good time to give memory back.
    package var trimMemory: () -> Void
    /// A warning that was known before the agent started: the key file's permissions, delegation in use.
    package var standingWarnings: [(code: WarningCode, subject: String)]

    package init(
        loop: any AgentLoop, configuration: RoomConfiguration, source: any CalendarSource, devices: any RoomDevices,
        joiner: any JoinPerformer, sessions: any SessionKeeper, journal: any AgentJournal, linkFinder: LinkFinder,
        openStore: @escaping () async -> OpenedStore, zone: @escaping (String) -> (any TimeZoneRules)?,
        machineZone: (any TimeZoneRules)?, isClockSet: @escaping () -> Bool, freshToken: @escaping () -> JoinToken,
        random: @escaping () -> Double,
        announce: @escaping (String) -> Void, trimMemory: @escaping () -> Void = {},
        standingWarnings: [(code: WarningCode, subject: String)]
    ) {
        self.loop = loop
        self.configuration = configuration
        self.source = source
        self.devices = devices
        self.joiner = joiner
        self.sessions = sessions
        self.journal = journal
        self.linkFinder = linkFinder
        self.openStore = openStore
        self.zone = zone
        self.machineZone = machineZone
        self.isClockSet = isClockSet
        self.freshToken = freshToken
        self.random = random
        self.announce = announce
        self.trimMemory = trimMemory
        self.standingWarnings = standingWarnings
    }
}

/// What came of opening the store.
package enum OpenedStore: Sendable {
    case ready(any WindowStore, StoredRoom)
    /// The directory or file cannot be used: the room works in memory meanwhile.
    case unusable(StoreFailure)
    /// The same, and what is stored could be read: it is shown.
    case readOnly(StoredRoom, StoreFailure)
    /// There is no data key, so nothing may be written and nothing can be read.
    case locked(WarningCode, detail: String)
}

/// The button, the lamps and the display of a room. `DeviceBay` is the real one.
package protocol RoomDevices: AnyObject {
    /// Opens what can be opened; what can't is tried again for as long as the agent runs.
    func start(_ handler: @escaping (DeviceEvent) -> Void)
    /// The display's size, once it is known; nil without a display.
    var displaySize: TextSize? { get }
    /// What its rows can be made of. Default: UTF-8.
    var displayCharset: DisplayCharset { get }
    /// Each device by its address, as configured, and whether it is there.
    var states: [DeviceState] { get }
    func show(_ frame: TextFrame)
    func show(lamp: LampPattern, light: StatusLight)
    /// A short answer by the button's lamp, on top of what it shows.
    func answer(_ answer: LampAnswer)
    func startCooldown()
    /// Turns lamps off, leaves `farewell` on the display, and closes everything.
    func stop(farewell: TextFrame?)
}

extension RoomDevices {
    package var displayCharset: DisplayCharset { .utf8 }
}

/// Whether a device is there, without the delay after which a warning shows.
package struct DeviceState: Sendable, Equatable {
    /// As configured.
    package var address: String
    package var isReady: Bool
    /// Why it is not there, and what to do; empty while it is being looked for.
    package var cause = ""
    package var remedy = ""

    package init(address: String, isReady: Bool, cause: String = "", remedy: String = "") {
        self.address = address
        self.isReady = isReady
        self.cause = cause
        self.remedy = remedy
    }
}

package enum DeviceEvent: Sendable {
    case pressed
    /// A press inside the cooldown.
    case pressRefused
    case held
    /// A device warning is there, or gone.
    case warning(WarningCode, subject: String, isOn: Bool)
    /// The display came (back), with this size: it wants a frame.
    case displayReady
}

package enum LampAnswer: Sendable {
    case flicker
    case doubleBlink
}
