// SPDX-License-Identifier: Apache-2.0

/// A serial line and its speed: `/dev/serial/by-id/usb-PANEL`, or with the speed `/dev/ttyS1@9600`.
public struct SerialAddress: Hashable, Sendable {
    /// From the root, without `.` and `..`.
    public let path: String
    /// In bits a second. Default: `defaultBaud`.
    public let baud: Int

    /// Where an address names no speed: the one that nearly every board is set to.
    public static let defaultBaud = 115_200

    /// Throws `.unsupported` for what is no such address, with the remedy; `subject` is the whole address for messages.
    public init(_ text: String, subject: String) throws(DeviceFailure) {
        guard !text.contains("#") else {
            throw DeviceFailure(
                address: subject, "a serial port's modem lines are not driven",
                "remove the # and what follows it, or use a GPIO line")
        }
        let at = text.lastIndex(of: "@")
        path = try DevicePath.checked(at.map { String(text[..<$0]) } ?? text, subject: subject)
        guard let at else {
            baud = Self.defaultBaud
            return
        }
        guard let speed = Int(text[text.index(after: at)...]), SerialPort.speeds[speed] != nil else {
            throw DeviceFailure(
                address: subject, "this is no speed of a serial line",
                "write 9600, 19200, 38400, 57600 or 115200 behind the @")
        }
        baud = speed
    }
}

/// Paths of devices.
public enum DevicePath {
    /// Longer ones than any device has.
    private static let maximumBytes = 1024

    /// The same path. Throws `.unsupported` for one that does not begin at the root, or goes up again; `subject` is the
    /// whole address for messages.
    public static func checked(_ path: String, subject: String) throws(DeviceFailure) -> String {
        let parts = path.split(separator: "/")
        guard path.hasPrefix("/"), !parts.isEmpty, !path.hasSuffix("/"),
            !parts.contains(where: { $0 == ".." || $0 == "." }), path.utf8.count <= maximumBytes
        else {
            throw DeviceFailure(
                address: subject, "this is not a device's whole path", "write it from /dev on, as ls shows it")
        }
        return path
    }
}
