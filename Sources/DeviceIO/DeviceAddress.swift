// SPDX-License-Identifier: Apache-2.0

/// Where a device is: `gpio:NAME`, `gpio:CHIP-LABEL/17`, `led:NAME`, `serial:/dev/…`, `ansi:/dev/…`, `tty:/dev/…`,
/// `lcdproc:HOST:PORT`. A serial path may end in `@BAUD`.
public enum DeviceAddress: Hashable, Sendable {
    case gpioLine(name: String)
    /// By the chip's label, or by its path, which is not stable over kernel updates.
    case gpioOffset(chip: String, offset: UInt32)
    /// A light of the kernel's LED class, by its name below /sys/class/leds.
    case led(name: String)
    /// A panel that speaks the serial line protocol.
    case serialPanel(path: String, baud: Int)
    /// A text display on a serial line that takes ECMA-48 sequences.
    case ansi(path: String, baud: Int)
    /// The same on a terminal, which keeps its own speed.
    case terminal(path: String)
    /// A display behind LCDd, at an IPv4 address or `localhost`.
    case lcdproc(host: String, port: UInt16)

    /// Where an address names no speed: the one that nearly every board is set to.
    public static let defaultBaud = 115_200

    /// Throws with a cause and a remedy for what is none, or not driven by this version.
    public init(_ text: String) throws(DeviceFailure) {
        func refuse(_ cause: String, _ remedy: String) -> DeviceFailure {
            DeviceFailure(.unsupported, operation: "address", subject: text, cause: cause, remedy: remedy)
        }
        guard let colon = text.firstIndex(of: ":") else {
            throw refuse("a device's address begins with its kind and a colon", "write gpio:NAME or serial:/dev/…")
        }
        let rest = String(text[text.index(after: colon)...])
        if rest.isEmpty { throw refuse("nothing stands after the colon", "write the device's name or path there") }
        switch text[..<colon] {
        case "gpio": self = try Self.gpio(rest, refuse)
        case "led": self = .led(name: rest)
        case "serial":
            guard !rest.contains("#") else {
                throw refuse("modem lines are not driven by this version", "use the line protocol, or a GPIO line")
            }
            let (path, baud) = try Self.serial(rest, refuse)
            self = .serialPanel(path: path, baud: baud)
        case "ansi":
            let (path, baud) = try Self.serial(rest, refuse)
            self = .ansi(path: path, baud: baud)
        case "tty":
            guard rest.hasPrefix("/") else { throw refuse("a terminal is a path", "write tty:/dev/tty1") }
            self = .terminal(path: rest)
        case "lcdproc": self = try Self.lcdproc(rest, refuse)
        case "evdev", "nextion":
            throw refuse("this kind of device is not driven by this version", "use gpio:, serial: or lcdproc:")
        default: throw refuse("there is no such kind of device", "write gpio:, led:, serial:, ansi:, tty: or lcdproc:")
        }
    }

    private static func gpio(
        _ rest: String, _ refuse: (String, String) -> DeviceFailure
    ) throws(DeviceFailure) -> DeviceAddress {
        guard let slash = rest.lastIndex(of: "/") else { return .gpioLine(name: rest) }
        guard let offset = UInt32(rest[rest.index(after: slash)...]), slash > rest.startIndex else {
            throw refuse("after the chip's label stands the line's number", "write gpio:LABEL/17")
        }
        return .gpioOffset(chip: String(rest[..<slash]), offset: offset)
    }

    private static func serial(
        _ rest: String, _ refuse: (String, String) -> DeviceFailure
    ) throws(DeviceFailure) -> (String, Int) {
        guard rest.hasPrefix("/") else { throw refuse("a serial device is a path", "write /dev/serial/by-id/…") }
        guard let at = rest.lastIndex(of: "@") else { return (rest, defaultBaud) }
        guard let baud = Int(rest[rest.index(after: at)...]), SerialPort.speeds[baud] != nil else {
            throw refuse("not a speed of serial lines", "write 9600, 19200, 38400, 57600 or 115200 after the @")
        }
        return (String(rest[..<at]), baud)
    }

    private static func lcdproc(
        _ rest: String, _ refuse: (String, String) -> DeviceFailure
    ) throws(DeviceFailure) -> DeviceAddress {
        guard let colon = rest.lastIndex(of: ":"), let port = UInt16(rest[rest.index(after: colon)...]), port > 0 else {
            throw refuse("LCDd is reached by host and port", "write lcdproc:127.0.0.1:13666")
        }
        let host = String(rest[..<colon])
        // Names would have to be looked up, which can take long; LCDd is nearly always on this machine.
        guard host == "localhost" || IPv4.number(host) != nil else {
            throw refuse("the host is neither localhost nor an IPv4 address", "write lcdproc:127.0.0.1:13666")
        }
        return .lcdproc(host: host, port: port)
    }
}

/// Dotted IPv4 addresses.
enum IPv4 {
    /// In host order.
    static func number(_ text: String) -> UInt32? {
        if text == "localhost" { return 0x7f00_0001 }
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var number: UInt32 = 0
        for part in parts {
            guard let byte = UInt8(part) else { return nil }
            number = number << 8 | UInt32(byte)
        }
        return number
    }
}
