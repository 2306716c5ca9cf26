// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
import Kernel

/// A push button on a GPIO line. It asks the kernel for edges and debouncing, and makes do with less where a line or a
/// kernel has less: edges without debouncing, looking at the level fifty times a second, uAPI version 1.
///
/// Each edge is told with the time at which the kernel saw it, so that debouncing and the length of a press do not
/// depend on when the caller got round to reading it. Where the kernel had to drop edges (it keeps 16 a line), that is
/// told too, and what is true now is read from the line itself.
public final class GPIOButton: ButtonDevice {
    /// The resistor that the chip switches to the line, for a contact that is open while nobody presses.
    public enum Pull: Sendable {
        /// To the supply: for a contact to ground. The usual wiring.
        case up
        /// None: the board has one of its own. A line with none at all floats, and presses by itself.
        case none
        /// To ground: for a contact to the supply.
        case down
    }

    /// How a line is asked for.
    public struct Settings: Sendable, Equatable {
        /// True: the button is pressed while the line is low. Default: true, the wiring that goes with `pull`.
        public var isActiveLow = true
        /// The resistor. Default: `.up`, because a line that floats is worse than one that is pulled twice. A chip that
        /// has no such resistors leaves the line as it is, and the kernel does not say so. A kernel before Linux 5.5
        /// knows none: there anything but `.none` throws `.unsupported`.
        public var pull = Pull.up
        /// How long a level has to stay the same before the kernel reports it. Default: 25 ms, longer than good
        /// contacts bounce and shorter than a person notices. With zero, or where the kernel or the line cannot
        /// debounce, every edge is reported and `isDebounced` is false.
        public var debounce = Duration.milliseconds(25)
        /// The name under which `gpioinfo` shows who has the line; the kernel keeps 31 bytes. Default: `room-agent`.
        public var consumer = "room-agent"

        /// The defaults.
        public init() {}
    }

    /// True if the kernel debounces the line; false where `Settings.debounce` is zero, and where the kernel or the line
    /// cannot.
    public let isDebounced: Bool
    /// True: the first `advance` returns the level, unless `handle` has done so before.
    public let tellsFirstLevel = true
    private let subject: String
    private var line: Descriptor
    private let isVersion1: Bool
    private let isPolled: Bool
    private var level: Bool?
    private var pollDueAt: Duration?
    private var edges = GPIOEdges()

    private static let pollInterval = Duration.milliseconds(20)

    /// Takes the line, and keeps it until `close()`. `subject` is the address for messages. Throws `.notFound`,
    /// `.ambiguous` (several lines bear the name), `.busy` with the name of who has it, `.permission`, and
    /// `.unsupported` where the line or the kernel cannot be what is asked for. Default of `settings`: a contact to
    /// ground, pulled up and debounced by the kernel.
    public init(_ address: GPIOAddress, subject: String, settings: Settings = Settings()) throws(DeviceFailure) {
        self.subject = subject
        let found = try GPIOLine.find(address, subject: subject)
        isVersion1 = found.isVersion1
        var wanted = linux_gpio_settings()
        wanted.is_active_low = settings.isActiveLow ? 1 : 0
        wanted.pull =
            switch settings.pull {
            case .up: LINUX_GPIO_PULL_UP
            case .none: LINUX_GPIO_PULL_NONE
            case .down: LINUX_GPIO_PULL_DOWN
            }
        wanted.tells_edges = 1
        if !isVersion1 { wanted.debounce_us = UInt32(clamping: settings.debounce.count(of: .microseconds(1))) }
        line = try Self.request(found, &wanted, subject, settings.consumer)
        isDebounced = wanted.debounce_us > 0
        isPolled = wanted.tells_edges == 0
        do throws(CallFailure) { try SystemCall.makeNonBlocking(line.number) } catch {
            throw DeviceFailure(error, subject: subject)
        }
    }

