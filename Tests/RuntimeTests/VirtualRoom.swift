// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import GoogleCalendar
import JoinLinks
import RoomCore
import RoomRuntime
import Simulation
import Testing

/// A whole room in virtual time: the real agent, the real Google client and the simulated Google on one loop. Devices
/// and join sessions are simulated; the window lives in memory, and outlives the agent as a disk does.
final class VirtualRoom {
    static let calendar = "c_aalto@resource.calendar.google.com"
    /// 2026-11-24 08:00 UTC.
    static let morning = Instant(secondsSince1970: 1_795_507_200)
    /// Making a key takes a while, so all tests share one.
    static let account = Result { try SimulatedServiceAccount() }

    let loop: VirtualLoop
    let google: SimulatedGoogle
    let joiner: SimulatedJoiner
    let sessions = SimulatedSessionKeeper()
    let journal = ListedJournal()
    private(set) var devices = SimulatedDevices()
    private(set) var agent: RoomAgent?
    private(set) var keeper: CalendarKeeper?
    /// What came of each request, in the order of the answers, and how long after the request.
    private(set) var outcomes: [(outcome: BookingOutcome, after: Duration)] = []
    private var requests: [Task<Void, Never>] = []
    private(set) var events: [String] = []
    /// All reports, those of states and warnings too, which `events` leaves out.
    private(set) var reports: [RoomReport] = []
    private(set) var announced: [String] = []
    var isClockSet = true
    /// The zones that the machine knows.
    var zones: [String: FixedOffset] = ["UTC": FixedOffset()]
    /// `[manners] book` of the next start.
    var books = false
    /// `[manners] release-after`, with `check-in`, of the next start.
    var releaseAfter: Duration?
    /// `[manners] release-series-after` of the next start; nil for 0.
    var releaseSeriesAfter: Int?
    let strikes = ListedStrikes()
    /// `[manners] answer` of the next start: where the room is free.
    var answersInvitations: InvitationAnswer?
    /// `[manners] book-as` of the next start.
    var scheduler: String?
    /// `[sync] poll` of the next start.
    var poll = Duration.seconds(60)
    /// `[google] requests-per-day` of the next start: so many that `poll` alone decides.
    var requestsPerDay = 10_000
    /// Of the next start's display.
    var displaySize = TextSize.standard
    /// How far the cloud's clock is ahead of the room's.
    final class CloudClock { var lead = Duration.zero }
    let cloudClock = CloudClock()
    /// What the disk does instead of opening.
    var diskFailure: OpenedStore?
    let disk: FailingDisk
    /// How often the stored window was set aside, after which the disk opens again.
    private(set) var setAside = 0
    /// Push, from the next start on; nil for none.
    var push: SimulatedPush?
    /// What the agents remember of channels, and of what was spent.
    let channels = ListedChannels()
    let spending = ListedSpending()
    let peopleSpending = ListedSpending()
    /// Whether the next start is one of the machine, too.
    var isBoot = false
    /// The keeper's random numbers.
    var random = 0.5
    /// Whether an account decides if the calendar may be asked for, from the next start on.
    var hasAccount = false
    /// The agent's own account, where that is another than the one the calendar is asked as; nil: it is that.
    var ownAccount: String?
    /// `[google] domains` of the next start.
    var domains: [String] = []
    /// Whether a feature of the next start writes.
    var needsWriting = false
    /// What the agents remember of the account.
    let accounts = ListedAccounts()
    /// `[presence] vacation` of the next start.
    var watched: [String] = []
    /// Whether the next start tells a receiver of them.
    var tells = false
    let receiver = ListedReceiver()
    let told = ListedPresence()
    private(set) var people: PeopleKeeper?
    /// The settings that the configuration of the next start leaves open; where there are any, it acts as `user`.
    var wantedSettings: [AccountSetting] = []
    let settings = ListedSettings()
    static let user = "room-admin@example.com"
    let account: SimulatedServiceAccount
    /// Asks as the last agent did.
    private var service: GoogleCalendarSource?
    private var tokens = 0
    private var secrets = 0
    private var bookings: UInt8 = 0
    /// Of the agent that runs now.
    private var power: PowerSwitch?

