// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import RoomCore
import Testing

@testable import SecureStore

/// The two conformers of `WindowStore`.
enum StoreKind: String, CaseIterable, CustomTestStringConvertible {
    case secure = "the encrypted file"
    case memory = "the memory"

    var testDescription: String { rawValue }

    func open(_ bench: Bench) -> any WindowStore {
        switch self {
        case .secure: bench.open()
        case .memory: MemoryWindowStore(executor: bench.thread)
        }
    }
}

/// What every store of a window does. A case starts with an empty store.
struct StoreCase: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let body: @Sendable (any WindowStore) async throws -> Void

    init(_ description: String, _ body: @escaping @Sendable (any WindowStore) async throws -> Void) {
        testDescription = description
        self.body = body
    }
}

@Suite("The contract of both window stores")
struct WindowContractTests {
    @Test("holds", arguments: StoreKind.allCases, StoreCase.all)
    func holds(kind: StoreKind, of rule: StoreCase) async throws {
        let bench = try Bench()
        let store = kind.open(bench)
        _ = try await store.load()
        try await rule.body(store)
    }
}

extension WindowStore {
    /// One whole write of one page.
    fileprivate func sync(
        _ scope: WriteScope, _ changes: [MeetingChange], _ mark: SyncMark = Sample.mark(),
        within bounds: WindowBounds = Sample.bounds
    ) throws(StoreFailure) -> WindowDelta {
        let ticket = try begin(scope)
        try stage(changes, within: bounds, zone: Sample.zone, for: ticket)
        return try commit(ticket, mark, within: bounds, zone: Sample.zone)
    }

    fileprivate func numbers() throws(StoreFailure) -> [Int] {
        try load().window.meetings.keys.compactMap { Int($0.value.exposed.dropFirst("event-id-".count)) }.sorted()
    }
}

private func id(_ number: Int) -> MeetingID { MeetingID("event-id-\(number)") }

/// A meeting of half an hour.
private func change(_ number: Int, at start: Instant) -> MeetingChange {
    var meeting = Sample.meeting(number)
    meeting.span = .timed(start: start, end: start + .minutes(30))
    return .stored(meeting, Sample.details(number))
}

extension StoreCase {
    static let all = writes + tickets + edges + limits

