// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Simulation
import TestSupport
import Testing

@Suite("The loop in virtual time")
struct VirtualLoopTests {
    private let morning = Instant(secondsSince1970: 1_700_000_000)

    @Test("a simulated day of three periodic tasks runs at once, and the same way each time")
    func day() {
        func runOnce() -> ([String], Int) {
            let loop = VirtualLoop(wall: morning)
            let tally = Tally()
            for (name, period) in [("minute", 60), ("poll", 45), ("hour", 3600)] {
                _ = Task(executorPreference: loop) {
                    while true {
                        do throws(CancellationError) {
                            try await loop.sleep(for: .seconds(period), tolerance: .zero)
                        } catch { return }
                        tally.add(name)
                    }
                }
            }
            loop.run(for: .days(1))
            return (tally.words, loop.wakeUps)
        }
        let (first, wakeUps) = runOnce()
        let (second, _) = runOnce()
        #expect(first == second)
        #expect(first.filter { $0 == "minute" }.count == 1440)
        #expect(first.filter { $0 == "poll" }.count == 1920)
        #expect(first.filter { $0 == "hour" }.count == 24)
        #expect(wakeUps <= 1440 + 1920)
    }

    @Test("a clock step forward fires what it passed, a step back fires nothing, and uptime never notices")
    func clockSteps() {
        let loop = VirtualLoop(wall: morning)
        let tally = Tally()
        let uptime = loop.now.uptime
        _ = loop.onClockStep { tally.add("stepped") }
        _ = loop.schedule(atWall: morning + .hours(1)) { tally.add("one") }
        _ = loop.schedule(atWall: morning + .hours(5)) { tally.add("five") }
        _ = loop.schedule(at: uptime + .seconds(10), tolerance: .zero) { tally.add("boot") }
        loop.stepClock(by: .hours(2))
        #expect(tally.words == ["stepped", "one"])
        loop.stepClock(by: .hours(-2))
        #expect(tally.words == ["stepped", "one", "stepped"])
        #expect(loop.now.uptime == uptime)
        loop.run(for: .seconds(10))
        #expect(tally.words.last == "boot")
        loop.run(for: .hours(5) - .seconds(11))
        #expect(tally.words.last == "boot")
        loop.run(for: .seconds(1))
        #expect(tally.words.last == "five")
    }

    @Test("tolerances share wake-ups here as on the real loop")
    func tolerance() {
        let loop = VirtualLoop(wall: morning)
        let start = loop.now.uptime
        for second in 0..<10 { _ = loop.schedule(at: start + .seconds(second), tolerance: .seconds(10)) {} }
        loop.run(for: .seconds(30))
        #expect(loop.wakeUps == 1)
    }

    @Test("finish gives nil for a task that nothing can end, instead of hanging")
    func deadlock() {
        let loop = VirtualLoop(wall: morning)
        let value: Int? = loop.finish {
            await withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
            return 1
        }
        #expect(value == nil)
    }
}
