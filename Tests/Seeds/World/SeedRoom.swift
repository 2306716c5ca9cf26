// SPDX-License-Identifier: Apache-2.0
import AgentCommand
import AgentCrypto
import CalendarKeeping
import GoogleCalendar
import JoinLinks
import RoomCore
import RoomRuntime
import SecureStore
import Simulation

/// One whole room in virtual time: the real agent, keeper, Google client and encrypted store on one loop; clock, cloud,
/// medium, devices and join programs are simulated.
final class SeedRoom {
    let plan: SeedPlan
    let loop: VirtualLoop
    let google: SimulatedGoogle
    let transport: SeedTransport
    let calendar: SeedCalendar
    let joiner: SeedJoiner
    let folder: SeedFolder
    let trace: SeedTrace
    let oracle: Oracle
    let account: SimulatedServiceAccount
    private(set) var devices: SeedDevices
    private(set) var agent: RoomAgent?
    private(set) var keeper: CalendarKeeper?
    private var run: Task<Void, Never>?
    private(set) var effects = SeedEffects()
    /// The agent was killed within its turn, and is down for so long.
    var isDying = false
    var downTime = Duration.zero
    /// How the next agent is killed in its start: at which effect, and whether that happens.
    var killInStart: (count: Int, happens: Bool)?
    var dice: Dice
    /// How far the room's clock is ahead of the true time.
    final class Clock { var lead = Duration.zero }
    let clock: Clock
    var isClockSet = true
    var joinEarly: Duration
    var hideTitles = false
    private var tokens = 0
    private var bookings = 0
    /// What came of the last press; nil where nothing did, as of a bounce.
    var lastPress: PressOutcome?
    /// When the button was pushed last, in time since boot.
    var pushedAt = Duration.seconds(-60)
    private var secrets = 0
    private var spaces = 0
    var powerIsOut = false { didSet { transport.isCut = powerIsOut } }
    /// Notices, whether or not push is configured now.
    let push: SimulatedPush
    var pushIsConfigured: Bool
    var certificateEnd: Instant?
    /// Nil where the data key is simply there.
    private(set) var keys: SeedKeys?
    /// Nil where nothing counts.
    private(set) var counter: SeedCounter?
    /// Nil where the display is another.
    private(set) var lcdd: SeedLCDd?
    /// Nil where nobody is watched, and nobody's settings are read.
    private(set) var people: SeedPeople?
    private static let pushAddress = "https://site.example.com/push/aalto"

    init(
        _ plan: SeedPlan, _ account: SimulatedServiceAccount, records: Bool = false, tells: ((String) -> Void)? = nil
    ) {
        let loop = VirtualLoop(wall: plan.beginning)
        let clock = Clock()
        self.plan = plan
        self.loop = loop
        self.clock = clock
        var account = account
        account.delegatedScopes = SeedPeople.scopes(plan)
        self.account = account
        dice = Dice(plan.seed ^ 0x5eed)
        SeedRandom.dice = Dice(plan.seed)
        google = SimulatedGoogle(now: { loop.now.wall - clock.lead })
        google.register(account)
        google.longestPage = plan.pageSize
        google.accessTokenLife = plan.tokenLife
        google.longestChannelLife = plan.channelLife
        push = SimulatedPush(google, loop: loop, address: Self.pushAddress)
        pushIsConfigured = plan.features.contains(.push)
        if plan.features.contains(.certificate) { certificateEnd = plan.beginning + .days(20) }
        transport = SeedTransport(
            SimulatedTransport(google, loop: loop, latency: plan.latency), loop: loop, zone: plan.zone)
        calendar = SeedCalendar(google: google, loop: loop, plan: plan, account: account.email)
        joiner = SeedJoiner(loop: loop)
        folder = SeedFolder(seed: plan.seed)
        trace = SeedTrace(records: records, tells: tells)
        oracle = Oracle(plan: plan, loop: loop)
        joinEarly = plan.joinEarly
        devices = SeedDevices(
            size: TextSize(columns: plan.columns, rows: plan.rows), effects: SeedEffects(), looks: { _ in })
        FaultyMedium.trouble = nil
        FaultyMedium.countdown = nil
        if plan.hasLCDd { lcdd = SeedLCDd(loop: loop, size: TextSize(columns: plan.columns, rows: plan.rows)) }
        keys = plan.keys.map { SeedKeys($0, self) }
        if plan.hasCounter { counter = SeedCounter(self) }
        if plan.people != nil || plan.hasSettings { people = SeedPeople(self) }
        transport.trace = trace
        transport.asksForEvents = { [oracle] in oracle.accounts.asks(oracle) }
        transport.edited = { [calendar, transport, unowned self] in
            calendar.adoptEdits(since: transport.contact)
            calendar.checkSeries(self)
        }
    }

