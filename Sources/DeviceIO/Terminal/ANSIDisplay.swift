// SPDX-License-Identifier: Apache-2.0

/// A text display that takes ECMA-48 sequences: a terminal, a serial console, many VFDs. Only rows that differ are
/// written, each with a cursor address of its own, so that a lost byte never shifts the rest.
public final class ANSIDisplay: TextDisplayDevice {
    private let port: SerialPort
    private let subject: String
    private let size: DisplayDimensions
    /// What the display shows, as it was opened with.
    public let charset: WireCharset
    private var rows = ShownRows()
    private var greeted = false

    /// Opens the line as `SerialPanel` does, and throws the same. `size` nil takes the terminal's own, else 20×4, the
    /// commonest size of a character display. `baud` is in bits a second, and nil for terminals, which keep their
    /// speed. `charset` is what the display has: it cannot be asked, and a wrong one shows wrong letters.
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

    /// The line. It is read so that a hang-up is seen; what is typed there is dropped.
    public var descriptor: CInt? { port.descriptor }
    /// True while the line has not taken everything: 4,096 bytes of it wait at most.
    public var wantsWrite: Bool { port.wantsWrite }
    /// Zero until the first `advance`, then nil.
    public var nextDeadline: Duration? { greeted ? nil : .zero }

    /// Sends what waits, and draws every row again where more than 4,096 bytes would have had to wait. Returns nothing.
    /// Throws `.lost` when the line was hung up.
    public func handle(_ ready: DeviceReadiness, now: Duration) throws(DeviceFailure) -> [DeviceInput] {
        if ready.contains(.writable), try port.resume(subject: subject) {
            try send("\u{1b}[0m\u{1b}[2J")
            for (number, row) in rows.numbered { try draw(row, number) }
        }
        // What is typed on it is nobody's; it is read so that a hang-up is seen.
        if ready.contains(.readable) || ready.contains(.hungUp) { _ = try port.read(subject: subject) }
        return []
    }

    /// The first call clears the display, hides its cursor, and returns `displayReady`; later ones do nothing. Throws
    /// `.lost` when the line is gone.
    public func advance(to now: Duration) throws(DeviceFailure) -> [DeviceInput] {
        if greeted { return [] }
        greeted = true
        // Reset attributes, clear, hide the cursor, no wrapping at the last column.
        try send("\u{1b}[0m\u{1b}[2J\u{1b}[?25l\u{1b}[?7l")
        return [.displayReady(size)]
    }

    /// Draws the rows that differ from the last call, and leaves out those beyond the display's height. What is shown
    /// before the first `advance` is cleared by it. Throws `.lost` when the line is gone.
    public func show(_ rows: [String], now: Duration) throws(DeviceFailure) {
        for (number, row) in self.rows.changes(to: rows, height: size.rows) { try draw(row, number) }
    }

    /// Lets go of the line for others, and leaves on the display what it shows.
    public func close() { port.close() }

    private func draw(_ row: String, _ number: Int) throws(DeviceFailure) {
        // Rows are as wide as the display; erasing to the end of the line would take the last column's letter with it.
        try port.write(Array("\u{1b}[\(number);1H".utf8) + WireText.bytes(row, charset), subject: subject)
    }

    private func send(_ sequence: String) throws(DeviceFailure) {
        try port.write(Array(sequence.utf8), subject: subject)
    }
}
