// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel

/// A light of the kernel's LED class (Documentation/ABI/testing/sysfs-class-led). The kernel's triggers do the
/// blinking, so that it goes on without waking this program; where a trigger is missing, the caller's `advance` does
/// it.
public final class KernelLED: LampDevice {
    private let folder: String
    private let subject: String
    private let maximum: Int
    private var player = BlinkPlayer()
    /// The kernel blinks it.
    private var isKernelDriven = false
    /// A light that went and came back is another one, which does nothing yet.
    private let identity: UInt64
    private var lookDueAt: Duration?

    /// Where the kernel has its lights: a folder each.
    public static let root = "/sys/class/leds"

    /// LED_MAX_NAME_SIZE of linux/leds.h, less the NUL.
    private static let maximumNameBytes = 63

    /// Returns the same name. Throws `.unsupported` where no light can have it: a name is 1 to 63 printable ASCII
    /// characters, without spaces and `/`. `subject` is the whole address for messages.
    public static func checked(name: String, subject: String) throws(DeviceFailure) -> String {
        let isPlain = name.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x2F }
        guard isPlain, !name.isEmpty, name != ".", name != "..", name.utf8.count <= maximumNameBytes else {
            throw DeviceFailure(
                address: subject, "this is no name of a light",
                "write a name that ls /sys/class/leds shows, as in led:room:green")
        }
        return name
    }

    /// `name` is a folder of `root`, which a test can put elsewhere. Default of `root`: where the kernel has its
    /// lights. The light stays as it is until the first `show`. Throws `.notFound` where there is no such light, and
    /// `.permission` where its brightness may not be written.
    public init(name: String, root: String = KernelLED.root) throws(DeviceFailure) {
        subject = "led:\(name)"
        folder = "\(root)/\(name)"
        let content: [UInt8]
        do throws(CallFailure) {
            content = try SmallFile.read("\(folder)/max_brightness", maximumBytes: Self.maximumFileBytes)
        } catch {
            throw DeviceFailure(CallFailure("\(folder)/max_brightness", errno: error.errno), subject: subject)
        }
        guard let maximum = Int(String(decoding: content.prefix { $0 != 10 }, as: UTF8.self)), maximum > 0 else {
            throw DeviceFailure(CallFailure("\(folder)/max_brightness", errno: ENOENT), subject: subject)
        }
        self.maximum = maximum
        let brightness = "\(folder)/brightness"
        do throws(CallFailure) { try SystemCall.run(brightness) { access(brightness, W_OK) } } catch {
            throw DeviceFailure(error, subject: subject)
        }
        identity = Self.identity(folder)
    }

    /// Always nil: the light is a file of sysfs, which never waits.
    public var descriptor: CInt? { nil }
    /// Always false.
    public var wantsWrite: Bool { false }
    /// Never nil. The next look whether the light is still there, 20 s away at most; where the kernel has no trigger
    /// for the pattern, its next step.
    public var nextDeadline: Duration? {
        let look = lookDueAt ?? .zero
        return isKernelDriven ? look : min(player.nextDeadline ?? look, look)
    }

    /// Does nothing, and returns nothing.
    public func handle(_ ready: DeviceReadiness, now: Duration) -> [DeviceInput] { [] }

    /// Hands the pattern to the kernel, which blinks by its trigger `timer` (two steps) or `pattern` (more); where it
    /// lacks the trigger, and for a pattern that plays once, `advance` blinks. Throws `.lost` when the light is gone,
    /// `.permission` and `.unsupported` where it takes no brightness any more.
    public func show(_ pattern: BlinkPattern, on lamp: LampName, now: Duration) throws(DeviceFailure) {
        guard player.begin(pattern, at: now) else { return }
        try apply(now)
    }

    /// Blinks what the kernel does not, and every 20 s looks at the light's inode: a light that went and came back does
    /// nothing yet. Returns nothing. Throws as `show` does.
    public func advance(to now: Duration) throws(DeviceFailure) -> [DeviceInput] {
        if lookDueAt.map({ now >= $0 }) ?? true {
            lookDueAt = PresenceCheck.next(after: now)
            guard Self.identity(folder) == identity else {
                throw DeviceFailure(.lost, operation: folder, subject: subject, errno: ENODEV)
            }
        }
        if player.advance(to: now) { try apply(now) }
        return []
    }

    /// Puts the light out, and takes its trigger away; nothing is said where that fails, because the light is gone
    /// then.
    public func close() { try? Self.write("0", to: "\(folder)/brightness") }

    private func apply(_ now: Duration) throws(DeviceFailure) {
        isKernelDriven = false
        let pattern = player.pattern
        // Writing 0 also takes the last trigger away.
        try set("0", "brightness")
        switch pattern.steps.count {
        case 0: if pattern.isSteadilyOn { try set("\(maximum)", "brightness") }
        case 2 where !pattern.isOnce && hasTrigger("timer"):
            // The files appear with the trigger.
            try set("\(pattern.steps[0])", "delay_on")
            try set("\(pattern.steps[1])", "delay_off")
            isKernelDriven = true
        case _ where !pattern.isOnce && hasTrigger("pattern"):
            // Each level twice with no time between makes steps of what would be ramps (leds-trigger-pattern).
            let steps = pattern.steps.enumerated().map { index, length in
                let level = index % 2 == 0 ? maximum : 0
                return "\(level) \(length) \(level) 0"
            }
            try set(steps.joined(separator: " "), "pattern")
            isKernelDriven = true
        default: try set(player.isLit ? "\(maximum)" : "0", "brightness")
        }
    }

    /// Asks the kernel to blink the light this way; false where it has no such trigger.
    private func hasTrigger(_ name: String) -> Bool { (try? Self.write(name, to: "\(folder)/trigger")) != nil }

    private func set(_ value: String, _ file: String) throws(DeviceFailure) {
        do throws(CallFailure) { try Self.write(value, to: "\(folder)/\(file)") } catch {
            let code: DeviceFailure.Code = error.errno == ENOENT || error.errno == ENODEV ? .lost : .unsupported
            throw DeviceFailure(
                error.errno == EACCES ? .permission : code, operation: "\(folder)/\(file)", subject: subject,
                errno: error.errno)
        }
    }

    /// The inode of the light's folder; 0 where there is none.
    private static func identity(_ folder: String) -> UInt64 {
        (try? Path.status("\(folder)/brightness")).map { UInt64($0.st_ino) } ?? 0
    }

    /// A file of sysfs has a number.
    private static let maximumFileBytes = 4096

    private static func write(_ text: String, to path: String) throws(CallFailure) {
        let file = try Descriptor(opening: path, O_WRONLY)
        try SystemCall.writeAll(file.number, Array(text.utf8))
    }
}