    /// Several rooms can share one loop, as in one process.
    init(at start: Instant = morning, on shared: VirtualLoop? = nil) throws {
        let loop = shared ?? VirtualLoop(wall: start)
        self.loop = loop
        joiner = SimulatedJoiner(loop: loop)
        let cloudClock = self.cloudClock
        google = SimulatedGoogle(now: { loop.now.wall + cloudClock.lead })
        account = try Self.account.get()
        google.register(account)
        google.calendars[Self.calendar] = SimulatedCalendar(Self.calendar, roles: [account.email: .reader])
        disk = FailingDisk(executor: loop)
    }

    /// The calendar is of another zone, which the machine knows. Its events are gone.
    func move(to zone: FixedOffset) {
        zones[zone.name] = zone
        edit { calendar, _ in
            calendar = SimulatedCalendar(Self.calendar, zone: zone, roles: calendar.roles)
        }
    }

    func edit(_ change: (inout SimulatedCalendar, Instant) -> Void) { google.edit(Self.calendar, change) }

    /// A meeting that starts so many minutes after the morning.
    func add(
        _ id: String, at minutes: Int, lasting length: Int = 30, link: String? = "https://meet.google.com/abc-defg-hij"
    ) {
        edit { calendar, now in
            calendar.add(
                id,
                SimulatedEvent(
                    "Title of \(id)", from: Self.morning + .minutes(minutes), lasting: .minutes(length), location: link),
                at: now)
        }
    }

    // MARK: The agent's life

    /// A new agent on what the last one left; a new display too.
    func start() throws {
        devices = SimulatedDevices(display: displaySize)
        let loop = PowerSwitch(self.loop)
        power = loop
        let transport = SimulatedTransport(google, loop: loop)
        var settings = RoomSettings(name: "Aalto", calendar: Private(Self.calendar))
        settings.rules.joinPreferences.kinds = [.video]
        settings.manners.books = books
        settings.manners.checksIn = releaseAfter != nil
        settings.manners.releaseAfter = releaseAfter
        settings.manners.releaseSeriesAfter = releaseSeriesAfter
        let clock = { [loop] in loop.now.wall }
        let tokenSource = AccessTokenSource(
            key: try ServiceAccountKey(json: account.keyFile(tokenURI: google.tokenURI)), actingAs: nil,
            scopes: [EventsQuery.scope],
            transport: transport, now: clock)
        let source = GoogleCalendarSource(
            calendar: Self.calendar, transport: transport, tokens: tokenSource, linkFinder: LinkFinder(), now: clock)
        service = GoogleCalendarSource(
            calendar: Self.calendar, transport: SimulatedTransport(google, loop: self.loop), tokens: tokenSource,
            linkFinder: LinkFinder(), now: clock)
        let editor = GoogleCalendarEditor(
            calendar: Self.calendar, transport: transport,
            tokens: AccessTokenSource(
                key: try ServiceAccountKey(json: account.keyFile(tokenURI: google.tokenURI)), actingAs: nil,
                scopes: GoogleCalendarEditor.scopes, transport: transport, now: clock),
            scheduler: scheduler,
            linkFinder: LinkFinder(), now: clock)
        let disk = self.disk
        // Sound: everything in a test is on the test's thread, which is the virtual loop's.
        nonisolated(unsafe) let room = self
        var keeperParts = KeeperParts(
            calendar: CalendarID(Self.calendar), loop: loop, source: source, journal: journal,
            openStore: {
                if let failure = room.diskFailure { return failure }
                return .ready(disk, await disk.load())
            }, plan: WindowPlan(), schedule: SyncSchedule(poll: poll), budget: RequestBudget(perDay: requestsPerDay),
            zoneName: nil,
            zone: { room.zones[$0] }, machineZone: FixedOffset(), random: { room.random })
        keeperParts.setStoreAside = { () throws(StoreFailure) in
            room.setAside += 1
            disk.assumeIsolated { $0.erase() }
            room.diskFailure = nil
        }
        keeperParts.spending = spending
        keeperParts.startSpan = SyncSchedule.startSpan(at: isBoot ? .seconds(30) : .hours(1))
        keeperParts.desk = BookingDesk(
            editor: editor, loop: loop, freshID: { room.nextBooking() }, random: { 0.5 })
        if let free = answersInvitations {
            keeperParts.invitations = InvitationDesk(editor: editor, loop: loop, free: free)
        }
        keeperParts.series = releaseSeriesAfter.map {
            SeriesDesk(editor: editor, record: strikes, after: $0, loop: loop, journal: journal)
        }
        keeperParts.push = PushParts(
            service: source, receiver: push, address: Private(push?.address ?? ""), record: channels,
            fresh: { room.nextSecret() })
        if hasAccount {
            let sharing = GoogleCalendarSharing(
                calendar: Self.calendar, transport: transport,
                tokens: AccessTokenSource(
                    key: try ServiceAccountKey(json: account.keyFile(tokenURI: google.tokenURI)), actingAs: nil,
                    scopes: [GoogleCalendarSharing.scope], transport: transport, now: clock), now: clock)
            let (actor, own) = (account.email, ownAccount ?? account.email)
            keeperParts.account = AccountParts(
                address: Private(Self.calendar), domains: VerifiedDomains(domains), needsWriting: needsWriting,
                access: source, sharing: sharing, ownAccount: { own }, actor: { actor }, record: accounts)
        }
        if !wantedSettings.isEmpty {
            let source = GoogleUserSettings(
                transport: transport,
                tokens: AccessTokenSource(
                    key: try ServiceAccountKey(json: account.keyFile(tokenURI: google.tokenURI)),
                    actingAs: Self.user, scopes: [GoogleUserSettings.scope], transport: transport, now: clock),
                now: clock)
            keeperParts.settings = SettingsParts(source: source, record: self.settings, wanted: wantedSettings)
        }
        let people = try watchers(transport, loop)
        self.people = people
        keeperParts.people = people
        let keeper = CalendarKeeper(keeperParts)
        self.keeper = keeper
        nonisolated(unsafe) let parts = RoomDependencies(
            loop: loop, settings: settings, feed: keeper, devices: devices, joinAction: joiner,
            sessions: sessions, journal: journal, mayOpen: { LinkFinder().recheck($0) },
            isClockSet: { room.isClockSet },
            freshToken: { room.nextToken() }, announce: { room.announced.append($0) }, standingWarnings: [])
        let agent = RoomAgent(parts)
        self.agent = agent
        _ = Task(executorPreference: loop) {
            await agent.start()
            await agent.run()
            room.people?.stop()
        }
        if people != nil {
            _ = Task(executorPreference: loop) { await room.people?.keep() }
            _ = Task(executorPreference: loop) { await room.people?.teller?.keep() }
        }
        self.loop.drain()
        _ = agent.assumeIsolated { agent in
            agent.subscribe { report in
                room.reports.append(report)
                let isOfTheWhole = [.state, .warning, .warningEnded].contains(report.kind)
                if !isOfTheWhole { room.events.append(report.kind.rawValue) }
            }
        }
    }

