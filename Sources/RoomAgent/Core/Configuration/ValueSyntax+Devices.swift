// SPDX-License-Identifier: Apache-2.0

extension ValueSyntax where Value == DeviceAddressText {
    /// A device that can be used for `use`.
    static func device(_ use: DeviceScheme.Use) -> Self {
        let fitting = DeviceScheme.allCases.filter { $0.uses.contains(use) }
        let names = fitting.map(\.rawValue)
        let example = (use == .display ? DeviceScheme.lcdproc : .gpio).example
        let range = ConfigurationFault.list(names.map { $0 + ":" }, last: "or")
        return Self(name: "device", range: range, example: example) { value throws(ConfigurationFault) in
            guard let colon = value.firstIndex(of: ":"), !value.hasPrefix("/") else {
                throw .deviceWithoutScheme(example: example)
            }
            let name = String(value[..<colon])
            guard let scheme = DeviceScheme(rawValue: name) else {
                throw .unknownDeviceScheme(name, closest: Spelling.closest(to: name, among: names), all: names)
            }
            guard fitting.contains(scheme) else { throw .wrongDeviceUse(scheme, what: use.words, all: names) }
            let address = DeviceAddressText(scheme: scheme, rest: String(value[value.index(after: colon)...]))
            guard !address.rest.isEmpty else { throw .deviceAddressIncomplete(scheme) }
            try DeviceShape.check(address, for: use)
            return address
        }
    }
}

extension DeviceScheme.Use {
    var words: String {
        switch self {
        case .button: "a button"
        case .lamp: "a lamp"
        case .display: "a display"
        }
    }
}

/// What must be right about a device's address before anybody opens it.
private enum DeviceShape {
    /// `name` of struct gpio_v2_line_info and `label` of struct gpiochip_info, less the NUL (linux/gpio.h).
    static let maximumGPIONameBytes = 31
    /// LED_MAX_NAME_SIZE of linux/leds.h, less the NUL.
    static let maximumLEDNameBytes = 63
    static let modemLines = ["cts", "dsr", "ri", "dcd"]

    static func check(_ address: DeviceAddressText, for use: DeviceScheme.Use) throws(ConfigurationFault) {
        let rest = address.rest
        let fragment = rest.firstIndex(of: "#").map { rest[rest.index(after: $0)...] }
        switch address.scheme {
        case .gpio: try checkGPIO(rest)
        case .led:
            guard !rest.contains("/"), rest.utf8.count <= maximumLEDNameBytes, rest.utf8.allSatisfy(ASCII.isGraphic)
            else { throw .ledAddress }
        case .serial:
            try checkPath(address)
            if let fragment {
                guard use == .button, modemLines.contains(String(fragment)) else { throw .modemLine }
            }
        case .evdev:
            try checkPath(address)
            guard let fragment, fragment.hasPrefix("KEY_") || fragment.hasPrefix("BTN_"), fragment.utf8.count > 4,
                fragment.utf8.allSatisfy({ ASCII.isUpper($0) || ASCII.isDigit($0) || $0 == 0x5F })
            else { throw .inputKey }
        case .nextion, .ansi, .tty: try checkPath(address)
        case .lcdproc: try checkHostAndPort(rest)
        }
    }

    private static func checkGPIO(_ rest: Substring) throws(ConfigurationFault) {
        if rest.utf8.allSatisfy(ASCII.isDigit) { throw .gpioNumber }
        let slash = rest.lastIndex(of: "/")
        if let slash {
            let number = rest[rest.index(after: slash)...]
            guard !number.isEmpty, number.utf8.count <= 5, number.utf8.allSatisfy(ASCII.isDigit) else {
                throw .gpioAddress(.gpio)
            }
        }
        let name = slash.map { rest[..<$0] } ?? rest
        guard !name.isEmpty, name.utf8.count <= maximumGPIONameBytes else { throw .gpioAddress(.gpio) }
    }

    private static func checkPath(_ address: DeviceAddressText) throws(ConfigurationFault) {
        let path = address.path
        let parts = path.split(separator: "/")
        guard path.hasPrefix("/"), !parts.isEmpty, !path.hasSuffix("/"),
            !parts.contains(where: { $0 == ".." || $0 == "." }),
            path.utf8.count <= FilePath.maximumBytes
        else { throw .devicePath(address.scheme) }
    }

    private static func checkHostAndPort(_ rest: Substring) throws(ConfigurationFault) {
        guard let colon = rest.lastIndex(of: ":"), PortNumber.parse(rest[rest.index(after: colon)...]) != nil else {
            throw .hostAndPort
        }
        let host = rest[..<colon]
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]")
        guard isBracketed ? IPv6.isPlausible(host.dropFirst().dropLast()) : HostName.isWellFormed(host) else {
            throw .hostAndPort
        }
    }
}

extension ValueSyntax where Value == DisplaySize {
    /// `COLUMNSxROWS`
    static var displaySize: Self {
        Self(name: "size", range: "16x1 to 40x8", example: "20x4") { value throws(ConfigurationFault) in
            let parts = value.split(separator: "x", omittingEmptySubsequences: false)
            guard parts.count == 2, let columns = number(parts[0]), let rows = number(parts[1]) else {
                throw .notDisplaySize(value)
            }
            if isPossible(columns: columns, rows: rows) { return DisplaySize(columns: columns, rows: rows) }
            if isPossible(columns: rows, rows: columns) {
                throw .displaySizeSwapped(value, meant: "\(rows)x\(columns)")
            }
            throw .displaySizeOutOfRange(value)
        }
    }

    private static func isPossible(columns: Int, rows: Int) -> Bool {
        (16...40).contains(columns) && (1...8).contains(rows)
    }

    private static func number(_ text: Substring) -> Int? {
        text.utf8.count <= 4 && text.utf8.allSatisfy(ASCII.isDigit) ? Int(text) : nil
    }
}
