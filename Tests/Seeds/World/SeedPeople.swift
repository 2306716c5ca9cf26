// SPDX-License-Identifier: Apache-2.0
import AgentCommand
import CalendarKeeping
import GoogleCalendar
import RoomCore
import SecureStore
import Simulation

/// The watched people of one seed's room, the user whose calendar it is, and whoever is told of people.
final class SeedPeople {
    static let user = "room-admin@example.com"
    static let key = Array("0123456789abcdefghij".utf8)
    private unowned let room: SeedRoom
    private let plan: SeedPlan
    private let google: SimulatedGoogle
    private var dice: Dice
    private var mail = SideMood.sound
    private var settings = SideMood.sound
    let receiver: SeedReceiver
    private(set) var keeper: PeopleKeeper?
    private var tasks: [Task<Void, Never>] = []

    init(_ room: SeedRoom) {
        self.room = room
        plan = room.plan
        google = room.google
        dice = Dice(plan.people?.seed ?? plan.seed ^ 0x70656f)
        receiver = SeedReceiver(room.loop)
        google.users.formUnion(plan.people?.addresses ?? [])
        for address in plan.people?.addresses ?? [] { google.vacations[address] = SimulatedVacation(isOn: false) }
        if plan.hasSettings { google.users.insert(Self.user) }
    }

    /// What an administrator granted the service account for.
    static func scopes(_ plan: SeedPlan) -> Set<String> {
        Set((plan.people == nil ? [] : [GoogleVacation.scope]) + (plan.hasSettings ? [GoogleUserSettings.scope] : []))
    }

    // MARK: The agent's side

    func begin(_ keeping: inout KeeperParts, _ key: ServiceAccountKey, _ loop: any AgentLoop, _ journal: SeedJournal) {
        let (room, effects, store) = (room, room.effects, room.folder.store)
        let wall = { room.loop.now.wall }
        if plan.hasSettings {
            let door = SeedSideDoor(
                room, effects, answered: { room.oracle.settings.answered($0, $1, room) },
                send: { [self] request throws(HTTPFailure) in try await ask(request, settings) })
            let tokens = AccessTokenSource(
                key: key, actingAs: Self.user, scopes: [GoogleUserSettings.scope], transport: door, now: wall,
                jitter: { [self] in dice.share() })
            keeping.settings = SettingsParts(
                source: GoogleUserSettings(transport: door, tokens: tokens, now: wall),
                record: SettingsFile(directory: store, executor: loop), wanted: [.locale, .format24HourTime])
        }
        guard let people = plan.people else { return }
        let door = SeedSideDoor(
            room, effects, answered: { room.oracle.people.answered($0, $1, room) },
            send: { [self] request throws(HTTPFailure) in
                room.oracle.people.asks(request, room)
                return try await ask(request, mail)
            })
        var parts = PeopleParts(
            people: people.addresses.map { address in
                let tokens = AccessTokenSource(
                    key: key, actingAs: address, scopes: [GoogleVacation.scope], transport: door, now: wall,
                    jitter: { [self] in dice.share() })
                return PeopleParts.Person(
                    Private(address), GoogleVacation(of: address, transport: door, tokens: tokens, now: wall))
            }, loop: loop, journal: journal, domains: VerifiedDomains([]),
            accounts: AccountFile(directory: store, executor: loop), requestsPerDay: plan.requestsPerDay,
            random: { [self] in dice.share() })
        parts.spending = SpendingFile(directory: store, ofPeople: true, executor: loop)
        if people.hasReceiver {
            let door = SeedSideDoor(
                room, effects, answered: { _, _ in },
                send: { [self] request throws(HTTPFailure) in try await receiver.receive(request, room) })
            let webhook = PresenceWebhook(
                Private("https://receiver.example.com/presence"), room: "Aalto", key: { Self.key },
                transport: { () throws(HTTPFailure) in door })
            parts.teller = PresenceTeller(
                webhook, PresenceFile(directory: store, executor: loop), loop: loop, journal: journal,
                random: { [self] in dice.share() })
        }
        let keeper = PeopleKeeper(parts)
        self.keeper = keeper
        keeping.people = keeper
    }