    /// Ends push for good, as a wipe does. The IDs of the channels that may still be there.
    func endChannels() -> [String] {
        guard let service else { return [] }
        // Sound: everything in a test is on the test's thread, which is the virtual loop's.
        nonisolated(unsafe) let record = channels
        nonisolated(unsafe) let asked = service
        let loop = self.loop
        return loop.finish {
            await ChannelEnding.endAll(record, asked, loop: loop, limit: .seconds(15)).map(\.id)
        } ?? []
    }

    /// As by a power cut: nothing more of it runs, and nobody is told.
    func kill() {
        power?.off()
        devices.unplug()
        joiner.forgetAgent()
        agent = nil
    }

    func stop() {
        agent?.assumeIsolated { $0.stop() }
        loop.run(for: .seconds(1))
    }

    /// Of the so many-th booking, from 1.
    static func bookingID(_ number: UInt8) -> MeetingID {
        MeetingID.made(of: [UInt8](repeating: number, count: MeetingID.madeByteCount))
    }

    private func nextBooking() -> MeetingID {
        bookings += 1
        return Self.bookingID(bookings)
    }

    /// Remembers as a file does.
    final class ListedChannels: ChannelRecord {
        var kept: [PushChannel] = []
        func load() -> [PushChannel] { kept.map { PushChannel(id: $0.id, resource: $0.resource, endsAt: $0.endsAt) } }
        func keep(_ channels: [PushChannel]) async -> Bool {
            kept = channels
            return true
        }
    }

