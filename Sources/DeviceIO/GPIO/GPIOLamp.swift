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
    /// line is low. Default: false, because a lamp mostly hangs on a transistor that a high level switches on.
    /// `consumer` is the name under which `gpioinfo` shows who has the line, 31 bytes of it. Default: `room-agent`.
    /// Throws `.notFound`, `.ambiguous` (several lines bear the name), `.busy` with the name of who has it,
    /// `.permission`, and `.unsupported` where the line cannot be an output.
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

    /// Always nil: there is nothing to read, and setting the line never waits.
    public var descriptor: CInt? { nil }
    /// Always false.
    public var wantsWrite: Bool { false }
    /// Never nil. The next step of the pattern, or the next look whether the chip is still there, 20 s away at most.
    public var nextDeadline: Duration? { [player.nextDeadline, presenceDueAt ?? .zero].compactMap { $0 }.min() }

    /// Does nothing, and returns nothing.
    public func handle(_ ready: DeviceReadiness, now: Duration) -> [DeviceInput] { [] }

    /// Sets the line at once where the pattern begins at once; the rest of it is up to `advance`. Throws `.lost` when
    /// the chip is gone.
    public func show(_ pattern: BlinkPattern, on lamp: LampName, now: Duration) throws(DeviceFailure) {
        if player.begin(pattern, at: now) { try set(now) }
    }

    /// Sets the line where the pattern has come to its next step, and every 20 s all the same, since a chip that is
    /// gone shows by refusing. Returns nothing. Throws `.lost` when the chip is gone.
    public func advance(to now: Duration) throws(DeviceFailure) -> [DeviceInput] {
        let changed = player.advance(to: now)
        if changed || now >= presenceDueAt ?? .zero { try set(now) }
        return []
    }

    /// Gives the line back to the kernel. Whether the lamp stays as it is then depends on the chip: show `.off` first.
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