    func remove() { folder.remove() }

    // MARK: The agent's life

    /// - Parameter isBoot: the machine has just started, too.
    func start(isBoot: Bool = false) {
        let loop = self.loop
        // Sound: everything here is on the one thread, which is the virtual loop's.
        nonisolated(unsafe) let room = self
        var last: (lamp: LampPattern, light: StatusLight, text: String)?
        // Sound: as above.
        nonisolated(unsafe) let effects = SeedEffects()
        self.effects = effects
        transport.effects = effects
        // It knows nothing of what another one was asked to wait for.
        transport.nudged()
        FaultyMedium.effects = effects
        if let killInStart {
            self.killInStart = nil
            downTime = .seconds(3)
            effects.kill(after: killInStart.count, nil, happens: killInStart.happens) { kind in
                room.oracle.situations.saw(.killedInStart)
                room.strike(kind)
            }
        }
        let size = TextSize(columns: plan.columns, rows: plan.rows)
        let devices = SeedDevices(size: size, effects: effects) { devices in
            let text = devices.text
            if last?.lamp != devices.lamp || last?.light != devices.light || last?.text != text {
                room.trace.add(loop.now, "shows", "\(devices.lamp.rawValue) \(devices.light.words)", words: text)
            }
            last = (devices.lamp, devices.light, text)
            room.oracle.looked(room, text)
        }
        self.devices = devices
        // Where the files lie is another place in each run.
        let place = room.folder.root
        let journal = SeedJournal { line in
            if !effects.isDead, !line.contains(text: place) { room.trace.add(loop.now, "journal", line) }
        }
        if plan.hasPanel { devices.usePanel(lcdd, withTerminal: plan.hasTerminal, loop: loop, journal: journal) }
        guard let key = try? SecretBytes(copying: Array(repeating: 7, count: 32)),
            let accountKey = try? ServiceAccountKey(json: account.keyFile(tokenURI: google.tokenURI))
        else { preconditionFailure("the room's keys can be made") }
        let record = SessionRecord(directory: folder.run, room: SeedCalendar.id)
        try? record.unlock(with: key)
        // Sound: as above.
        nonisolated(unsafe) let vault = keys?.begin(effects, journal)
        let sessions = SeedSessions(vault?.sessions ?? record, effects)
        let line = SeedJoinLine(joiner, effects) { request in
            room.trace.add(loop.now, "join", "\(request.address.service) \(request.address.address.exposed)")
            room.oracle.asked(room, request)
        }
        let wall = { [loop] in loop.now.wall }
        let writes = plan.books || plan.features.contains(.keywords)
        let tokenSource = AccessTokenSource(
            key: accountKey, actingAs: nil, scopes: writes ? GoogleCalendarEditor.scopes : [EventsQuery.scope],
            transport: transport, now: wall, jitter: { room.dice.share() })
        let keywords = plan.features.contains(.keywords) ? KeywordPlan(Self.templates, language: .en) : nil
        let source = GoogleCalendarSource(
            calendar: SeedCalendar.id, transport: transport, tokens: tokenSource, linkFinder: LinkFinder(),
            keywords: keywords, now: wall)
        var keeping = KeeperParts(
            calendar: CalendarID(SeedCalendar.id), loop: loop, source: source, journal: journal,
            openStore: {
                if let vault, let keys = room.keys { return await keys.open(vault) }
                return await Self.open(room.folder.store, key, loop, room.counter?.line(effects))
            },
            plan: WindowPlan(past: .days(plan.pastDays), future: .days(plan.futureDays)),
            schedule: SyncSchedule(poll: plan.poll), budget: RequestBudget(perDay: plan.requestsPerDay),
            zoneName: nil,
            zone: { [zone = plan.zone] in $0 == zone.name ? zone : $0 == "UTC" ? FixedOffset() : nil },
            machineZone: plan.machineZone, random: { room.dice.share() })
        keeping.startSpan = SyncSchedule.startSpan(at: isBoot ? .seconds(40) : .hours(1))
        keeping.spending = SpendingFile(directory: folder.store, executor: loop)
        keeping.certificateEnd = { room.certificateEnd }
        let channelFile = ChannelFile(directory: folder.store, executor: loop)
        if pushIsConfigured || !channelFile.load().isEmpty {
            keeping.push = PushParts(
                service: source, receiver: pushIsConfigured ? push : nil, address: Private(Self.pushAddress),
                record: channelFile, fresh: { room.nextSecret() })
        }
        if plan.features.contains(.accounts) {
            keeping.account = AccountParts(
                address: Private(SeedCalendar.id), domains: VerifiedDomains([]), needsWriting: writes,
                access: source,
                sharing: GoogleCalendarSharing(
                    calendar: SeedCalendar.id, transport: transport, tokens: tokenSource, now: wall),
                ownAccount: { nil }, actor: { nil }, record: AccountFile(directory: folder.store, executor: loop))
        }
        keeping.keywords = keywords.map { plan in
            KeywordDesk(
                plan: plan, editor: source, calendar: CalendarID(SeedCalendar.id), loop: loop, journal: journal,
                fresh: { room.nextSpace() })
        }
        let feed = SeedFeed(room)
        if plan.books {
            let editor = GoogleCalendarEditor(
                calendar: SeedCalendar.id, transport: transport, tokens: tokenSource, linkFinder: LinkFinder(),
                now: wall)
            if plan.answers { keeping.invitations = InvitationDesk(editor: editor, loop: loop, free: .accepted) }
            keeping.desk = BookingDesk(
                editor: editor, loop: loop, freshID: { feed.made(room.nextBooking()) }, random: { room.dice.share() })
        }
        if let strikes = plan.strikes {
            keeping.series = SeriesDesk(
                editor: GoogleCalendarEditor(
                    calendar: SeedCalendar.id, transport: transport, tokens: tokenSource, linkFinder: LinkFinder(),
                    now: wall), record: StrikeFile(directory: folder.store, executor: loop), after: strikes.after,
                loop: loop, journal: journal)
        }
        people?.begin(&keeping, accountKey, loop, journal)
        let keeper = CalendarKeeper(keeping)
        feed.keeper = keeper
        self.keeper = keeper
        var parts = RoomDependencies(
            loop: loop, settings: settings, feed: feed, devices: devices, joinAction: line,
            sessions: sessions, journal: journal, mayOpen: { LinkFinder().recheck($0) },
            isClockSet: { room.isClockSet },
            freshToken: { room.nextToken() },
            announce: { if !effects.isDead { room.trace.add(loop.now, "announces", $0) } },
            standingWarnings: [])
        parts.account = { "room-agent@example.iam.gserviceaccount.com" }
        nonisolated(unsafe) let given = parts
        let agent = RoomAgent(given)
        self.agent = agent
        run = Task(executorPreference: loop) {
            await agent.start()
            if let vault { room.keys?.serve(vault, agent) }
            await agent.run()
        }
        people?.run(loop)
        loop.drain()
        _ = agent.assumeIsolated { agent in
            agent.subscribe { report in
                guard !effects.isDead else { return }
                if let press = report.press { room.lastPress = press }
                let words = [
                    report.kind.rawValue, report.state, report.press?.rawValue, report.warning?.code.rawValue,
                ]
                room.trace.add(loop.now, "tells", words.compactMap(\.self).joined(separator: " "))
            }
        }
        if !isDying { oracle.started(self, isBoot: isBoot) }
    }

