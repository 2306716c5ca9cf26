// SPDX-License-Identifier: Apache-2.0
import CLinux
import Testing

@testable import DeviceIO

@Suite("Edges as the kernel saw them")
struct GPIOEdgeTests {
    private static func event(_ isRising: Bool, at milliseconds: Int, number: UInt32 = 0) -> linux_gpio_event {
        linux_gpio_event(
            timestamp_ns: UInt64(milliseconds) * 1_000_000, sequence: number, is_rising: isRising ? 1 : 0)
    }

    @Test("are told at their own time, however late they are read")
    func late() {
        var edges = GPIOEdges()
        // The machine slept for an hour before: the room's time is ahead of the kernel's stamps.
        let inputs = edges.inputs(
            of: [Self.event(true, at: 1000, number: 1), Self.event(false, at: 2950, number: 2)],
            monotonic: .milliseconds(3100), now: .seconds(3600) + .milliseconds(3100))
        #expect(
            inputs == [
                .edge(true, at: .seconds(3601)), .edge(false, at: .seconds(3600) + .milliseconds(2950)),
            ])
    }

    @Test("so a press of less than two seconds is none of two, although the loop stalled over its end")
    func hold() {
        var edges = GPIOEdges()
        var timing = ButtonMachine.Timing()
        timing.debounce = .zero
        var button = ButtonMachine(timing: timing)
        _ = button.handle(level: false, at: .zero)
        var events: [ButtonEvent] = []
        func read(_ event: linux_gpio_event, at milliseconds: Int) {
            let now = Duration.milliseconds(milliseconds)
            for case .edge(let level, let at) in edges.inputs(of: [event], monotonic: now, now: now) {
                events += button.handle(level: level, at: at)
            }
            events += button.advance(to: now)
        }
        read(Self.event(true, at: 1000, number: 1), at: 1001)
        read(Self.event(false, at: 2900, number: 2), at: 3200)
        #expect(events == [.pressed, .released])
    }

    @Test("that were dropped are counted, also where the numbers begin anew; what has no numbers lacks none")
    func lost() {
        var edges = GPIOEdges()
        func numbers(_ numbers: [UInt32]) -> [Int] {
            let events = numbers.map { Self.event(true, at: 1, number: $0) }
            return edges.inputs(of: events, monotonic: .seconds(1), now: .seconds(1)).compactMap {
                if case .edgesLost(let count) = $0 { count } else { nil }
            }
        }
        #expect(numbers([1, 2, 3]) == [])
        #expect(numbers([4, 21]) == [16])
        #expect(numbers([.max]) == [Int(UInt32.max) - 22])
        #expect(numbers([0, 0, 0]) == [])
    }

    @Test("with a stamp of another clock happen when they are read, and never before the one in front of them")
    func strange() {
        var edges = GPIOEdges()
        let now = Duration.seconds(5000)
        let inputs = edges.inputs(
            of: [
                // The civil clock of an old kernel, zero, and a minute and more ago.
                Self.event(true, at: 1_795_507_200_000), Self.event(false, at: 0), Self.event(true, at: 4_938_000),
                Self.event(false, at: 4_999_000),
            ], monotonic: now, now: now)
        #expect(inputs == [.edge(true, at: now), .edge(false, at: now), .edge(true, at: now), .edge(false, at: now)])
        var empty = GPIOEdges()
        #expect(empty.inputs(of: [linux_gpio_event](), monotonic: now, now: now).isEmpty)
        let largest = linux_gpio_event(timestamp_ns: .max, sequence: 1, is_rising: 1)
        #expect(empty.inputs(of: [largest], monotonic: now, now: now) == [.edge(true, at: now)])
    }
}
