// SPDX-License-Identifier: Apache-2.0
import DeviceIO
import Glibc
import TestSupport
import Testing

@Suite(
    "Buttons and lamps on a GPIO chip", .serialized,
    .enabled(if: SimulatedChip.isAvailable, "this kernel simulates no chips: Tests/Lab/run.sh 15-drivers"))
struct GPIOTests {
    private static let buttonLine = 4
    private static let lampLine = 5
    private let chip = SimulatedChip(
        "room", label: "room-bank", named: [GPIOTests.buttonLine: "JOIN_BUTTON", GPIOTests.lampLine: "JOIN_LAMP"])

    private func button(
        _ text: String = "JOIN_BUTTON", _ change: (inout GPIOButton.Settings) -> Void = { _ in }
    ) throws(DeviceFailure) -> GPIOButton {
        var settings = GPIOButton.Settings()
        change(&settings)
        return try GPIOButton(GPIOAddress(text, subject: "gpio:\(text)"), subject: "gpio:\(text)", settings: settings)
    }

    private func lamp(isActiveLow: Bool = false) throws(DeviceFailure) -> GPIOLamp {
        try GPIOLamp(.line(name: "JOIN_LAMP"), subject: "gpio:JOIN_LAMP", isActiveLow: isActiveLow)
    }

    private func failure(_ text: String) -> DeviceFailure? {
        do throws(DeviceFailure) {
            try button(text).close()
            return nil
        } catch { return error }
    }

    /// The contact closes and opens, a millisecond each: the kernel sees both.
    private func bounce() {
        for pull in [SimulatedChip.Pull.down, .up] {
            chip.pull(Self.buttonLine, pull)
            _ = poll(nil, 0, 1)
        }
    }

    /// All that comes until nothing has come for a tenth of a second.
    private func inputs(_ button: GPIOButton) throws -> [DeviceInput] {
        var inputs: [DeviceInput] = []
        while waitForInput(try #require(button.descriptor), milliseconds: 100) {
            inputs += try button.handle(.readable, now: Self.now)
        }
        return inputs
    }