    /// The line with as much of what is wanted as the kernel can do, which `wanted` is when this returns.
    private static func request(
        _ found: borrowing GPIOLine, _ wanted: inout linux_gpio_settings, _ subject: String, _ consumer: String
    ) throws(DeviceFailure) -> Descriptor {
        while true {
            do throws(CallFailure) { return try found.request(wanted, consumer) } catch {
                if found.isVersion1 { throw refusalOfVersion1(found, error, wanted, subject) }
                let isFinal = [EBUSY, EPERM, EACCES].contains(error.errno)
                if wanted.debounce_us > 0 && !isFinal {
                    wanted.debounce_us = 0
                } else if wanted.tells_edges == 1 && !isFinal {
                    // No interrupt for this line.
                    wanted.tells_edges = 0
                } else {
                    throw found.refusal(error, subject: subject)
                }
            }
        }
    }

    private static func refusalOfVersion1(
        _ found: borrowing GPIOLine, _ failure: CallFailure, _ wanted: linux_gpio_settings, _ subject: String
    ) -> DeviceFailure {
        // The flags for it came with Linux 5.5; an older kernel takes none that it does not know.
        guard failure.errno == EINVAL, wanted.pull != LINUX_GPIO_PULL_NONE else {
            return found.refusal(failure, subject: subject)
        }
        return DeviceFailure(
            .unsupported, operation: failure.operation, subject: subject, errno: EINVAL,
            cause: "this kernel cannot switch a resistor to the line (before Linux 5.5)",
            remedy: "wire a resistor and write pull = none, or use a newer kernel")
    }

    /// The line: readable while the kernel keeps edges of it. Nil where the line has no interrupt: `advance` then looks
    /// at its level fifty times a second.
    public var descriptor: CInt? { isPolled ? nil : line.number }
    /// Always false: a button is told nothing.
    public var wantsWrite: Bool { false }
    /// Never nil. 20 ms after the last look where there is no `descriptor`; else the next look whether the chip is
    /// still there, 20 s away at most.
    public var nextDeadline: Duration? { pollDueAt ?? .zero }

    /// Returns the edges that the kernel kept, 16 at most, with `edgesLost` where it had dropped some before them, and
    /// at the end the `level` of the line as it is now. Throws `.lost` when the chip is gone.
    public func handle(_ ready: DeviceReadiness, now: Duration) throws(DeviceFailure) -> [DeviceInput] {
        var events = [linux_gpio_event](repeating: linux_gpio_event(), count: Int(LINUX_GPIO_EVENTS))
        let count: Int
        do throws(CallFailure) {
            count =
                try SystemCall.runWithoutWaiting("read") {
                    Int(
                        isVersion1
                            ? linux_gpio_events_v1(line.number, &events) : linux_gpio_events(line.number, &events))
                } ?? 0
        } catch { throw lost(error) }
        if count == 0 && ready.contains(.hungUp) {
            throw DeviceFailure(.lost, operation: "poll", subject: subject, errno: ENODEV, cause: "the chip is gone")
        }
        // Both edges of a short press are passed on, then the level that the line has now: after lost edges it is the
        // one thing that is certain.
        let inputs = edges.inputs(of: events.prefix(count), monotonic: Self.monotonic, now: now)
        return inputs + [.level(try currentLevel())]
    }

    /// Returns the `level` at the first call, and later where it is not the one that was returned last. Throws `.lost`
    /// when the chip is gone: kernels before about 6.5 do not tell a waiting poll of it.
    public func advance(to now: Duration) throws(DeviceFailure) -> [DeviceInput] {
        if let pollDueAt, now < pollDueAt { return [] }
        // Kernels before about 6.5 don't wake a poll when the chip goes: looking at the level tells.
        pollDueAt = isPolled ? now + Self.pollInterval : PresenceCheck.next(after: now)
        let before = level
        let current = try currentLevel()
        return current == before ? [] : [.level(current)]
    }

    /// Gives the line back to the kernel, and with it the resistor.
    public func close() { line.close() }

    private func currentLevel() throws(DeviceFailure) -> Bool {
        let value: CInt
        do throws(CallFailure) {
            value = try SystemCall.run("GPIO_GET_VALUES") {
                isVersion1 ? linux_gpio_get_v1(line.number) : linux_gpio_get(line.number)
            }
        } catch { throw lost(error) }
        level = value != 0
        return value != 0
    }

    private static var monotonic: Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    private func lost(_ failure: CallFailure) -> DeviceFailure {
        DeviceFailure(.lost, operation: failure.operation, subject: subject, errno: failure.errno)
    }
}
