// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc

/// Finds lines of GPIO chips. Numbers of chips are not stable, so lines are named, or counted from a chip's label
/// (Documentation/userspace-api/gpio/chardev.rst).
struct GPIOLine {
    /// The chip's descriptor; the caller closes it once the line has been requested.
    let chip: CInt
    let offset: UInt32
    /// The kernel is too old for uAPI v2 (before 5.10).
    let isVersion1: Bool

    static func find(_ address: GPIOAddress, subject: String) throws(DeviceFailure) -> GPIOLine {
        var found: [(line: GPIOLine, place: String)] = []
        var seen: Set<UInt> = []
        var lastErrno: Int32 = ENOENT
        for path in chipPaths() {
            var status = stat()
            // The same chip may have more than one path.
            guard stat(path, &status) == 0, seen.insert(UInt(status.st_rdev)).inserted else { continue }
            let chip = open(path, O_RDWR | O_CLOEXEC)
            guard chip >= 0 else {
                lastErrno = errno
                continue
            }
            let matches = Self.matches(address, chip: chip, path: path)
            if matches.isEmpty { close(chip) }
            for offset in matches {
                found.append((GPIOLine(chip: chip, offset: offset, isVersion1: isOld(chip)), path))
            }
        }
        if found.count == 1 { return found[0].line }
        for chip in Set(found.map(\.line.chip)) { close(chip) }
        if found.isEmpty {
            throw DeviceFailure(
                errno: lastErrno == EACCES ? EACCES : ENOENT, operation: "looking for the line", subject: subject)
        }
        let places = found.map { "\($0.place) line \($0.line.offset)" }.joined(separator: ", ")
        throw DeviceFailure(
            .ambiguous, operation: "looking for the line", subject: subject, cause: "it is on \(places)")
    }

    private static func matches(_ address: GPIOAddress, chip: CInt, path: String) -> [UInt32] {
        var label = [CChar](repeating: 0, count: 32)
        var count: UInt32 = 0
        guard linux_gpio_chip(chip, &label, &count) == 0 else { return [] }
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
        if linux_gpio_line(chip, offset, &name, &consumer) == 0 { return text(name) }
        guard linux_gpio_line_v1(chip, offset, &name, &consumer) == 0 else { return nil }
        return text(name)
    }

    /// EINVAL and ENOTTY are what kernels without v2 answer to its requests.
    private static func isOld(_ chip: CInt) -> Bool {
        var name = [CChar](repeating: 0, count: 32)
        var consumer = [CChar](repeating: 0, count: 32)
        return linux_gpio_line(chip, 0, &name, &consumer) < 0 && (errno == EINVAL || errno == ENOTTY)
    }

    /// Who has the line; empty if nobody says.
    func consumer() -> String {
        var name = [CChar](repeating: 0, count: 32)
        var consumer = [CChar](repeating: 0, count: 32)
        guard linux_gpio_line(chip, offset, &name, &consumer) == 0 else { return "" }
        return Self.text(consumer)
    }

    /// What a refused request means.
    func refusal(_ operation: String, subject: String) -> DeviceFailure {
        let failure = errno
        guard failure == EBUSY else { return DeviceFailure(errno: failure, operation: operation, subject: subject) }
        return DeviceFailure(
            .busy, operation: operation, subject: subject, errno: failure,
            cause: "the line is in use by '\(consumer())'")
    }

    private static func chipPaths() -> [String] {
        guard let directory = opendir("/dev") else { return [] }
        defer { closedir(directory) }
        var paths: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasPrefix("gpiochip") { paths.append("/dev/\(name)") }
        }
        return paths.sorted()
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