    /// The agent is killed at this moment, within its turn: nothing more of it reaches anybody.
    func strike(_ kind: SeedEffects.Kind) {
        guard !powerIsOut else { return }
        isDying = true
        FaultyMedium.countdown = nil
        folder.hold()
        oracle.killed(self, at: kind)
    }

    /// As the executable opens it.
    private static func open(
        _ folder: String, _ key: SecretBytes, _ loop: VirtualLoop, _ counter: (any RollbackCounter)?
    ) async -> OpenedStore {
        do throws(StoreFailure) {
            let store = SecureWindowStore(
                directory: folder, ring: KeyRing(key), room: SeedCalendar.id, executor: loop, counter: counter)
            return .ready(store, try await store.load())
        } catch {
            guard error.code != .inUse,
                let stored = ReadOnlyWindow.load(directory: folder, ring: KeyRing(key), room: SeedCalendar.id)
            else { return .unusable(error) }
            return .readOnly(stored, error)
        }
    }

    private var settings: RoomSettings {
        var settings = RoomSettings(name: "Aalto", calendar: Private(SeedCalendar.id))
        settings.rules.joinPreferences.kinds = [.video]
        settings.rules.joinEarly = joinEarly
        settings.rules.joinLate = plan.joinLate
        settings.rules.hideTitles = hideTitles
        settings.manners.books = plan.books
        settings.manners.checksIn = plan.releaseAfter != nil
        settings.manners.releaseAfter = plan.releaseAfter
        settings.manners.releaseSeriesAfter = plan.strikes?.after
        settings.limits.leaveTimeout = SeedJoiner.grace + RoomLimits.leaveSlack
        return settings
    }

