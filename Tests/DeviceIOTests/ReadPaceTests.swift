// SPDX-License-Identifier: Apache-2.0
import DeviceIO
import Testing

@Suite("How often a device is read")
struct ReadPaceTests {
    /// Reads whenever the pace allows it, from `start` for so long, and counts.
    private static func reads(_ pace: inout ReadPace, from start: Duration, for length: Duration) -> Int {
        var count = 0
        var now = start
        while now < start + length {
            count += 1
            now = pace.read(at: now) ?? now + .microseconds(10)
        }
        return count
    }

    @Test("a device that sends without end gets its burst, and then its share of each second")
    func flood() {
        var pace = ReadPace()
        let minute = Self.reads(&pace, from: .seconds(100), for: .seconds(60))
        #expect(minute >= 60 * ReadPace.perSecond)
        #expect(minute <= 60 * ReadPace.perSecond + ReadPace.burst + 8)
    }

    @Test("a person who presses as fast as one can, all day, is never kept waiting")
    func person() {
        var pace = ReadPace()
        for press in 0..<100_000 {
            // Eight presses a second, each with five bounces of a millisecond on both edges.
            for edge in 0..<10 {
                let now = Duration.milliseconds(1_000_000 + press * 400 + edge / 5 * 60 + edge % 5)
                #expect(pace.read(at: now) == nil)
            }
        }
    }

    @Test("a contact that bounces a hundred times within a press is read to its end")
    func bounces() {
        var pace = ReadPace()
        for edge in 0..<100 { #expect(pace.read(at: .seconds(50) + .microseconds(edge * 20)) == nil) }
    }

    @Test("once it is quiet again, it is read as before")
    func afterwards() {
        var pace = ReadPace()
        _ = Self.reads(&pace, from: .seconds(1), for: .seconds(30))
        #expect(Self.reads(&pace, from: .seconds(60), for: .milliseconds(1)) >= 100)
    }
}
