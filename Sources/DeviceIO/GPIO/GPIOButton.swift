// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc

/// A push button on a GPIO line. It asks the kernel for edges and debouncing, and makes do with less where a line or a
/// kernel has less: edges without debouncing, looking at the level fifty times a second, the old uAPI.
public final class GPIOButton: ButtonDevice {
    /// How the level is pulled while the button is open.
    public enum Pull: Int32, Sendable {
        case up = 1
        case none = 0
        case down = -1
    }

    public let isDebounced: Bool
    public let tellsFirstLevel = true
    private let subject: String
    private let line: CInt
    private let isVersion1: Bool
    private let isPolled: Bool
    private var level: Bool?
    private var pollDueAt: Duration?

    private static let pollInterval = Duration.milliseconds(20)

    public init(
        _ address: DeviceAddress, subject: String, isActiveLow: Bool, pull: Pull, debounce: Duration
    ) throws(DeviceFailure) {
        self.subject = subject
        let found = try GPIOLine.find(address, subject: subject)
        // The line's own descriptor is enough from here on.
        defer { Glibc.close(found.chip) }
        let request = try Self.request(found, subject, isActiveLow, pull, UInt32(max(0, debounce / .microseconds(1))))
        line = request.line
        isDebounced = request.isDebounced
        isPolled = request.isPolled
        isVersion1 = found.isVersion1
        _ = fcntl(line, F_SETFL, O_NONBLOCK)
        _ = fcntl(line, F_SETFD, FD_CLOEXEC)
    }

    private static func request(
        _ found: GPIOLine, _ subject: String, _ isActiveLow: Bool, _ pull: Pull, _ debounce: UInt32
    ) throws(DeviceFailure) -> (line: CInt, isDebounced: Bool, isPolled: Bool) {
        let low: CInt = isActiveLow ? 1 : 0
        if found.isVersion1 {
            let line = linux_gpio_input_v1(found.chip, found.offset, low)
            guard line >= 0 else { throw found.refusal("GPIO_GET_LINEEVENT", subject: subject) }
            return (line, false, false)
        }
        var line = linux_gpio_input(found.chip, found.offset, low, pull.rawValue, 1, debounce)
        if line >= 0 { return (line, debounce > 0, false) }
        if errno == EBUSY || errno == EPERM || errno == EACCES {
            throw found.refusal("GPIO_V2_GET_LINE", subject: subject)
        }
        line = linux_gpio_input(found.chip, found.offset, low, pull.rawValue, 1, 0)
        if line >= 0 { return (line, false, false) }
        // No interrupt for this line.
        line = linux_gpio_input(found.chip, found.offset, low, pull.rawValue, 0, 0)
        guard line >= 0 else { throw found.refusal("GPIO_V2_GET_LINE", subject: subject) }
        return (line, false, true)
    }

    public var descriptor: CInt? { isPolled ? nil : line }
    public var wantsWrite: Bool { false }
    public var nextDeadline: Duration? { pollDueAt ?? .zero }

    public func handle(_ ready: DeviceReadiness, now: Duration) throws(DeviceFailure) -> [DeviceInput] {
        var levels = [CInt](repeating: 0, count: 16)
        let count = isVersion1 ? linux_gpio_events_v1(line, &levels) : linux_gpio_events(line, &levels)
        guard count >= 0 else { throw lost("read") }
        if count == 0 && ready.contains(.hungUp) {
            throw DeviceFailure(.lost, operation: "poll", subject: subject, errno: ENODEV, cause: "the chip is gone")
        }
        // An event says that something changed, and not always what: both edges of a short press are passed on, then
        // the level that the line has now.
        var inputs = levels.prefix(Int(count)).map { DeviceInput.level($0 != 0) }
        inputs.append(.level(try currentLevel()))
        return inputs
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

    private func lost(_ operation: String) -> DeviceFailure {
        DeviceFailure(.lost, operation: operation, subject: subject, errno: errno)
    }
}