    /// The time since boot.
    private static var now: Duration {
        var time = timespec()
        clock_gettime(CLOCK_BOOTTIME, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    @Test("a line is found by its name, by its chip's label and its number, and by the chip's path and its number")
    func found() throws {
        for text in ["JOIN_BUTTON", "room-bank/4", "\(chip.path)/4"] { #expect(failure(text) == nil, "\(text)") }
        #expect(failure("JOIN_BUTTOM")?.code == .notFound)
        #expect(failure("room-bank/8")?.code == .notFound)
        #expect(failure("other-bank/4")?.code == .notFound)
    }

    @Test("a name that two chips have is ambiguous, and both places are named")
    func ambiguous() {
        let other = SimulatedChip("other", label: "other-bank", named: [7: "JOIN_BUTTON"])
        let failure = self.failure("JOIN_BUTTON")
        #expect(failure?.code == .ambiguous)
        #expect(failure?.cause.contains("\(chip.path) line 4") == true)
        #expect(failure?.cause.contains("\(other.path) line 7") == true)
        #expect(self.failure("room-bank/4") == nil)
    }

    @Test("a line that somebody has is busy, with the name of who has it, and free when it was let go")
    func busy() throws {
        let taker = try button("JOIN_BUTTON") { $0.consumer = "kettle" }
        let failure = self.failure("room-bank/4")
        #expect(failure?.code == .busy)
        #expect(failure?.cause.contains("'kettle'") == true)
        taker.close()
        #expect(self.failure("room-bank/4") == nil)
    }

    @Test("the resistor is switched to the line: an open contact is a button that nobody presses")
    func pull() throws {
        chip.pull(Self.buttonLine, .down)
        let button = try self.button()
        defer { button.close() }
        #expect(chip.level(Self.buttonLine))
        #expect(try button.advance(to: Self.now) == [.level(false)])
        let other = try self.button("room-bank/3") {
            $0.pull = .down
            $0.isActiveLow = false
        }
        defer { other.close() }
        #expect(try other.advance(to: Self.now) == [.level(false)])
        chip.pull(3, .up)
        #expect(try inputs(other).contains(.level(true)))
    }

    @Test("a press and its release are edges at the kernel's time, each followed by the level that is")
    func edges() throws {
        let button = try self.button { $0.debounce = .zero }
        defer { button.close() }
        #expect(!button.isDebounced)
        #expect(try button.advance(to: Self.now) == [.level(false)])
        for (pull, isDown) in [(SimulatedChip.Pull.down, true), (.up, false)] {
            let before = Self.now
            chip.pull(Self.buttonLine, pull)
            let inputs = try self.inputs(button)
            guard case .edge(isDown, at: let time)? = inputs.first else {
                Issue.record("\(inputs)")
                continue
            }
            #expect(inputs.dropFirst() == [.level(isDown)])
            #expect(time >= before)
            // It was read a tenth of a second of waiting ago.
            #expect(time <= Self.now - .milliseconds(90))
        }
    }

    @Test("a contact that bounces is one press, because the kernel debounces it")
    func debounced() throws {
        let button = try self.button { $0.debounce = .milliseconds(50) }
        defer { button.close() }
        #expect(button.isDebounced)
        for _ in 0..<3 { bounce() }
        chip.pull(Self.buttonLine, .down)
        let inputs = try self.inputs(button)
        #expect(inputs.count { if case .edge = $0 { true } else { false } } == 1, "\(inputs)")
        #expect(inputs.last == .level(true))
    }

    @Test("edges that nobody reads in time are told as lost, and the level at last is the line's")
    func lost() throws {
        let button = try self.button { $0.debounce = .zero }
        defer { button.close() }
        chip.pull(Self.buttonLine, .down)
        _ = try inputs(button)
        chip.pull(Self.buttonLine, .up)
        for _ in 0..<150 { bounce() }
        chip.pull(Self.buttonLine, .down)
        let inputs = try self.inputs(button)
        let lost = inputs.reduce(0) { if case .edgesLost(let count) = $1 { $0 + count } else { $0 } }
        #expect(lost > 0, "\(inputs)")
        #expect(inputs.last == .level(true))
    }

    @Test("a lamp is dark when it is taken, keeps its pattern by the caller's clock, and can be lit by a low line")
    func lamps() throws {
        for isActiveLow in [false, true] {
            let lamp = try self.lamp(isActiveLow: isActiveLow)
            func isLit() -> Bool { chip.level(Self.lampLine) != isActiveLow }
            #expect(!isLit())
            try lamp.show(.on, on: .button, now: .zero)
            #expect(isLit())
            try lamp.show(.slow, on: .button, now: .seconds(10))
            #expect(isLit())
            _ = try lamp.advance(to: .seconds(11))
            #expect(!isLit())
            _ = try lamp.advance(to: .seconds(12))
            #expect(isLit())
            try lamp.show(.off, on: .button, now: .seconds(13))
            #expect(!isLit())
            lamp.close()
        }
    }

    @Test("what is played once by a lamp goes back to what was shown before")
    func once() throws {
        let lamp = try self.lamp()
        defer { lamp.close() }
        try lamp.show(.on, on: .button, now: .zero)
        try lamp.show(.flicker, on: .button, now: .seconds(1))
        var levels: [Bool] = []
        while let next = lamp.nextDeadline, next < .seconds(2) {
            _ = try lamp.advance(to: next)
            levels.append(chip.level(Self.lampLine))
        }
        #expect(levels == [false, true, false, true])
    }

    @Test("a chip that is pulled out takes button and lamp with it, and both are there again when it is back")
    func pulledOut() throws {
        let button = try self.button()
        let lamp = try self.lamp()
        try lamp.show(.on, on: .button, now: .zero)
        chip.pullOut()
        let later = Self.now + .seconds(21)
        #expect(#expect(throws: DeviceFailure.self) { try button.advance(to: later) }?.code == .lost)
        #expect(#expect(throws: DeviceFailure.self) { try lamp.advance(to: later) }?.code == .lost)
        #expect(failure("JOIN_BUTTON")?.code == .notFound)
        // While somebody has them open, the chip's number is not free.
        button.close()
        lamp.close()
        let back = SimulatedChip("back", label: "room-bank", named: [Self.buttonLine: "JOIN_BUTTON"])
        let again = try self.button()
        defer { again.close() }
        #expect(try again.advance(to: Self.now) == [.level(false)])
        back.pull(Self.buttonLine, .down)
        #expect(try inputs(again).last == .level(true))
    }
}
