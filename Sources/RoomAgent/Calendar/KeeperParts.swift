// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// What the keeper of one calendar is made of, put together by the executable.
package struct KeeperParts {
    /// Which calendar it is.
    package var calendar: CalendarID
    /// What the keeper and everything that it owns but the store runs on.
    package var loop: any AgentLoop
    /// Where the meetings come from. The keeper counts its requests against `budget`.
    package var source: any CalendarSource
    /// Where the keeper writes what failed, and what came back.
    package var journal: any AgentJournal
    /// Opens the encrypted window and reads it. Called at start, and while it fails again after ten minutes, then after
    /// twice as long each time up to two hours; where another process has it (`.inUse`), after a second, then up to a
    /// minute.
    package var openStore: () async -> OpenedStore
    /// Moves a stored window out of the way that the medium does not give, attempt after attempt, once the memory has
    /// all of it: the next `openStore` begins a new one. Default: none does, and it is tried again for ever.
    package var setStoreAside: () throws(StoreFailure) -> Void = { () throws(StoreFailure) in
        throw StoreFailure(.notAccessible, operation: "setAside")
    }
    /// Which days the window holds.
    package var plan: WindowPlan
    /// How often the source is asked.
    package var schedule: SyncSchedule
    /// What the calendar may cost its service a day.
    package var budget: RequestBudget
    /// The configured zone's name; nil for the calendar's own.
    package var zoneName: String?
    /// The rules of a zone by its IANA name; nil if this machine doesn't know it.
    package var zone: (String) -> (any TimeZoneRules)?
    /// The machine's own zone, until the calendar tells its own.
    package var machineZone: (any TimeZoneRules)?
    /// A number in 0..<1, another one at each call: it spreads the attempts of a fleet.
    package var random: () -> Double
    /// Called around a write of the whole window: good times to give memory back.
    package var trimMemory: () -> Void
    /// The first look at a calendar that is known from the store comes within this time, at random, and what push asks
    /// for in the time after it that is twice as long. Default: zero, at once.
    package var startSpan = Duration.zero
    /// Remembers what a day has cost, over restarts. Default: nothing does.
    package var spending: (any SpendingRecord)?
    /// When the certificate that this device signs in with ends, asked after each sync. Default: there is none.
    package var certificateEnd: () -> Instant? = { nil }
    /// Writes to the calendar. Default: none, and every request is refused.
    package var desk: BookingDesk?
    /// Whether the calendar may be asked for. Default: nobody decides that, and it may.
    package var account: AccountParts?
    /// Reads what the calendar's user has chosen. Default: nothing does.
    package var settings: SettingsParts?
    /// The room speaks the language of the calendar's user, as far as that is known. Default: false, one is configured.
    package var speaksUsersLanguage = false
    /// Watches people's vacation responders; who runs it is the executable. Default: nobody is watched.
    package var people: PeopleKeeper?
    /// Writes join details into events that ask for them. Default: none, and nobody is given any.
    package var keywords: KeywordDesk?
    /// Answers what the room is invited to. Default: nobody does.
    package var invitations: InvitationDesk?
    /// Gives back series to which nobody comes. Default: nobody does.
    package var series: SeriesDesk?
    /// Tells of changes as they happen. Default: none, and the calendar is looked at as the budget allows.
    package var push: PushParts?

    /// What a keeper cannot do without; the rest has its default.
    package init(
        calendar: CalendarID, loop: any AgentLoop, source: any CalendarSource, journal: any AgentJournal,
        openStore: @escaping () async -> OpenedStore, plan: WindowPlan, schedule: SyncSchedule, budget: RequestBudget,
        zoneName: String?,
        zone: @escaping (String) -> (any TimeZoneRules)?, machineZone: (any TimeZoneRules)?,
        random: @escaping () -> Double, trimMemory: @escaping () -> Void = {}
    ) {
        self.calendar = calendar
        self.loop = loop
        self.source = source
        self.journal = journal
        self.openStore = openStore
        self.plan = plan
        self.schedule = schedule
        self.budget = budget
        self.zoneName = zoneName
        self.zone = zone
        self.machineZone = machineZone
        self.random = random
        self.trimMemory = trimMemory
    }
}
