// SPDX-License-Identifier: Apache-2.0
import RoomCore

extension ValueSyntax where Value == DeviceAddressText {
    /// A device that can be used for `use`, of one of `kinds`.
    static func device(_ use: DeviceKind.Use, of kinds: [DeviceKind]) -> Self {
        let fitting = kinds.filter { $0.uses.contains(use) }
        let names = fitting.map(\.scheme)
        let example = use.example
        let range = ConfigurationFault.list(names.map { $0 + ":" }, last: "or")
        return Self(name: "device", range: range, example: example) { value throws(ConfigurationFault) in
            if let meant = address(meantBy: value, for: use) { throw .deviceWithoutScheme(meant: meant) }
            guard let colon = value.firstIndex(of: ":"), !value.hasPrefix("/") else {
                throw .deviceWithoutScheme(example: example)
            }
            let name = String(value[..<colon])
            guard let kind = kinds.first(where: { $0.scheme == name }) else {
                throw .unknownDeviceScheme(name, closest: Spelling.closest(to: name, among: names), all: names)
            }
            guard kind.uses.contains(use) else { throw .wrongDeviceUse(name, what: use.words, all: names) }
            guard value.index(after: colon) < value.endIndex else { throw .deviceAddressIncomplete(kind) }
            if let complaint = kind.complaint(value) { throw .deviceAddress(complaint) }
            return DeviceAddressText(value, port: kind.port)
        }
    }

    /// A path or a host and port without its scheme, completed; nil for anything else.
    private static func address(meantBy value: String, for use: DeviceKind.Use) -> String? {
        if value.hasPrefix("/sys/class/leds/") {
            return use == .lamp ? "led:" + (value.split(separator: "/").dropFirst(3).first ?? "") : nil
        }
        if value.hasPrefix("/dev/"), !value.hasPrefix("/dev/gpiochip"), !value.hasPrefix("/dev/input/") {
            return (use == .display ? "ansi:" : "serial:") + value
        }
        guard use == .display, let colon = value.lastIndex(of: ":"), value.contains("."),
            PortNumber.parse(value[value.index(after: colon)...]) != nil, HostName.isWellFormed(value[..<colon])
        else { return nil }
        return "lcdproc:" + value
    }
}

extension ValueSyntax where Value == TextSize {
    /// `COLUMNSxROWS`
    static var displaySize: Self {
        Self(name: "size", range: "16x1 to 40x8", example: "20x4") { value throws(ConfigurationFault) in
            let parts = value.split(separator: "x", omittingEmptySubsequences: false)
            guard parts.count == 2, let columns = number(parts[0]), let rows = number(parts[1]) else {
                throw .notDisplaySize(value, meant: meant(by: value))
            }
            if isPossible(columns: columns, rows: rows) { return TextSize(columns: columns, rows: rows) }
            if isPossible(columns: rows, rows: columns) {
                throw .displaySizeSwapped(value, meant: "\(rows)x\(columns)")
            }
            throw .displaySizeOutOfRange(value)
        }
    }

    /// Two numbers with another sign between them.
    private static func meant(by value: String) -> String? {
        let numbers = value.split { !$0.isASCII || !$0.isNumber }
        guard numbers.count == 2, let columns = number(numbers[0]), let rows = number(numbers[1]) else { return nil }
        return isPossible(columns: columns, rows: rows) ? "\(columns)x\(rows)" : nil
    }

    private static func isPossible(columns: Int, rows: Int) -> Bool {
        TextSize.possibleColumns.contains(columns) && TextSize.possibleRows.contains(rows)
    }

    private static func number(_ text: Substring) -> Int? {
        text.utf8.count <= 4 && text.utf8.allSatisfy(ASCII.isDigit) ? Int(text) : nil
    }
}
