// SPDX-License-Identifier: Apache-2.0

/// A text display that takes ECMA-48 sequences: a terminal, a serial console, many VFDs. Only rows that differ are
/// written, each with a cursor address of its own, so that a lost byte never shifts the rest.
public final class ANSIDisplay: TextDisplayDevice {
    private let port: SerialPort
    private let subject: String
    private let size: DisplayDimensions
    /// What the display shows, as it was opened with.
    public let charset: WireCharset
    private var rows: [String] = []
    private var isDirty = false
    private var greeted = false

    /// Opens the line as `SerialPanel` does, and throws the same. `size` nil takes the terminal's own, else 20×4.
    /// `baud` is nil for terminals, which keep their speed. `charset` is what the display has: it cannot be asked.
    public init(
        path: String, baud: Int?, size: DisplayDimensions?, charset: WireCharset
    ) throws(DeviceFailure) {
        subject = "\(baud == nil ? "tty" : "ansi"):\(path)"
        self.charset = charset
        port = try SerialPort(path: path, baud: baud, subject: subject)
        self.size = size ?? port.size ?? DisplayDimensions(columns: 20, rows: 4)
    }

    /// On a line that is open already and does not block, such as an end of a pair of sockets: it is taken over, and
    /// closed with the display.
    package init(owning descriptor: CInt, path: String, size: DisplayDimensions, charset: WireCharset) {
        subject = "ansi:\(path)"
        self.size = size
        self.charset = charset
        port = SerialPort(owning: descriptor, path: path)
    }

    public var descriptor: CInt? { port.descriptor }
    public var wantsWrite: Bool { port.wantsWrite }
    public var nextDeadline: Duration? { greeted ? nil : .zero }

    public func handle(_ ready: DeviceReadiness, now: Duration) throws(DeviceFailure) -> [DeviceInput] {
        if ready.contains(.writable) {
            try port.flush(subject: subject)
            if isDirty && !port.wantsWrite { try redraw() }
        }
        // What is typed on it is nobody's; it is read so that a hang-up is seen.
        if ready.contains(.readable) || ready.contains(.hungUp) { _ = try port.read(subject: subject) }
        return []
    }

    public func advance(to now: Duration) throws(DeviceFailure) -> [DeviceInput] {
        if greeted { return [] }
        greeted = true
        // Reset attributes, clear, hide the cursor, no wrapping at the last column.
        try send("\u{1b}[0m\u{1b}[2J\u{1b}[?25l\u{1b}[?7l")
        return [.displayReady(size)]
    }

    public func show(_ rows: [String], now: Duration) throws(DeviceFailure) {
        let before = self.rows
        self.rows = Array(rows.prefix(size.rows))
        for (index, row) in self.rows.enumerated() where index >= before.count || before[index] != row {
            try draw(row, at: index)
        }
    }

    public func close() { port.close() }

    private func draw(_ row: String, at index: Int) throws(DeviceFailure) {
        // Rows are as wide as the display; erasing to the end of the line would take the last column's letter with it.
        let bytes = Array("\u{1b}[\(index + 1);1H".utf8) + WireText.bytes(row, charset)
        if try !port.write(bytes, subject: subject) { isDirty = true }
    }

    private func redraw() throws(DeviceFailure) {
        isDirty = false
        try send("\u{1b}[0m\u{1b}[2J")
        for (index, row) in rows.enumerated() { try draw(row, at: index) }
    }

    private func send(_ sequence: String) throws(DeviceFailure) {
        if try !port.write(Array(sequence.utf8), subject: subject) { isDirty = true }
    }
}
