// SPDX-License-Identifier: Apache-2.0
package import Configuration
import DeviceIO
import RoomCore

/// A driver: what its addresses look like, what its devices can be, and how it opens one. A new driver is a new row.
package struct DeviceDriver: Sendable {
    /// What the configuration's check knows of it.
    package let kind: DeviceKind
    /// `address` is as configured.
    let open: @Sendable (_ address: String, _ request: Request) throws(DeviceFailure) -> any Device

    /// What a device is opened for.
    struct Request {
        var configuration: RoomConfiguration
        /// True: open it as the button. A line of a GPIO chip can be the button or a lamp, and its address does not say
        /// which.
        var isButton: Bool
        /// True: open it as the sensor. Default: false.
        var isSensor = false
        /// Opens the lines of panels and displays in the place of their paths, and of LCDd in that of its address, or
        /// returns nil. nil: they are opened themselves.
        var openLine: ((_ path: String) -> CInt?)?

        var size: DisplayDimensions {
            let size = configuration.display.size
            return DisplayDimensions(columns: size.columns, rows: size.rows)
        }

        /// The line in the place of a path; nil where the path is to be opened.
        func line(_ path: String, _ subject: String) throws(DeviceFailure) -> CInt? {
            guard let openLine else { return nil }
            guard let line = openLine(path) else {
                throw DeviceFailure(.notFound, operation: "open", subject: subject, cause: "no line")
            }
            return line
        }

        /// `charset` is what the driver's displays mostly have.
        func charset(or charset: WireCharset) -> WireCharset {
            configuration.display.charset.flatMap { WireCharset(rawValue: $0.rawValue) } ?? charset
        }
    }

    /// `read` takes apart what stands behind the scheme and its colon, and throws what the configuration's check shows.
    private init<Address>(
        _ scheme: String, _ uses: [DeviceKind.Use], port: DeviceKind.Port = .none, example: String,
        read: @escaping @Sendable (_ rest: String, _ subject: String) throws(DeviceFailure) -> Address,
        open: @escaping @Sendable (Address, _ subject: String, Request) throws(DeviceFailure) -> any Device
    ) {
        @Sendable func address(_ text: String) throws(DeviceFailure) -> Address {
            try read(String(text.dropFirst(scheme.utf8.count + 1)), text)
        }
        kind = DeviceKind(scheme: scheme, uses: uses, port: port, example: example) { text in
            do throws(DeviceFailure) { _ = try address(text) } catch { return (error.cause, error.remedy) }
            return nil
        }
        self.open = { text, request throws(DeviceFailure) in try open(try address(text), text, request) }
    }

    /// All there are, in the order in which messages list them.
    package static let all = [
        DeviceDriver(
            "gpio", [.button, .lamp, .sensor], example: "gpio:JOIN_BUTTON", read: GPIOAddress.init(_:subject:),
            open: gpio),
        DeviceDriver("led", [.lamp], example: "led:room:green", read: KernelLED.checked(name:subject:), open: light),
        DeviceDriver(
            "serial", [.button, .lamp, .display], port: .shared, example: "serial:/dev/serial/by-id/usb-PANEL",
            read: SerialAddress.init(_:subject:), open: panel),
        DeviceDriver(
            "lcdproc", [.display], example: "lcdproc:127.0.0.1:13666", read: LCDdAddress.init(_:subject:),
            open: server),
        DeviceDriver(
            "ansi", [.display], port: .single, example: "ansi:/dev/serial/by-id/usb-DISPLAY",
            read: SerialAddress.init(_:subject:), open: display),
        DeviceDriver(
            "tty", [.display], port: .single, example: "tty:/dev/tty1", read: DevicePath.checked(_:subject:),
            open: terminal),
    ]

    /// What the configuration's check needs of them.
    package static var kinds: [DeviceKind] { all.map { $0.kind } }

    /// Opens what a configuration that was checked names.
    static func open(_ address: String, _ request: Request) throws(DeviceFailure) -> any Device {
        guard let driver = all.first(where: { address.hasPrefix($0.kind.scheme + ":") }) else {
            preconditionFailure("the configuration has an address that no driver is for")
        }
        return try driver.open(address, request)
    }

    // MARK: How each opens

    private static func gpio(
        _ address: GPIOAddress, _ subject: String, _ request: Request
    ) throws(DeviceFailure) -> any Device {
        if request.isSensor, !request.isButton {
            // Sensors drive their line, high while they see somebody.
            var settings = GPIOButton.Settings()
            settings.isActiveLow = false
            settings.pull = .none
            return try GPIOButton(address, subject: subject, settings: settings)
        }
        guard request.isButton else {
            return try GPIOLamp(address, subject: subject, isActiveLow: request.configuration.lamp.activeLow)
        }
        let button = request.configuration.button
        var settings = GPIOButton.Settings()
        settings.isActiveLow = button.activeLow
        settings.pull =
            switch button.pull {
            case .up: .up
            case .down: .down
            case .none: .none
            }
        settings.debounce = button.debounce
        return try GPIOButton(address, subject: subject, settings: settings)
    }

    private static func light(_ name: String, _ subject: String, _: Request) throws(DeviceFailure) -> any Device {
        try KernelLED(name: name)
    }

    private static func panel(
        _ address: SerialAddress, _ subject: String, _ request: Request
    ) throws(DeviceFailure) -> any Device {
        if let line = try request.line(address.path, subject) {
            return SerialPanel(
                owning: line, path: address.path, size: request.size, charset: request.charset(or: .utf8))
        }
        return try SerialPanel(
            path: address.path, baud: address.baud, size: request.size, charset: request.charset(or: .utf8))
    }

    /// The server says how large its display is.
    /// How LCDd names the agent where it lists its clients.
    private static let clientName = "room-agent"

    private static func server(
        _ address: LCDdAddress, _ subject: String, _ request: Request
    ) throws(DeviceFailure) -> any Device {
        let charset = request.charset(or: .latin1)
        if let line = try request.line(subject, subject) {
            return LCDdDisplay(owning: line, subject: subject, charset: charset, clientName: clientName)
        }
        return try LCDdDisplay(
            host: address.host, port: address.port, size: nil, charset: charset, clientName: clientName)
    }

    private static func display(
        _ address: SerialAddress, _ subject: String, _ request: Request
    ) throws(DeviceFailure) -> any Device {
        if let line = try request.line(address.path, subject) {
            return ANSIDisplay(
                owning: line, path: address.path, size: request.size, charset: request.charset(or: .ascii))
        }
        return try ANSIDisplay(
            path: address.path, baud: address.baud, size: request.size, charset: request.charset(or: .ascii))
    }

    private static func terminal(
        _ path: String, _ subject: String, _ request: Request
    ) throws(DeviceFailure) -> any Device {
        try ANSIDisplay(path: path, baud: nil, size: request.size, charset: request.charset(or: .utf8))
    }
}
