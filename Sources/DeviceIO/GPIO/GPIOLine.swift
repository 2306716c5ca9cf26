// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
import Kernel

/// Finds lines of GPIO chips. Numbers of chips are not stable, so lines are named, or counted from a chip's label
/// (Documentation/userspace-api/gpio/chardev.rst).
struct GPIOLine: ~Copyable {
    /// The chip, which nobody needs any more once the line has been requested.
    let chip: Descriptor
    let offset: UInt32
    /// The kernel is too old for uAPI v2 (before 5.10).
    let isVersion1: Bool

    static func find(_ address: GPIOAddress, subject: String) throws(DeviceFailure) -> GPIOLine {
        var found: [(path: String, offset: UInt32)] = []
        var seen: Set<UInt> = []
        var isForbidden = false
        for path in chipPaths() {
            // The same chip may have more than one path.
            guard let status = try? Path.status(path), seen.insert(UInt(status.st_rdev)).inserted else { continue }
            do throws(CallFailure) {
                let chip = try Descriptor(opening: path, O_RDWR)
                found += matches(address, chip: chip.number, path: path).map { (path, $0) }
            } catch { isForbidden = error.errno == EACCES }
        }
        if found.count > 1 {
            let places = found.map { "\($0.path) line \($0.offset)" }.joined(separator: ", ")
            throw DeviceFailure(
                .ambiguous, operation: "looking for the line", subject: subject, cause: "it is on \(places)")
        }
        do throws(CallFailure) {
            guard let place = found.first else {
                throw CallFailure("looking for the line", errno: isForbidden ? EACCES : ENOENT)
            }
            let chip = try Descriptor(opening: place.path, O_RDWR)
            let isVersion1 = isOld(chip.number)
            return GPIOLine(chip: chip, offset: place.offset, isVersion1: isVersion1)
        } catch { throw DeviceFailure(error, subject: subject) }
    }

    private static func matches(_ address: GPIOAddress, chip: CInt, path: String) -> [UInt32] {
        var label = [CChar](repeating: 0, count: 32)
        var count: UInt32 = 0
        guard SystemCall.succeeds("GPIO_GET_CHIPINFO", { linux_gpio_chip(chip, &label, &count) }) else { return [] }
        switch address {
        case .offset(let wanted, let offset):
            return (text(label) == wanted || path == wanted) && offset < count ? [offset] : []
        case .line(let wanted):
            return (0..<count).filter { name(of: $0, chip: chip) == wanted }
        }
    }

    private static func name(of offset: UInt32, chip: CInt) -> String? {
        var name = [CChar](repeating: 0, count: 32)
        var consumer = [CChar](repeating: 0, count: 32)
        let isKnown =
            SystemCall.succeeds("GPIO_V2_GET_LINEINFO") { linux_gpio_line(chip, offset, &name, &consumer) }
            || SystemCall.succeeds("GPIO_GET_LINEINFO") { linux_gpio_line_v1(chip, offset, &name, &consumer) }
        return isKnown ? text(name) : nil
    }

    private static func isOld(_ chip: CInt) -> Bool {
        var name = [CChar](repeating: 0, count: 32)
        var consumer = [CChar](repeating: 0, count: 32)
        do throws(CallFailure) {
            try SystemCall.run("GPIO_V2_GET_LINEINFO") { linux_gpio_line(chip, 0, &name, &consumer) }
            return false
        } catch {
            // What kernels without v2 answer to its requests.
            return error.errno == EINVAL || error.errno == ENOTTY
        }
    }

    /// Who has the line; empty if nobody says.
    func consumer() -> String {
        var name = [CChar](repeating: 0, count: 32)
        var consumer = [CChar](repeating: 0, count: 32)
        let isKnown = SystemCall.succeeds("GPIO_V2_GET_LINEINFO") {
            linux_gpio_line(chip.number, offset, &name, &consumer)
        }
        return isKnown ? Self.text(consumer) : ""
    }

    /// Asks the kernel for the line: its descriptor, which nobody inherits.
    func request(_ settings: linux_gpio_settings, _ consumer: String) throws(CallFailure) -> Descriptor {
        let call = settings.is_output == 1 ? "GPIO_GET_LINEHANDLE" : "GPIO_GET_LINEEVENT"
        let line = try Descriptor(isVersion1 ? call : "GPIO_V2_GET_LINE") {
            isVersion1
                ? linux_gpio_request_v1(chip.number, offset, settings, consumer)
                : linux_gpio_request(chip.number, offset, settings, consumer)
        }
        SystemCall.closeOnExec(line.number)
        return line
    }

    /// What a refused request means.
    func refusal(_ failure: CallFailure, subject: String) -> DeviceFailure {
        guard failure.errno == EBUSY else { return DeviceFailure(failure, subject: subject) }
        return DeviceFailure(
            .busy, operation: failure.operation, subject: subject, errno: failure.errno,
            cause: "the line is in use by '\(consumer())'")
    }

    private static func chipPaths() -> [String] {
        Folder.names("/dev").filter { $0.hasPrefix("gpiochip") }.map { "/dev/\($0)" }.sorted()
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
