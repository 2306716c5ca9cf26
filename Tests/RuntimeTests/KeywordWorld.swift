// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import GoogleCalendar
import JoinLinks
import RoomCore
import Simulation

/// One cloud, and agents that write join details into its calendars, each with a clock's tick of its own.
final class KeywordWorld {
    static let room = "c_aalto@resource.calendar.google.com"
    static let organizer = "alice@example.com"
    static let templates = [
        KeywordTemplate(.meet, word: "@meet"),
        KeywordTemplate(
            .jitsi, word: "@jitsi", myRoom: AddressTemplate("https://meet.jit.si/{user}"),
            space: AddressTemplate("https://meet.jit.si/{pair}")),
    ]

    /// Whom the account acts as: Google makes no Meet for a service account alone.
    static let user = "rooms@example.com"
    /// Making a key takes a while, so all tests share one.
    private static let account = Result {
        try SimulatedServiceAccount(delegatedScopes: [GoogleCalendarSource.writingScope, EventsQuery.scope])
    }

    let loop = VirtualLoop(wall: VirtualRoom.morning)
    let google: SimulatedGoogle
    let account: SimulatedServiceAccount
    private(set) var agents: [Agent] = []
    private var names = 0

    /// Answers of Google, as those who ask get them.
    final class Transport: HTTPTransport {
        private let inner: SimulatedTransport
        private(set) var writes = 0
        private(set) var reads: [String: Int] = [:]

        init(_ inner: SimulatedTransport) { self.inner = inner }

        func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
            let response = try await inner.send(request)
            let path = request.url.split(separator: "?")[0]
            if request.method == .patch, response.status == 200 { writes += 1 }
            if request.method == .get { reads[path.hasSuffix("/events") ? "list" : "event", default: 0] += 1 }
            return response
        }
    }

    /// One device.
    final class Agent {
        let keeper: CalendarKeeper
        let transport: Transport
        let journal = ListedJournal()
        let store: MemoryWindowStore
        var warnings: Set<WarningCode> = []
        fileprivate var run: Task<Void, Never>?

        fileprivate init(_ keeper: CalendarKeeper, _ transport: Transport, _ store: MemoryWindowStore) {
            self.keeper = keeper
            self.transport = transport
            self.store = store
        }

        var titles: [String] { keeper.window.meetings.values.map(\.title.exposed).sorted() }
        func address(_ id: String) -> String? {
            keeper.window.meetings[MeetingID(id)]?.joinAddresses.first?.address.exposed
        }
    }

    init() throws {
        let loop = self.loop
        google = SimulatedGoogle(now: { loop.now.wall })
        account = try Self.account.get()
        google.register(account)
        google.users = [Self.user]
        add(Self.room)
    }

    func add(_ calendar: String, _ role: SimulatedCalendar.Role = .writer) {
        google.calendars[calendar] = SimulatedCalendar(
            calendar, roles: [account.email: role, Self.user: role])
    }

    /// Starts one more device, on what an earlier one stored.
    @discardableResult
    func start(
        _ calendar: String = room, templates: [KeywordTemplate] = templates, perDay: Int = 10_000,
        language: Language = .en, actingAs subject: String? = user, on stored: Agent? = nil,
        languages: (any OrganizerLanguages)? = nil, speaksUsersLanguage: Bool = false
    ) throws -> Agent {
        let loop = self.loop
        let plan = templates.isEmpty ? nil : KeywordPlan(templates, language: language)
        let transport = Transport(SimulatedTransport(google, loop: loop))
        let tokens = AccessTokenSource(
            key: try ServiceAccountKey(json: account.keyFile(tokenURI: google.tokenURI)), actingAs: subject,
            scopes: [plan == nil ? EventsQuery.scope : GoogleCalendarSource.writingScope], transport: transport,
            now: { loop.now.wall })
        let source = GoogleCalendarSource(
            calendar: calendar, transport: transport, tokens: tokens, linkFinder: LinkFinder(), keywords: plan,
            now: { loop.now.wall })
        let store = stored?.store ?? MemoryWindowStore(executor: loop)
        var parts = KeeperParts(
            calendar: CalendarID(calendar), loop: loop, source: source, journal: ListedJournal(),
            openStore: { .ready(store, await store.load()) }, plan: WindowPlan(),
            schedule: SyncSchedule(poll: .seconds(60)), budget: RequestBudget(perDay: perDay), zoneName: nil,
            zone: { $0 == "UTC" ? FixedOffset() : nil }, machineZone: FixedOffset(), random: { 0.5 })
        parts.keywords = plan.map {
            KeywordDesk(
                plan: $0, editor: source, calendar: CalendarID(calendar), loop: loop, journal: parts.journal,
                fresh: { [unowned self] in
                    names += 1
                    return "space\(names)"
                })
        }
        parts.keywords?.languages = languages
        if speaksUsersLanguage {
            let tokens = AccessTokenSource(
                key: try ServiceAccountKey(json: account.keyFile(tokenURI: google.tokenURI)), actingAs: subject,
                scopes: [GoogleUserSettings.scope], transport: transport, now: { loop.now.wall })
            parts.settings = SettingsParts(
                source: GoogleUserSettings(transport: transport, tokens: tokens, now: { loop.now.wall }),
                record: VirtualRoom.ListedSettings(), wanted: [.locale])
            parts.speaksUsersLanguage = true
        }
        let agent = Agent(CalendarKeeper(parts), transport, store)
        agents.append(agent)
        // Sound: everything in a test is on the test's thread, which is the virtual loop's.
        nonisolated(unsafe) let device = agent
        agent.run = Task(executorPreference: loop) {
            await device.keeper.open { report in
                guard case .warning(let code, _, let isOn) = report else { return }
                if isOn { device.warnings.insert(code) } else { device.warnings.remove(code) }
            }
            await device.keeper.keep()
        }
        return agent
    }

    /// As by a power cut, as far as the loop goes on.
    func stop(_ agent: Agent) {
        agent.run?.cancel()
        agent.keeper.stop()
        loop.drain()
    }

    func run(_ time: Duration) { loop.run(for: time) }

    // MARK: Events

    func put(
        _ id: String, _ location: String?, body: String? = "Agenda", at hours: Int = 2, on calendar: String = room,
        _ change: (inout SimulatedEvent) -> Void = { _ in }
    ) {
        google.edit(calendar) { calendar, now in
            var event = SimulatedEvent(
                id, from: VirtualRoom.morning + .hours(hours), lasting: .hours(1), location: location)
            event.description = body
            event.attendees = [SimulatedEvent.Attendee(Self.room, isResource: true)]
            change(&event)
            calendar.add(id, event, at: now)
        }
    }

    func change(_ id: String, on calendar: String = room, _ edit: (inout SimulatedEvent) -> Void) {
        google.edit(calendar) { calendar, now in calendar.change(id, at: now, edit) }
    }

    func event(_ id: String, on calendar: String = room) -> SimulatedEvent? { google.calendars[calendar]?.event(id) }

    /// The address of the event's own Meet.
    func meet(_ id: String, on calendar: String = room) -> String? {
        event(id, on: calendar)?.conference?.entries.first?.uri
    }

    /// How many of our blocks stand in a text.
    static func blocks(_ text: String?) -> Int {
        let lines = (text ?? "").split(separator: "\n")
        return lines.count { $0 == "--- room agent ---" }
    }
}