    /// Runs them beside the agent, as the executable does.
    func run(_ loop: VirtualLoop) {
        guard let keeper else { return }
        // Sound: everything here is on the one thread, which is the virtual loop's.
        nonisolated(unsafe) let people = keeper
        tasks.append(Task(executorPreference: loop) { await people.keep() })
        tasks.append(Task(executorPreference: loop) { await people.teller?.keep() })
    }

    func end() {
        keeper?.stop()
        for task in tasks { task.cancel() }
        tasks = []
        keeper = nil
    }

    private func ask(_ request: HTTPRequest, _ mood: SideMood) async throws(HTTPFailure) -> HTTPResponse {
        if !request.url.hasSuffix("/token"), let reply = try await mood.reply(request, room.loop) { return reply }
        return try await SimulatedTransport(google, loop: room.loop, latency: plan.latency).send(request)
    }

    // MARK: What happens

    func perform(_ action: PeopleAction) {
        guard let people = plan.people else { return }
        switch action {
        case .vacation(let person, let vacation):
            google.vacations[people.addresses[person]] = SimulatedVacation(
                isOn: vacation.isOn, from: vacation.from.map { plan.beginning + $0 },
                until: vacation.until.map { plan.beginning + $0 })
        case .mail(let person, let isThere):
            if isThere {
                google.users.insert(people.addresses[person])
            } else {
                google.users.remove(people.addresses[person])
            }
            room.oracle.people.changed(room)
        case .watched(let person, let isWanted):
            guard room.isUp, !room.isDying else { return }
            let (room, address, effects) = (room, people.addresses[person], room.effects)
            room.oracle.people.ordered(address, isWanted, room)
            keeper?.want(address, isWanted) { _, isRemembered in
                if !isWanted, isRemembered, room.hears(effects) { room.oracle.people.deactivated(address) }
            }
        case .mood(let mood):
            mail = mood
            room.oracle.people.changed(room)
        case .receiver(let mood):
            receiver.mood = mood
            receiver.changedAt = room.loop.now.uptime
        }
    }

    func perform(_ action: SettingsAction) {
        switch action {
        case .chosen(let locale, let clock):
            var values: [String: String] = [:]
            values["locale"] = locale
            values["format24HourTime"] = clock
            google.userSettings[Self.user] = values
        case .mood(let mood): settings = mood
        }
        room.oracle.settings.changed(room, isSound: settings == .sound)
    }

    var isMailSound: Bool { mail == .sound }
}

extension SideMood {
    /// What comes back instead of an answer; nil where the service is sound.
    fileprivate func reply(_ request: HTTPRequest, _ loop: any AgentLoop) async throws(HTTPFailure) -> HTTPResponse? {
        func json(_ status: Int, _ text: String) -> HTTPResponse {
            HTTPResponse(status: status, headers: [("content-type", "application/json")], body: Array(text.utf8))
        }
        func refusal(_ status: Int, _ reason: String) -> HTTPResponse {
            json(status, #"{"error":{"code":\#(status),"errors":[{"reason":"\#(reason)"}]}}"#)
        }
        switch self {
        case .sound: return nil
        case .away: throw HTTPFailure(.connection)
        case .slow:
            do { try await loop.sleep(for: request.timeout, tolerance: .zero) } catch { throw HTTPFailure(.cancelled) }
            throw HTTPFailure(.timedOut)
        case .garbage: return json(200, "{\"enableAutoReply\": ")
        case .serverError: return refusal(503, "backendError")
        case .rateLimited: return refusal(429, "rateLimitExceeded")
        case .cut: throw HTTPFailure(.malformedReply)
        case .refused: return refusal(403, "forbidden")
        case .portal:
            let page = Array("<html><form>Room 12, please sign in</form></html>".utf8)
            return HTTPResponse(status: 200, headers: [("content-type", "text/html")], body: page)
        }
    }
}
