// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import AgentHost
import Glibc
import GoogleCalendar
import JSON
import JoinLinks
import RoomCore
import SecureStore
import Simulation

/// The parts of a full sync of 10,000 events, each alone and in memory: `name<TAB>CPU seconds`, a line each, the least of
/// several runs. `bench.py` sets them against the limit of the whole.
@main
struct SyncParts {
    static let events = 10_000
    private static let runs = 5
    static let room = "c_bench@resource.calendar.google.com"
    static let now = Instant(secondsSince1970: 1_780_000_000)
    static let bounds = WindowBounds(earliest: now - .days(7), latest: now + .days(31))

    static func main() async throws {
        // The heap is as the agent has it.
        ProcessMemory.prepare()
        if CommandLine.arguments.count > 1 {
            return try await WindowParts.run(Array(CommandLine.arguments.dropFirst()))
        }
        let pages = try await pages(of: events)
        let decoder = EventDecoder(account: room, linkFinder: LinkFinder())
        let texts = try texts(in: pages, decoder)
        let changes = try pages.map { try decoder.page($0).changes }

        let parse = try least { for page in pages { _ = try JSONDocument(page) } }
        let finder = LinkFinder()
        let links = least { for text in texts { _ = finder.find(in: text) } }
        let decode = try least { for page in pages { _ = try decoder.page(page) } }
        let seal = try least { try sealAll(changes) }
        let store = try await storing(changes)
        report("parse the JSON", parse)
        report("take bodies apart and find links", links)
        report("make meetings of the values", decode - parse - links)
        report("seal rows and work out their names and sums", seal)
        report("stage and write rows, all of the store but that", store - seal)
    }

    private static func report(_ part: String, _ seconds: Double) { print("\(part)\t\(seconds)") }

    /// Of the whole process: the store has a thread of its own.
    static func cpuSeconds() -> Double { seconds(by: CLOCK_PROCESS_CPUTIME_ID) }

    static func seconds(by clock: clockid_t) -> Double {
        var time = timespec()
        clock_gettime(clock, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static func least(_ part: () throws -> Void) rethrows -> Double {
        var least = Double.infinity
        for _ in 0..<runs {
            let start = cpuSeconds()
            try part()
            least = min(least, cpuSeconds() - start)
        }
        return least
    }

    // MARK: What the parts work on

    /// Hands on what the simulated Google answers, and keeps the pages.
    private final class Recorder: HTTPTransport {
        let transport: SimulatedTransport
        private(set) var pages: [[UInt8]] = []

        init(_ transport: SimulatedTransport) { self.transport = transport }

        func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
            let response = try await transport.send(request)
            if request.method == .get { pages.append(response.body) }
            return response
        }
    }

    static func pages(of events: Int) async throws -> [[UInt8]] {
        let google = SimulatedGoogle(now: { now })
        let account = try SimulatedServiceAccount()
        google.register(account)
        google.calendars[room] = SimulatedCalendar(room, roles: [account.email: .reader])
        google.edit(room) { calendar, now in BusyCalendar.fill(&calendar, count: events, now: now) }
        let recorder = Recorder(SimulatedTransport(google))
        let tokens = AccessTokenSource(
            key: try ServiceAccountKey(json: account.keyFile(tokenURI: google.tokenURI)), actingAs: nil,
            scopes: [EventsQuery.scope], transport: recorder, now: { now }, jitter: { 0.5 })
        let source = GoogleCalendarSource(
            calendar: room, transport: recorder, tokens: tokens, linkFinder: LinkFinder(), now: { now })
        var request = CalendarPageRequest(.full(bounds))
        repeat { request.page = try await source.page(request).nextPage } while request.page != nil
        return recorder.pages
    }

    private static func texts(in pages: [[UInt8]], _ decoder: EventDecoder) throws -> [EventText] {
        var texts: [EventText] = []
        for page in pages {
            try JSONDocument(page).rows(in: "$.items", paths: ["$"]) { event throws(JSONFailure) in
                guard case .object(let text) = event.value(0) else { return }
                if let text = try? decoder.eventText(fromEvent: Array(text.utf8)) { texts.append(text) }
            }
        }
        return texts
    }

    // MARK: The store's parts

    /// As many bytes as the store seals, head and body, and as many keyed codes: a name and a summand for each row.
    private static func sealAll(_ pages: [[MeetingChange]]) throws {
        let key = try SecretBytes.random(count: SealingKey.keyByteCount)
        let seal = try SealingKey(key)
        let codes = CodeKey(key)
        let associated = Array(room.utf8)
        for case .stored(let meeting, let details) in pages.joined() {
            for bytes in [WindowLimits.bytes(of: meeting), WindowLimits.bytes(of: details)] {
                let box = try seal.seal([UInt8](repeating: 0, count: bytes), boundTo: associated)
                _ = codes.code(of: box)
            }
        }
    }

    private static func storing(_ pages: [[MeetingChange]]) async throws -> Double {
        var least = Double.infinity
        for _ in 0..<runs {
            var template = Array("/tmp/room-parts-XXXXXX\0".utf8CString)
            guard mkdtemp(&template) != nil else { fatalError("mkdtemp: \(errno)") }
            let folder = String(decoding: template.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
            let thread = try StoreThread()
            let store = SecureWindowStore(
                directory: folder, key: try SecretBytes.random(count: SealingKey.keyByteCount), room: room,
                executor: thread)
            let start = cpuSeconds()
            try await write(pages, to: store)
            least = min(least, cpuSeconds() - start)
            try await store.erase()
            await store.finish()
            thread.finish()
            for name in ["window.db", "window.lock"] { unlink("\(folder)/\(name)") }
            rmdir(folder)
        }
        return least
    }

    static func write(_ pages: [[MeetingChange]], to store: SecureWindowStore) async throws {
        let ticket = try await store.begin(.replaceAll)
        for page in pages { try await store.stage(page, within: bounds, zone: FixedOffset(), for: ticket) }
        let cursor = SyncCursor(token: Private("token"), bounds: bounds)
        let mark = SyncMark(cursor: cursor, syncedAt: now, fullSyncAt: now, timeZone: "UTC")
        _ = try await store.commit(ticket, mark, within: bounds, zone: FixedOffset())
    }
}
