// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc

/// A lamp on a GPIO line. The line is kept as long as the lamp is wanted: a released line's level is anybody's guess.
public final class GPIOLamp: LampDevice {
    private let subject: String
    private let line: CInt
    private let isVersion1: Bool
    private var player = BlinkPlayer()
    private var presenceDueAt: Duration?

    /// Takes the line as an output that is off, and keeps it until `close()`. `isActiveLow`: the lamp is lit while the
    /// line is low. `consumer` is the name under which `gpioinfo` shows who has the line, 31 bytes of it. Throws
    /// `.notFound`, `.ambiguous`, `.busy` with the name of who has it, `.permission`, `.unsupported`.
    public init(
        _ address: GPIOAddress, subject: String, isActiveLow: Bool = false, consumer: String = "room-agent"
    ) throws(DeviceFailure) {
        self.subject = subject
        let found = try GPIOLine.find(address, subject: subject)
        defer { Glibc.close(found.chip) }
        var wanted = linux_gpio_settings()
        wanted.is_output = 1
        wanted.is_active_low = isActiveLow ? 1 : 0
        isVersion1 = found.isVersion1
        line =
            isVersion1
            ? linux_gpio_request_v1(found.chip, found.offset, wanted, consumer)
            : linux_gpio_request(found.chip, found.offset, wanted, consumer)
        guard line >= 0 else { throw found.refusal("GPIO_V2_GET_LINE", subject: subject) }
        _ = fcntl(line, F_SETFD, FD_CLOEXEC)
    }

    public var descriptor: CInt? { nil }
    public var wantsWrite: Bool { false }
    public var nextDeadline: Duration? { [player.nextDeadline, presenceDueAt ?? .zero].compactMap { $0 }.min() }

    public func handle(_ ready: DeviceReadiness, now: Duration) -> [DeviceInput] { [] }

    public func show(_ pattern: BlinkPattern, on lamp: LampName, now: Duration) throws(DeviceFailure) {
        if player.begin(pattern, at: now) { try set(now) }
    }

    public func advance(to now: Duration) throws(DeviceFailure) -> [DeviceInput] {
        let changed = player.advance(to: now)
        if changed || now >= presenceDueAt ?? .zero { try set(now) }
        return []
    }

    public func close() { Glibc.close(line) }

    private func set(_ now: Duration) throws(DeviceFailure) {
        // A removed chip is noticed by setting the line.
        presenceDueAt = PresenceCheck.next(after: now)
        let level: CInt = player.isLit ? 1 : 0
        guard (isVersion1 ? linux_gpio_set_v1(line, level) : linux_gpio_set(line, level)) == 0 else {
            throw DeviceFailure(.lost, operation: "GPIO_SET_VALUES", subject: subject, errno: errno)
        }
    }
}
