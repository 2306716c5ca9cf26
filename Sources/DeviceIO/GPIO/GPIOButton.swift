// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc

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
        /// The contact pulls the line low when it is pressed. Default: true, the wiring that goes with `pull`.
        public var isActiveLow = true
        /// Default: `.up`, because a line that floats is worse than one that is pulled twice. A chip that has no such
        /// resistors leaves the line as it is, and the kernel does not say so; only a kernel before Linux 5.5, which
        /// knows none, is a failure.
        public var pull = Pull.up
        /// How long a level has to stay the same, for the kernel to tell it. Default: 25 ms, longer than good contacts
        /// bounce and shorter than a person notices. Zero, or a kernel or line that cannot: all edges are told.
        public var debounce = Duration.milliseconds(25)
        /// The name under which `gpioinfo` shows who has the line; the kernel keeps 31 bytes. Default: `room-agent`.
        public var consumer = "room-agent"

        public init() {}
    }

    /// Whether the kernel debounces the line.
    public let isDebounced: Bool
    public let tellsFirstLevel = true
    private let subject: String
    private let line: CInt
    private let isVersion1: Bool
    private let isPolled: Bool
    private var level: Bool?
    private var pollDueAt: Duration?
    private var edges = GPIOEdges()

    private static let pollInterval = Duration.milliseconds(20)

    /// Takes the line, and keeps it until `close()`. `subject` is the address for messages. Throws `.notFound`,
    /// `.ambiguous` (several lines bear the name), `.busy` with the name of who has it, `.permission`, and
    /// `.unsupported` where the line or the kernel cannot be what is asked for.
    public init(_ address: GPIOAddress, subject: String, settings: Settings = Settings()) throws(DeviceFailure) {
        self.subject = subject
        let found = try GPIOLine.find(address, subject: subject)
        // The line's own descriptor is enough from here on.
        defer { Glibc.close(found.chip) }
        let request = try Self.request(found, subject, settings)
        line = request.line
        isDebounced = request.isDebounced
        isPolled = request.isPolled
        isVersion1 = found.isVersion1
        _ = fcntl(line, F_SETFL, O_NONBLOCK)
        _ = fcntl(line, F_SETFD, FD_CLOEXEC)
    }

    private static func request(
        _ found: GPIOLine, _ subject: String, _ settings: Settings
    ) throws(DeviceFailure) -> (line: CInt, isDebounced: Bool, isPolled: Bool) {
        var wanted = linux_gpio_settings()
        wanted.is_active_low = settings.isActiveLow ? 1 : 0
        wanted.pull =
            switch settings.pull {
            case .up: LINUX_GPIO_PULL_UP
            case .none: LINUX_GPIO_PULL_NONE
            case .down: LINUX_GPIO_PULL_DOWN
            }
        wanted.tells_edges = 1
        if found.isVersion1 { return (try requestVersion1(found, subject, wanted, settings.consumer), false, false) }
        wanted.debounce_us = UInt32(clamping: max(0, Int64(settings.debounce / .microseconds(1))))
        var line = linux_gpio_request(found.chip, found.offset, wanted, settings.consumer)
        if line >= 0 { return (line, wanted.debounce_us > 0, false) }
        if errno == EBUSY || errno == EPERM || errno == EACCES {
            throw found.refusal("GPIO_V2_GET_LINE", subject: subject)
        }
        wanted.debounce_us = 0
        line = linux_gpio_request(found.chip, found.offset, wanted, settings.consumer)
        if line >= 0 { return (line, false, false) }
        // No interrupt for this line.
        wanted.tells_edges = 0
        line = linux_gpio_request(found.chip, found.offset, wanted, settings.consumer)
        guard line >= 0 else { throw found.refusal("GPIO_V2_GET_LINE", subject: subject) }
        return (line, false, true)
    }

    private static func requestVersion1(
        _ found: GPIOLine, _ subject: String, _ wanted: linux_gpio_settings, _ consumer: String
    ) throws(DeviceFailure) -> CInt {
        let line = linux_gpio_request_v1(found.chip, found.offset, wanted, consumer)
        if line >= 0 { return line }
        // The flags for it came with Linux 5.5; an older kernel takes none that it does not know.
        guard errno == EINVAL, wanted.pull != LINUX_GPIO_PULL_NONE else {
            throw found.refusal("GPIO_GET_LINEEVENT", subject: subject)
        }
        throw DeviceFailure(
            .unsupported, operation: "GPIO_GET_LINEEVENT", subject: subject, errno: EINVAL,
            cause: "this kernel cannot switch a resistor to the line (before Linux 5.5)",
            remedy: "wire a resistor and write pull = none, or use a newer kernel")
    }

    public var descriptor: CInt? { isPolled ? nil : line }
    public var wantsWrite: Bool { false }
    public var nextDeadline: Duration? { pollDueAt ?? .zero }

    public func handle(_ ready: DeviceReadiness, now: Duration) throws(DeviceFailure) -> [DeviceInput] {
        var events = [linux_gpio_event](repeating: linux_gpio_event(), count: Int(LINUX_GPIO_EVENTS))
        let count = isVersion1 ? linux_gpio_events_v1(line, &events) : linux_gpio_events(line, &events)
        guard count >= 0 else { throw lost("read") }
        if count == 0 && ready.contains(.hungUp) {
            throw DeviceFailure(.lost, operation: "poll", subject: subject, errno: ENODEV, cause: "the chip is gone")
        }
        // Both edges of a short press are passed on, then the level that the line has now: after lost edges it is the
        // one thing that is certain.
        let inputs = edges.inputs(of: events.prefix(Int(count)), monotonic: Self.monotonic, now: now)
        return inputs + [.level(try currentLevel())]
    }

    public func advance(to now: Duration) throws(DeviceFailure) -> [DeviceInput] {
        if let pollDueAt, now < pollDueAt { return [] }
        // Kernels before about 6.5 don't wake a poll when the chip goes: looking at the level tells.
        pollDueAt = isPolled ? now + Self.pollInterval : PresenceCheck.next(after: now)
        let before = level
        let current = try currentLevel()
        return current == before ? [] : [.level(current)]
    }

    public func close() { Glibc.close(line) }

    private func currentLevel() throws(DeviceFailure) -> Bool {
        let value = isVersion1 ? linux_gpio_get_v1(line) : linux_gpio_get(line)
        guard value >= 0 else { throw lost("GPIO_GET_VALUES") }
        level = value != 0
        return value != 0
    }

    private static var monotonic: Duration {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }

    private func lost(_ operation: String) -> DeviceFailure {
        DeviceFailure(.lost, operation: operation, subject: subject, errno: errno)
    }
}
