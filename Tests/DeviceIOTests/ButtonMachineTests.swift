// SPDX-License-Identifier: Apache-2.0
import DeviceIO
import TestSupport
import Testing

/// A button and its clock, in milliseconds.
private struct Bench {
    var machine = ButtonMachine()
    private var now = 0

    init(released: Bool = true) { if released { _ = machine.handle(level: false, at: .zero) } }

    mutating func level(_ level: Bool, at time: Int) -> [ButtonEvent] {
        let before = until(time)
        return before + machine.handle(level: level, at: .milliseconds(time))
    }

    /// What happens by itself up to a moment, each thing at the moment the machine asks to be woken.
    mutating func until(_ time: Int) -> [ButtonEvent] {
        var events: [ButtonEvent] = []
        while let deadline = machine.nextDeadline, deadline <= .milliseconds(time) {
            now = max(now, Int(deadline / .milliseconds(1)))
            events += machine.advance(to: deadline)
        }
        now = time
        return events + machine.advance(to: .milliseconds(time))
    }

    /// Down and up, each for long enough.
    mutating func push(at time: Int) -> [ButtonEvent] {
        level(true, at: time) + level(false, at: time + 100) + until(time + 200)
    }
}

@Suite("The button's state machine")
struct ButtonMachineTests {
    @Test("a level has to stand for 25 ms to be believed, on press and on release")
    func debounce() {
        var bench = Bench()
        #expect(bench.level(true, at: 1000) == [])
        #expect(bench.until(1024) == [])
        #expect(bench.until(1025) == [.pressed])
        #expect(bench.level(false, at: 1100) == [])
        #expect(bench.until(1124) == [])
        #expect(bench.until(1125) == [.released])
    }

    @Test("shorter disturbances are nothing, in either direction")
    func glitches() {
        var bench = Bench()
        #expect(bench.level(true, at: 1000) == [])
        #expect(bench.level(false, at: 1024) == [])
        #expect(bench.until(2000) == [])
        #expect(bench.level(true, at: 2000) == [])
        #expect(bench.until(2030) == [.pressed])
        #expect(bench.level(false, at: 2100) == [])
        #expect(bench.level(true, at: 2110) == [])
        #expect(bench.until(2500) == [])
    }

    @Test("a bouncing press is one press, from the last bounce on")
    func bounce() {
        var bench = Bench()
        var events: [ButtonEvent] = []
        for (offset, level) in [true, false, true, false, true].enumerated() {
            events += bench.level(level, at: 1000 + offset * 5)
        }
        #expect(events + bench.until(1044) == [])
        #expect(bench.until(1045) == [.pressed])
        #expect(bench.until(1900) == [])
    }

    @Test("a source that has debounced is believed at once")
    func debounced() {
        var timing = ButtonMachine.Timing()
        timing.debounce = .zero
        var machine = ButtonMachine(timing: timing)
        #expect(machine.handle(level: false, at: .zero) == [])
        #expect(machine.handle(level: true, at: .seconds(1)) == [.pressed])
        #expect(machine.handle(level: false, at: .seconds(1)) == [.released])
    }

    @Test("held for two seconds is told while it is still held, once")
    func hold() {
        var bench = Bench()
        #expect(bench.level(true, at: 1000) + bench.until(3024) == [.pressed])
        #expect(bench.until(3025) == [.held])
        #expect(bench.until(20_000) == [])
        #expect(bench.level(false, at: 20_000) + bench.until(20_025) == [.released])
    }

    @Test("held at start is ignored until it is released")
    func heldAtStart() {
        var bench = Bench(released: false)
        #expect(bench.level(true, at: 0) == [.heldAtStart])
        #expect(bench.until(10_000) == [])
        #expect(bench.level(false, at: 10_000) + bench.until(11_000) == [.released])
        #expect(bench.push(at: 12_000) == [.pressed, .released])
    }

    @Test("stuck after thirty seconds; trusted again after it has rested for one")
    func stuck() {
        var bench = Bench()
        #expect(bench.level(true, at: 1000) + bench.until(31_024) == [.pressed, .held])
        #expect(bench.until(31_025) == [.stuck])
        #expect(bench.level(false, at: 40_000) + bench.until(40_500) == [])
        #expect(bench.level(true, at: 40_500) + bench.level(false, at: 40_600) + bench.until(41_624) == [])
        #expect(bench.until(41_625) == [.unstuck])
        #expect(bench.push(at: 50_000) == [.pressed, .released])
    }

    @Test("a button that was held at start can be stuck too")
    func stuckFromStart() {
        var bench = Bench(released: false)
        #expect(bench.level(true, at: 0) + bench.until(30_000) == [.heldAtStart, .stuck])
        #expect(bench.level(false, at: 31_000) + bench.until(32_025) == [.unstuck])
        #expect(bench.push(at: 33_000) == [.pressed, .released])
    }

    @Test("a contact that changes all the time is a fault and no presses, until it has been quiet for five seconds")
    func chatter() {
        var bench = Bench()
        var events: [ButtonEvent] = []
        for step in 0..<800 { events += bench.level(step % 2 == 0, at: 1000 + step * 10) }
        #expect(events.contains(.chattering))
        #expect(!events.contains(.pressed))
        #expect(events.count { $0 == .chattering } == 1)
        let last = 1000 + 799 * 10
        #expect(bench.until(last + 4999) == [])
        #expect(bench.until(last + 5000) == [.settled])
        #expect(bench.push(at: last + 6000) == [.pressed, .released])
    }

    @Test("ten pushes a second are a person's, not a fault's")
    func eager() {
        var bench = Bench()
        var presses = 0
        for push in 0..<100 {
            presses += (bench.level(true, at: 1000 + push * 200) + bench.level(false, at: 1100 + push * 200)).count {
                $0 == .pressed
            }
        }
        #expect(presses >= 99)
    }

