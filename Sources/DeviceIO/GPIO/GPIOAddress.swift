// SPDX-License-Identifier: Apache-2.0

/// Which line of which GPIO chip: `NAME`, or `CHIP-LABEL/17`.
public enum GPIOAddress: Hashable, Sendable {
    /// By the line's name, on whatever chip it is.
    case line(name: String)
    /// By the chip's label, or by its path, which is not stable over kernel updates.
    case offset(chip: String, offset: UInt32)

    /// `name` of struct gpio_v2_line_info and `label` of struct gpiochip_info, less the NUL (linux/gpio.h).
    private static let maximumNameBytes = 31

    /// Throws `.unsupported` for what is no such address, with the remedy; `subject` is the whole address for messages.
    public init(_ text: String, subject: String) throws(DeviceFailure) {
        let howToWrite =
            "write the line's name, as in gpio:JOIN_BUTTON, or CHIP-LABEL/NUMBER; the command gpioinfo lists both"
        if text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            throw DeviceFailure(
                address: subject, "a bare GPIO number means another line after the next kernel update", howToWrite)
        }
        let slash = text.lastIndex(of: "/")
        let name = slash.map { String(text[..<$0]) } ?? text
        guard !name.isEmpty, name.utf8.count <= Self.maximumNameBytes else {
            throw DeviceFailure(address: subject, "this is no GPIO line", howToWrite)
        }
        guard let slash else {
            self = .line(name: name)
            return
        }
        let digits = text[text.index(after: slash)...]
        guard digits.utf8.count <= 5, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let offset = UInt32(digits)
        else { throw DeviceFailure(address: subject, "this is no GPIO line", howToWrite) }
        self = .offset(chip: name, offset: offset)
    }
}
