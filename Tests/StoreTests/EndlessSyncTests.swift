// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import RoomCore
import Testing

@testable import CalendarKeeping
@testable import SecureStore

/// A calendar that has a next page and new events for ever.
private final class EndlessSource: CalendarSource {
    var isHostile = true
    let agenda: String
    private(set) var pages = 0
    var requests: Int { pages }
    /// Called with each page, before it is given.
    var onPage: () throws -> Void = {}

    init(agendaBytes: Int) { agenda = String(repeating: "x", count: agendaBytes) }

    func page(_ request: CalendarPageRequest) async throws(CalendarFailure) -> CalendarPage {
        guard isHostile else {
            return CalendarPage(changes: (0..<3).map { Sample.change($0) }, nextCursor: Private("cursor"))
        }
        pages += 1
        do { try onPage() } catch { throw CalendarFailure(.cancelled, detail: "\(error)") }
        let first = 1000 + pages * 2500
        let changes = (first..<first + 2500).map { number in
            let span = MeetingSpan.timed(start: Sample.noon, end: Sample.noon + .minutes(30))
            return MeetingChange.stored(
                Meeting(id: MeetingID("endless-\(number)"), title: Private("Endless"), span: span),
                MeetingDetails(agenda: Private(agenda)))
        }
        return CalendarPage(changes: changes, nextPage: "page-\(pages)", sourceTime: Sample.noon)
    }
}

@Suite("A source without an end")
struct EndlessSyncTests {
    private let bench: Bench

    init() throws { bench = try Bench() }

    private func engine(_ source: EndlessSource, _ store: any WindowStore) -> SyncEngine {
        SyncEngine(
            source: source, store: store, plan: WindowPlan(), zone: Sample.zone,
            namedZone: { _ in nil },
            clock: { Moment(wall: Sample.noon, uptime: .seconds(100)) })
    }

    @Test(
        "is refused as a malformed reply at a bounded number of rows and bytes, and the old window stays",
        arguments: [(agendaBytes: 0, pages: 9), (agendaBytes: 16_384, pages: 2)])
    func endless(agendaBytes: Int, pages: Int) async throws {
        let store = bench.open()
        _ = try await store.load()
        let source = EndlessSource(agendaBytes: agendaBytes)
        let engine = engine(source, store)
        source.isHostile = false
        guard case .synced = await engine.sync({}) else {
            Issue.record("the first sync")
            return
        }
        let before = try bench.files()
        var most = 0
        source.isHostile = true
        source.onPage = { [bench] in most = max(most, try bench.files().values.reduce(0) { $0 + $1.count }) }
        engine.moveTo(store, mark: nil)
        let outcome = await engine.sync({})
        guard case .refused(let failure) = outcome else {
            Issue.record("\(outcome)")
            return
        }
        #expect(failure.reason == .malformedReply)
        #expect(source.pages == pages)
        #expect(try bench.files() == before)
        #expect(most <= before.values.reduce(0) { $0 + $1.count }, "what lay in the store's files at any page")
        await store.finish()
        let room = try await bench.open().load()
        #expect(room.damage == nil)
        #expect(room.window == MeetingWindow((0..<3).map { Sample.meeting($0) }))
    }
}