    @Test(
        "whatever the levels, presses and releases alternate, and the machine never asks to be woken in the past",
        arguments: 0..<10)
    func anyLevels(seed: Int) {
        var state = UInt64(seed + 1) &* 0x9E37_79B9_7F4A_7C15
        func next(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int((state >> 33) % UInt64(limit))
        }
        var machine = ButtonMachine()
        var now = Duration.zero
        var isDown = false
        for _ in 0..<5000 {
            now += .milliseconds(next(next(4) == 0 ? 9000 : 60))
            let events = next(3) == 0 ? machine.advance(to: now) : machine.handle(level: next(2) == 0, at: now)
            for event in events {
                switch event {
                case .pressed:
                    #expect(!isDown)
                    isDown = true
                // Letting go of a button that was held at the start is told too.
                case .released: isDown = false
                case .held: #expect(isDown)
                case .stuck, .chattering: isDown = false
                case .heldAtStart, .unstuck, .settled: break
                }
            }
            if let deadline = machine.nextDeadline, deadline <= now {
                _ = machine.advance(to: now)
                if let again = machine.nextDeadline { #expect(again > now) }
            }
        }
    }
}

@Suite("Blinking")
struct BlinkPatternTests {
    @Test(
        "each pattern is lit and dark when it should be",
        arguments: [
            (BlinkPattern.off, 0, false), (.on, 0, true), (.on, 99_999, true), (.slow, 0, true), (.slow, 999, true),
            (.slow, 1000, false),
            (.slow, 2000, true), (.fast, 250, false), (.fast, 500, true), (.three, 0, true), (.three, 200, false),
            (.three, 800, true),
            (.three, 1000, false), (.three, 2499, false), (.three, 2500, true), (.flash, 149, true),
            (.gaps, 1499, true), (.gaps, 1500, false), (.gaps, 1650, true), (.gaps, 1800, false), (.gaps, 1950, true),
            (.flash, 150, false), (.flash, 10_000, true),
            (.double, 0, true), (.double, 299, false), (.double, 300, true), (.double, 600, false),
            (.double, 6000, false),
        ])
    func lit(pattern: BlinkPattern, milliseconds: Int, isLit: Bool) {
        #expect(pattern.isLit(after: .milliseconds(milliseconds)) == isLit)
    }

    @Test("the next change lies ahead at each millisecond, however long the pattern has played")
    func ahead() {
        for milliseconds in [0, 8_129_000, 86_399_000, 2_678_399_000].flatMap({ $0..<($0 + 3000) }) {
            let elapsed = Duration.milliseconds(milliseconds)
            guard let next = BlinkPattern.fast.nextChange(after: elapsed), next > elapsed else {
                Issue.record("\(milliseconds) ms")
                return
            }
        }
    }

    @Test("a pattern changes exactly when it says it does", arguments: BlinkPattern.all)
    func changes(pattern: BlinkPattern) {
        var time = Duration.zero
        for _ in 0..<50 {
            guard let next = pattern.nextChange(after: time) else { break }
            #expect(next > time)
            #expect(pattern.isLit(after: next - .milliseconds(1)) == pattern.isLit(after: time), "\(pattern.name)")
            time = next
        }
    }

    @Test("the paper of the serial protocol has each pattern with its times", arguments: BlinkPattern.all)
    func paper(pattern: BlinkPattern) throws {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let rows = TemporaryFolder.contents("/\(root)/docs/serial-protocol.md").split(separator: "\n")
        let row = rows.first { $0.hasPrefix("| `\(pattern.name)`") || $0.hasPrefix("| `off`, `\(pattern.name)`") }
        let cells = try #require(row, "\(pattern.name)").split(separator: "|")
        let does = cells.count > 1 ? cells[1] : ""
        let head = does.prefix { $0 != ":" && $0 != ";" }
        let times = head.split { !$0.isNumber }.compactMap { Int($0) }
        var changes: [Int] = []
        var time = Duration.zero
        while changes.count < times.count + 1, let next = pattern.nextChange(after: time) {
            changes.append(Int((next - time) / .milliseconds(1)))
            time = next
        }
        let isOnce = pattern.length != nil
        #expect(changes.prefix(times.count).elementsEqual(times))
        #expect(changes.isEmpty == times.isEmpty)
        #expect(!isOnce || changes.count == times.count)
    }

    @Test("no two patterns look the same: a lamp of one colour tells them apart by time alone")
    func looks() {
        var seen: [[Bool]: String] = [:]
        for pattern in BlinkPattern.all {
            // As an eye sees it in half a minute: shorter than 50 ms is nothing.
            let look = stride(from: 0, to: 30_000, by: 50).map { pattern.isLit(after: .milliseconds($0)) }
            let other = seen.updateValue(pattern.name, forKey: look)
            #expect(other == nil, "\(pattern.name) looks like \(other ?? "")")
        }
    }

    @Test("no two patterns have one name: the name is what goes over a wire")
    func names() { #expect(Set(BlinkPattern.all.map(\.name)).count == BlinkPattern.all.count) }
}

@Suite("Reconnection")
struct ReconnectionTests {
    @Test("half a second, doubling up to ten, and from the beginning after a success")
    func delays() {
        var reconnection = Reconnection()
        let delays = (0..<8).map { _ in reconnection.failed() }
        #expect(delays == [500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000].map { .milliseconds($0) })
        for _ in 0..<1000 { #expect(reconnection.failed() == .seconds(10)) }
        reconnection.succeeded()
        #expect(reconnection.failed() == .milliseconds(500))
    }
}