    private static let writes = [
        StoreCase("the first write tells all and has its mark") { store in
            let delta = try await store.sync(.replaceAll, (0..<3).map { Sample.change($0) })
            #expect(delta == WindowDelta(stored: (0..<3).map { Sample.meeting($0) }))
            #expect(try await store.load().mark == Sample.mark())
            #expect(try await store.details(of: id(1)) == Sample.details(1))
            #expect(try await store.details(of: id(9)) == nil)
        },
        StoreCase("the same again tells nothing") { store in
            _ = try await store.sync(.replaceAll, (0..<3).map { Sample.change($0) })
            #expect(try await store.sync(.replaceAll, (0..<3).map { Sample.change($0) }).isEmpty)
            #expect(try await store.sync(.merge, [Sample.change(1)]).isEmpty)
            #expect(try await store.sync(.merge, []).isEmpty)
        },
        StoreCase("a merge changes what it names") { store in
            _ = try await store.sync(.replaceAll, (0..<3).map { Sample.change($0) })
            let delta = try await store.sync(
                .merge, [Sample.change(1, title: "New"), .removed(id(2)), .removed(id(77)), Sample.change(5)])
            #expect(
                delta == WindowDelta(stored: [Sample.meeting(1, title: "New"), Sample.meeting(5)], removed: [id(2)]))
        },
        StoreCase("a replacing write of two pages removes what neither has") { store in
            _ = try await store.sync(.replaceAll, (0..<4).map { Sample.change($0) })
            let ticket = try await store.begin(.replaceAll)
            try await store.stage([Sample.change(0)], within: Sample.bounds, zone: Sample.zone, for: ticket)
            try await store.stage(
                [Sample.change(3), Sample.change(7)], within: Sample.bounds, zone: Sample.zone, for: ticket)
            let delta = try await store.commit(ticket, Sample.mark(), within: Sample.bounds, zone: Sample.zone)
            #expect(delta == WindowDelta(stored: [Sample.meeting(7)], removed: [id(1), id(2)]))
        },
        StoreCase("of a meeting that comes twice in a sync the later form counts") { store in
            _ = try await store.sync(.replaceAll, [Sample.change(0), Sample.change(1), Sample.change(2)])
            let delta = try await store.sync(
                .merge,
                [
                    Sample.change(0, title: "New"), Sample.change(0), .removed(id(1)), Sample.change(1),
                    Sample.change(2, title: "New"), .removed(id(2)), Sample.change(3), .removed(id(3)),
                ])
            #expect(delta == WindowDelta(removed: [id(2)]))
        },
        StoreCase("a meeting whose details alone changed is told") { store in
            _ = try await store.sync(.replaceAll, [Sample.change(1)])
            let changed = MeetingChange.stored(Sample.meeting(1), Sample.details(1, agenda: "Other"))
            #expect(try await store.sync(.merge, [changed]) == WindowDelta(stored: [Sample.meeting(1)]))
            #expect(try await store.details(of: id(1)) == Sample.details(1, agenda: "Other"))
        },
        StoreCase("a cursor is kept only on a window that had all, and stays when none is given") { store in
            _ = try await store.sync(.merge, [Sample.change(0)], Sample.mark("too-early"))
            #expect(try await store.load().mark?.cursor == nil)
            _ = try await store.sync(.replaceAll, [Sample.change(0)], Sample.mark("complete"))
            _ = try await store.sync(.merge, [Sample.change(1)], Sample.mark("next"))
            _ = try await store.sync(.merge, [Sample.change(2)], Sample.mark(nil))
            #expect(try await store.load().mark?.cursor?.token.exposed == "next")
        },
        StoreCase("an erased store is empty and can be filled again") { store in
            _ = try await store.sync(.replaceAll, (0..<4).map { Sample.change($0) })
            try await store.erase()
            #expect(try await store.load().window.meetings.isEmpty)
            _ = try await store.sync(.replaceAll, [Sample.change(3)])
            #expect(try await store.numbers() == [3])
        },
        StoreCase("nothing is refilled where nothing failed") { store in
            _ = try await store.sync(.replaceAll, [Sample.change(0)])
            try await store.refill(with: MeetingWindow([Sample.meeting(1)]))
            #expect(try await store.numbers() == [0])
        },
    ]

    private static let tickets = [
        StoreCase("nothing that is staged is seen before the commit") { store in
            _ = try await store.sync(.replaceAll, [Sample.change(0)])
            let ticket = try await store.begin(.merge)
            try await store.stage([Sample.change(1)], within: Sample.bounds, zone: Sample.zone, for: ticket)
            #expect(try await store.details(of: id(1)) == nil)
            #expect(try await store.numbers() == [0])
        },
        StoreCase("a ticket is stale once another write began, and the other goes on") { store in
            _ = try await store.sync(.replaceAll, [Sample.change(0)])
            let old = try await store.begin(.replaceAll)
            try await store.stage([Sample.change(1)], within: Sample.bounds, zone: Sample.zone, for: old)
            let new = try await store.begin(.merge)
            try await store.stage([Sample.change(2)], within: Sample.bounds, zone: Sample.zone, for: new)
            await expectSuperseded {
                try await store.stage([Sample.change(3)], within: Sample.bounds, zone: Sample.zone, for: old)
            }
            await expectSuperseded {
                try await store.commit(old, Sample.mark(), within: Sample.bounds, zone: Sample.zone)
            }
            await store.discard(old)
            let delta = try await store.commit(new, Sample.mark(), within: Sample.bounds, zone: Sample.zone)
            #expect(delta == WindowDelta(stored: [Sample.meeting(2)]))
            #expect(try await store.numbers() == [0, 2])
        },
        StoreCase("a ticket ends with its commit, with its discarding, and with a load") { store in
            let committed = try await store.begin(.merge)
            _ = try await store.commit(committed, Sample.mark(), within: Sample.bounds, zone: Sample.zone)
            let discarded = try await store.begin(.merge)
            await store.discard(discarded)
            let forgotten = try await store.begin(.merge)
            _ = try await store.load()
            for ticket in [committed, discarded, forgotten] {
                await expectSuperseded {
                    try await store.commit(ticket, Sample.mark(), within: Sample.bounds, zone: Sample.zone)
                }
            }
        },
    ]

    private static let edges = [
        StoreCase("a write that replaces from an instant on leaves what starts before, and nothing that starts at it") {
            store in
            _ = try await store.sync(.replaceAll, (0..<6).map { Sample.change($0) })
            let start = Sample.noon + .minutes(60)
            let delta = try await store.sync(.replaceFrom(start), [Sample.change(4)], Sample.mark(nil))
            #expect(delta == WindowDelta(removed: [id(2), id(3), id(5)]))
            #expect(try await store.numbers() == [0, 1, 4])
            #expect(try await store.load().mark?.cursor == Sample.mark().cursor)
        },
        StoreCase("what the edge brings that starts at it stays when the edge is asked again") { store in
            _ = try await store.sync(.replaceAll, [Sample.change(0)])
            let edge = change(1, at: Sample.noon + .days(30))
            for _ in 0..<2 { _ = try await store.sync(.replaceFrom(Sample.noon + .days(30)), [edge], Sample.mark(nil)) }
            #expect(try await store.numbers() == [0, 1])
        },
        StoreCase("what touches the window's edges from outside is not in it, as it comes and as the edges move") {
            store in
            let bounds = Sample.bounds
            let minute = Duration.minutes(1)
            let changes = [
                change(1, at: bounds.earliest - .minutes(30)), change(2, at: bounds.earliest - .minutes(30) + minute),
                change(3, at: bounds.latest - minute), change(4, at: bounds.latest),
            ]
            _ = try await store.sync(.replaceAll, changes)
            #expect(try await store.numbers() == [2, 3])
            // A purge: no page, and a window that has moved.
            let later = WindowBounds(earliest: bounds.earliest + minute, latest: bounds.latest)
            #expect(try await store.sync(.merge, [], Sample.mark(nil), within: later) == WindowDelta(removed: [id(2)]))
            let smaller = WindowBounds(earliest: later.earliest, latest: bounds.latest - minute)
            #expect(
                try await store.sync(.merge, [], Sample.mark(nil), within: smaller) == WindowDelta(removed: [id(3)]))
        },
        StoreCase("a meeting that moves out of the window goes") { store in
            _ = try await store.sync(.replaceAll, [Sample.change(0), Sample.change(1)])
            let delta = try await store.sync(.merge, [change(1, at: Sample.bounds.latest)])
            #expect(delta == WindowDelta(removed: [id(1)]))
        },
        StoreCase("a commit in smaller bounds than its pages leaves out what is outside") { store in
            let ticket = try await store.begin(.replaceAll)
            try await store.stage(
                [Sample.change(0), change(1, at: Sample.noon + .days(30))], within: Sample.bounds, zone: Sample.zone,
                for: ticket)
            let smaller = WindowBounds(earliest: Sample.bounds.earliest, latest: Sample.noon + .days(20))
            let delta = try await store.commit(ticket, Sample.mark(), within: smaller, zone: Sample.zone)
            #expect(delta == WindowDelta(stored: [Sample.meeting(0)]))
        },
    ]

    private static let limits = [
        StoreCase("as many meetings as a window may have are stored; one more is refused, and the old window kept") {
            store in
            let limit = WindowLimits.meetings
            let filled = try await store.sync(.replaceAll, Self.many(0..<limit))
            #expect(filled.stored.count == limit)
            await expectTooLarge { try await store.sync(.merge, Self.many(limit..<limit + 1)) }
            let kept = try await store.load().window
            #expect(kept.meetings.count == limit)
            // One out, one in.
            let exchange: [MeetingChange] = [.removed(id(0))] + Self.many(limit..<limit + 1)
            let exchanged = try await store.sync(.merge, exchange)
            #expect(exchanged.stored.count == 1)
        },
        StoreCase("more bytes than a sync may bring are refused, and the old window kept") { store in
            _ = try await store.sync(.replaceAll, [Sample.change(0)])
            let agenda = String(repeating: "x", count: MeetingDetails.maximumAgendaBytes)
            let ticket = try await store.begin(.replaceAll)
            await expectTooLarge {
                for part in 0..<50 {
                    let page = (0..<100).map { number in
                        MeetingChange.stored(
                            Self.small(part * 100 + number), MeetingDetails(agenda: Private(agenda)))
                    }
                    try await store.stage(page, within: Sample.bounds, zone: Sample.zone, for: ticket)
                }
            }
            await expectSuperseded {
                try await store.commit(ticket, Sample.mark(), within: Sample.bounds, zone: Sample.zone)
            }
            #expect(try await store.numbers() == [0])
        },
    ]

    private static func many(_ range: Range<Int>) -> [MeetingChange] {
        range.map { .stored(small($0), MeetingDetails()) }
    }

    private static func small(_ number: Int) -> Meeting {
        Meeting(
            id: MeetingID("event-id-\(number)"), title: Private(""),
            span: .timed(start: Sample.noon, end: Sample.noon + .minutes(5)))
    }
}

private func expectSuperseded(_ body: () async throws -> some Any) async {
    let failure = await #expect(throws: StoreFailure.self) { _ = try await body() }
    #expect(failure?.code == .superseded)
}

private func expectTooLarge(_ body: () async throws -> some Any) async {
    let failure = await #expect(throws: StoreFailure.self) { _ = try await body() }
    #expect(failure?.code == .tooLarge)
}