    private func nextBooking() -> MeetingID {
        bookings += 1
        let number = withUnsafeBytes(of: UInt64(bookings).bigEndian) { Array($0) }
        return MeetingID.made(of: number + number)
    }

    private static let templates = [
        KeywordTemplate(.jitsi, word: "@jitsi", space: AddressTemplate("https://meet.jit.si/{pair}"))
    ]

    private func nextSpace() -> String {
        spaces += 1
        return "space\(spaces)"
    }

    private func nextSecret() -> String {
        secrets += 1
        return "fresh-\(secrets)"
    }

    /// The channels that an agent remembers now.
    var channels: [String] { ChannelFile(directory: folder.store, executor: loop).load().map(\.id) }

    private func nextToken() -> JoinToken {
        tokens += 1
        return JoinToken("token\(tokens)")
    }

    var isUp: Bool { agent != nil }
    /// Whether what the agent with these effects says reaches anybody. One that was killed, or has no power, may still
    /// carry an order out to the end of its turn; its files stay as they were before, so it has promised nothing.
    func hears(_ effects: SeedEffects) -> Bool { !effects.isDead && !powerIsOut }
    var status: RoomStatus? { agent?.assumeIsolated { $0.status() } }

    /// Nothing more of it runs, nothing it does reaches anybody, and its files stay as they were at this moment; or at
    /// an earlier one, that is held already.
    func kill(isHeld: Bool = false) {
        guard isUp else { return }
        if !isHeld, !isDying { folder.hold() }
        oracle.ends(self)
        end()
        folder.release()
    }

    /// In order, as for an update of the package.
    func stop() {
        guard isUp else { return }
        agent?.assumeIsolated { $0.stop() }
        loop.run(for: .seconds(1))
        if !isDying { folder.hold() }
        oracle.ends(self)
        end()
        folder.release()
    }

    /// As a wipe through the agent's own door ends it: what it is at comes to its end, and nothing is cut off. False
    /// where it was killed meanwhile, or does not end.
    func finish(beside leave: @escaping () async -> Void) -> Bool {
        agent?.assumeIsolated { $0.stop() }
        let ending = Ending()
        // Sound: everything here is on the one thread, which is the virtual loop's.
        nonisolated(unsafe) let (leave, told) = (leave, ending)
        let run = run
        Task(executorPreference: loop) {
            await run?.value
            await leave()
            told.hasEnded = true
        }
        loop.run(until: { ending.hasEnded || self.isDying || self.powerIsOut }, limit: .minutes(2))
        guard !isDying, !powerIsOut else { return false }
        if !ending.hasEnded { oracle.breaks("does-not-end", "two minutes after it was asked to") }
        oracle.ends(self)
        end()
        return ending.hasEnded
    }

    private final class Ending { var hasEnded = false }

    private func end() {
        let trouble = FaultyMedium.trouble
        FaultyMedium.countdown = nil
        FaultyMedium.trouble = nil
        isDying = false
        effects.end()
        devices.die()
        joiner.forgetAgent()
        run?.cancel()
        people?.end()
        keys?.end()
        agent?.assumeIsolated { $0.stop() }
        loop.drain()
        agent = nil
        keeper = nil
        run = nil
        transport.contact = nil
        FaultyMedium.trouble = trouble
    }
}
