// SPDX-License-Identifier: Apache-2.0

/// A panel that speaks the agent's own line protocol (docs/serial-protocol.md): button, lamps and display on one serial
/// line. The device sends `DOWN` and `UP`; the agent sends `LAMP colour pattern` and `LINE n text`.
public final class SerialPanel: ButtonDevice, LampDevice, TextDisplayDevice {
    /// The panel debounces its contact.
    public let isDebounced = true
    public let tellsFirstLevel = false
    /// Lines that were no message of the protocol.
    public private(set) var refusedLines = 0
    private let port: SerialPort
    private let subject: String
    private let size: DisplayDimensions
    public let charset: WireCharset
    private var lines = LineReader()
    private var lamps: [LampName: BlinkPattern] = [:]
    private var rows: [String] = []
    private var isDirty = false
    private var greeted = false

    public init(
        path: String, baud: Int, size: DisplayDimensions, charset: WireCharset = .utf8
    ) throws(DeviceFailure) {
        subject = "serial:\(path)"
        self.size = size
        self.charset = charset
        port = try SerialPort(path: path, baud: baud, subject: subject)
    }

    public var descriptor: CInt? { port.descriptor }
    public var wantsWrite: Bool { port.wantsWrite }
    /// The first call tells that the display is there.
    public var nextDeadline: Duration? { greeted ? nil : .zero }

    public func handle(_ ready: DeviceReadiness, now: Duration) throws(DeviceFailure) -> [DeviceInput] {
        if ready.contains(.writable) {
            try port.flush(subject: subject)
            if isDirty && !port.wantsWrite { try redraw() }
        }
        guard ready.contains(.readable) || ready.contains(.hungUp) else { return [] }
        var inputs: [DeviceInput] = []
        for line in lines.take(try port.read(subject: subject)) {
            switch line {
            case Array("DOWN".utf8): inputs.append(.level(true))
            case Array("UP".utf8): inputs.append(.level(false))
            default: refusedLines += 1
            }
        }
        return inputs
    }

    public func advance(to now: Duration) -> [DeviceInput] {
        if greeted { return [] }
        greeted = true
        return [.displayReady(size)]
    }

    public func show(_ pattern: BlinkPattern, on lamp: LampName, now: Duration) throws(DeviceFailure) {
        // A pattern that is played once leaves what the lamp did before as it was.
        if pattern.length == nil {
            if lamps[lamp] == pattern { return }
            lamps[lamp] = pattern
        }
        try send("LAMP \(lamp.rawValue) \(pattern.name)")
    }

    public func show(_ rows: [String], now: Duration) throws(DeviceFailure) {
        let before = self.rows
        self.rows = Array(rows.prefix(size.rows))
        for (index, row) in self.rows.enumerated() where index >= before.count || before[index] != row {
            try send("LINE \(index + 1) \(row)")
        }
    }

    public func close() { port.close() }

    private func send(_ line: String) throws(DeviceFailure) {
        var bytes = WireText.bytes(line, charset)
        while bytes.last == 0x20 { bytes.removeLast() }
        if try !port.write(bytes + [10], subject: subject) { isDirty = true }
    }

    /// After a device that took nothing for a while takes again: everything anew.
    private func redraw() throws(DeviceFailure) {
        isDirty = false
        for (lamp, pattern) in lamps.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            try send("LAMP \(lamp.rawValue) \(pattern.name)")
        }
        for (index, row) in rows.enumerated() { try send("LINE \(index + 1) \(row)") }
    }
}
