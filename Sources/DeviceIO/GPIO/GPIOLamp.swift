// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
import Kernel

/// A lamp on a GPIO line. The line is kept as long as the lamp is wanted: a released line's level is anybody's guess.
public final class GPIOLamp: LampDevice {
    private let subject: String
    private var line: Descriptor
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
        var wanted = linux_gpio_settings()
        wanted.is_output = 1
        wanted.is_active_low = isActiveLow ? 1 : 0
        isVersion1 = found.isVersion1
        do throws(CallFailure) { line = try found.request(wanted, consumer) } catch {
            throw found.refusal(error, subject: subject)
        }
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

    public func close() { line.close() }

    private func set(_ now: Duration) throws(DeviceFailure) {
        // A removed chip is noticed by setting the line.
        presenceDueAt = PresenceCheck.next(after: now)
        let level: CInt = player.isLit ? 1 : 0
        do throws(CallFailure) {
            try SystemCall.run("GPIO_SET_VALUES") {
                isVersion1 ? linux_gpio_set_v1(line.number, level) : linux_gpio_set(line.number, level)
            }
        } catch { throw DeviceFailure(.lost, operation: error.operation, subject: subject, errno: error.errno) }
    }
}