    /// Remembers as a file does.
    final class ListedAccounts: AccountRecord {
        var kept: [String: AccountState] = [:]
        var isBroken = false
        func load(_ address: Private<String>) -> AccountState? { kept[address.exposed] }
        func keep(_ state: AccountState, of address: Private<String>) async -> Bool {
            if !isBroken { kept[address.exposed] = state }
            return !isBroken
        }
    }

    /// Remembers as a file does.
    final class ListedStrikes: StrikeRecord {
        var kept: [SeriesStrikes.Entry] = []
        /// Whether it can be kept.
        var works = true
        func name(of event: MeetingID) -> String { "name of \(event.value.exposed)" }
        func load() -> [SeriesStrikes.Entry] { kept }
        func keep(_ entries: [SeriesStrikes.Entry]) async -> Bool {
            if works { kept = entries }
            return works
        }
    }

    /// Remembers as a file does.
    final class ListedSettings: SettingsRecord {
        var kept: KeptSettings?
        func load() -> KeptSettings? { kept }
        func keep(_ settings: KeptSettings) async -> Bool {
            kept = settings
            return true
        }
    }

    /// The same.
    final class ListedSpending: SpendingRecord {
        var kept: [RequestBudget.Day] = []
        private(set) var writes = 0
        /// Whether it can be kept.
        var works = true
        func load() -> [RequestBudget.Day] { kept }
        func keep(_ days: [RequestBudget.Day]) async -> Bool {
            if works { kept = days }
            writes += 1
            return works
        }
    }

    private func nextSecret() -> String {
        secrets += 1
        return "fresh-\(secrets)"
    }

    private func nextToken() -> JoinToken {
        tokens += 1
        return JoinToken("token\(tokens)")
    }

    // MARK: What is seen and done

    /// Lets time pass until so many minutes after the morning.
    func run(to minutes: Int) { loop.run(for: Self.morning + .minutes(minutes) - loop.now.wall) }

    /// The calendar is shared for writing from now on.
    func shareForWriting() { edit { calendar, _ in calendar.roles = [self.account.email: .writer] } }

    /// Asks the calendar half for a change, as the room half does; nothing has been sent when this returns.
    func request(_ request: BookingRequest) {
        guard let keeper else { return }
        // Sound: everything in a test is on the test's thread, which is the virtual loop's.
        nonisolated(unsafe) let (room, feed) = (self, keeper)
        let asked = loop.now.uptime
        requests.append(
            Task(executorPreference: loop) {
                let outcome = await feed.request(request)
                room.outcomes.append((outcome, room.loop.now.uptime - asked))
            })
        loop.drain()
    }

    /// What came of wishes, in the order of the answers.
    private(set) var answers: [BookingAnswer] = []

    /// Asks as a script does.
    func ask(_ wish: BookingWish) {
        // Sound: everything in a test is on the test's thread, which is the virtual loop's.
        nonisolated(unsafe) let room = self
        agent?.assumeIsolated { $0.ask(wish) { room.answers.append($0) } }
        loop.run(for: .zero)
    }

    func press() {
        devices.cause(.pressed)
        loop.run(for: .zero)
    }

    func hold() {
        devices.cause(.held)
        loop.run(for: .zero)
    }

    func drainEvents() -> [String] {
        defer { events = [] }
        return events
    }

    /// What the reports since the last time say, in their order: `State joining`, `Warning display-lost`, `Pressed`.
    func drainReports() -> [String] {
        defer { reports = [] }
        return reports.map { report in
            ([report.kind.rawValue, report.state, report.warning?.code.rawValue].compactMap(\.self)).joined(
                separator: " ")
        }
    }

    var status: RoomStatus? { agent?.assumeIsolated { $0.status() } }
    var state: String { status?.state.name ?? "gone" }
    var warnings: [String] { (status?.warnings ?? []).map(\.code.rawValue) }
    /// The titles of the whole window without their first words, by start.
    var titles: [String] {
        let items = agent?.assumeIsolated { $0.agendaItems(on: nil) } ?? []
        return items.map { String($0.meeting.title.exposed.dropFirst("Title of ".utf8.count)) }
    }
    var line: String { devices.screen.first ?? "" }
}
