// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import RoomCore
import Testing

@testable import SecureStore

/// What a commit leaves out, and when it may not.
@Suite("What a commit leaves out")
struct CommitCostTests {
    private static let header: Int64 = 32
    private static let page: Int64 = 32 + 24 + 4096

    /// A log that is cut after one transaction, synced.
    private func cutAfter(_ transactions: Int, isNew: Bool = true) -> LogState {
        var log = LogState(isNew: isNew)
        for number in 0..<transactions {
            if number == 0 { log.write(upTo: Self.header) }
            log.write(upTo: Self.page)
            log.sync(true)
        }
        log.cut()
        return log
    }

    @Test("a log's header waits for its pages where what was in the log before can come back whole only")
    func waits() {
        for transactions in 0...1 {
            var log = cutAfter(transactions)
            log.write(upTo: Self.header)
            #expect(log.isOnlyHeader, "after \(transactions)")
            log.write(upTo: Self.page)
            #expect(!log.isOnlyHeader, "pages are synced, after \(transactions)")
        }
    }

    @Test("after two transactions in one log its next header does not wait")
    func doesNotWaitAfterTwo() {
        var log = cutAfter(2)
        log.write(upTo: Self.header)
        #expect(!log.isOnlyHeader)
        // That sync ends what could come back; the log has one transaction when it is cut again.
        log.sync(true)
        log.write(upTo: Self.page)
        log.sync(true)
        log.cut()
        log.write(upTo: Self.header)
        #expect(log.isOnlyHeader)
    }

    @Test("in a log that was there before, the first header does not wait: nobody knows what it had")
    func doesNotWaitInOld() {
        var log = LogState(isNew: false)
        log.write(upTo: Self.header)
        #expect(!log.isOnlyHeader)
        log.sync(true)
        log.cut()
        log.write(upTo: Self.header)
        #expect(log.isOnlyHeader)
    }

    @Test("after a sync that failed, and after pages that were never synced, the next header does not wait")
    func doesNotWaitAfterFailure() {
        var failed = LogState(isNew: true)
        failed.write(upTo: Self.page)
        failed.sync(false)
        failed.cut()
        failed.write(upTo: Self.header)
        #expect(!failed.isOnlyHeader)

        var unsynced = LogState(isNew: true)
        unsynced.write(upTo: Self.page)
        unsynced.cut()
        unsynced.write(upTo: Self.header)
        #expect(!unsynced.isOnlyHeader)
    }

    @Test("a header that replaces the one of a log that was not cut does not wait")
    func doesNotWaitUncut() {
        var log = LogState(isNew: true)
        log.write(upTo: Self.page)
        log.sync(true)
        log.write(upTo: Self.header)
        #expect(!log.isOnlyHeader)
    }

    // MARK: Rows that the window has moved past

    private static let day: Int64 = 86_400_000
    private static let bounds = WindowBounds(earliest: day(0), latest: day(38))

    private static func day(_ day: Int64) -> Instant { Instant(millisecondsSince1970: day * Self.day) }

    private func index(_ spans: [MeetingSpan]) -> RowIndex {
        var index = RowIndex()
        for (number, span) in spans.enumerated() { index[name(number)] = RowSpan(span) }
        return index
    }

    private func name(_ number: Int) -> RowName { RowName(ShortCode(first: UInt64(number), second: 0)) }

    /// The rows that are found, and how many were looked at.
    private func outside(_ index: inout RowIndex, _ bounds: WindowBounds, _ zone: FixedOffset) -> (Int, Int) {
        var looks = 0
        let found = index.names(
            where: { _, row in
                looks += 1
                return !bounds.contains(row.span, in: zone)
            }, onlyOutside: bounds)
        return (found.count, looks)
    }

    @Test("no row is looked at where none reaches out of the window, and all are where one may")
    func looks() {
        let inside = MeetingSpan.timed(start: Self.day(5), end: Self.day(6))
        var index = index(Array(repeating: inside, count: 50))
        #expect(outside(&index, Self.bounds, FixedOffset()) == (0, 0))
        index[name(7)] = RowSpan(.timed(start: Self.day(-1), end: Self.day(0)))
        #expect(outside(&index, Self.bounds, FixedOffset()) == (1, 50))
        index[name(7)] = nil
        #expect(outside(&index, Self.bounds, FixedOffset()) == (0, 0), "the one that reached out was counted off")
        index[name(8)] = RowSpan(.timed(start: Self.day(38), end: Self.day(39)))
        #expect(outside(&index, Self.bounds, FixedOffset()) == (1, 49))
    }

    @Test("what the quick look passes over has no row outside, at every edge, in every zone, all day or not")
    func sameAnswer() {
        let edges: [Int64] = [-1, 0, 1, Self.day - 1, Self.day, Self.day + 1]
        for hours in -16...16 {
            let zone = FixedOffset(secondsEast: hours * 3600)
            for first in -4...4 as ClosedRange<Int64> {
                for start in [first, first + 38] {
                    let date = CivilDate(daysSince1970: Int(start))
                    var spans = [MeetingSpan.allDay(first: date, end: CivilDate(daysSince1970: Int(start) + 1))]
                    for edge in edges {
                        let begin = Instant(millisecondsSince1970: start * Self.day + edge)
                        spans.append(.timed(start: begin, end: begin + .hours(1)))
                    }
                    for span in spans {
                        var index = index([span])
                        let isOutside = !Self.bounds.contains(span, in: zone)
                        #expect(outside(&index, Self.bounds, zone).0 == (isOutside ? 1 : 0), "\(span) \(hours)")
                    }
                }
            }
        }
    }
}
