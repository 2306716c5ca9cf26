// SPDX-License-Identifier: Apache-2.0

/// A panel that speaks the agent's own line protocol (docs/serial-protocol.md): button, lamps and display on one serial
/// line. The device sends `DOWN` and `UP`, and `HELLO` whenever it starts; the agent sends `LAMP colour pattern` and
/// `LINE n text`, and says something at least once a minute.
public final class SerialPanel: ButtonDevice, LampDevice, TextDisplayDevice {
    /// True: the panel debounces its contact.
    public let isDebounced = true
    /// False: the panel reports changes. After `HELLO` the button counts as released.
    public let tellsFirstLevel = false
    private let port: SerialPort
    private let subject: String
    private let size: DisplayDimensions
    /// What the panel shows, as it was opened with.
    public let charset: WireCharset
    private var lines = LineReader()
    private var lamps: [LampName: BlinkPattern] = [:]
    private var rows = ShownRows()
    /// When the line was opened, in time since boot; nil until the first `advance`.
    private var openedAt: Duration?
    private var isRepeated = false
    private var lastSentAt = Duration.zero

    /// Boards that reset when their line is opened have started by then (the bootloader of an Arduino waits 2 s at
    /// most), so everything is sent once more, for those that don't say `HELLO`.
    private static let repetition = Duration.seconds(3)
    /// A panel that has heard nothing for a minute may take the agent for gone.
    private static let heartbeat = Duration.seconds(50)

    /// Opens the line and takes it for itself, raw, 8 bits, without parity or flow control. `baud` is one of 1200,
    /// 2400 … 115200; others leave the speed as it is. `size` is the panel's display. Default of `charset`: UTF-8,
    /// which small boards pass on as it is. Throws `.notFound`, `.permission`, `.busy` (another program has it),
    /// `.unsupported` (it is no serial line).
    public init(
        path: String, baud: Int, size: DisplayDimensions, charset: WireCharset = .utf8
    ) throws(DeviceFailure) {
        subject = "serial:\(path)"
        self.size = size
        self.charset = charset
        port = try SerialPort(path: path, baud: baud, subject: subject)
    }

    /// On a line that is open already and does not block, such as an end of a pair of sockets: it is taken over, and
    /// closed with the panel. Default of `charset`: as above.
    package init(owning descriptor: CInt, path: String, size: DisplayDimensions, charset: WireCharset = .utf8) {
        subject = "serial:\(path)"
        self.size = size
        self.charset = charset
        port = SerialPort(owning: descriptor, path: path)
    }

    /// The line.
    public var descriptor: CInt? { port.descriptor }
    /// True while the line has not taken everything: 4,096 bytes of it wait at most.
    public var wantsWrite: Bool { port.wantsWrite }
    /// The first call tells that the display is there.
    public var nextDeadline: Duration? {
        guard let openedAt else { return .zero }
        if !isRepeated { return openedAt + Self.repetition }
        return lamps.isEmpty && rows.rows.isEmpty ? nil : lastSentAt + Self.heartbeat
    }

    /// Sends what waits, and reads at most `ReadPace.maximumReadBytes`. Returns a `level` for `DOWN`, `UP` and `HELLO`,
    /// after which everything is sent anew, and `notUnderstood` for other lines, which change nothing. Throws `.lost`
    /// when the line was hung up.
    public func handle(_ ready: DeviceReadiness, now: Duration) throws(DeviceFailure) -> [DeviceInput] {
        if ready.contains(.writable), try port.resume(subject: subject) { try redraw(now) }
        guard ready.contains(.readable) || ready.contains(.hungUp) else { return [] }
        var inputs: [DeviceInput] = []
        var nonsense = 0
        for line in lines.completeLines(with: try port.read(subject: subject)) {
            switch line {
            case Array("DOWN".utf8): inputs.append(.level(true))
            case Array("UP".utf8): inputs.append(.level(false))
            case Array("HELLO".utf8):
                // It has started: what it was told is gone, and so is a press whose end it would have told.
                inputs.append(.level(false))
                try redraw(now)
            default: nonsense += 1
            }
        }
        nonsense += lines.drainTooLong()
        if nonsense > 0 { inputs.append(.notUnderstood(nonsense)) }
        return inputs
    }

    /// The first call returns `displayReady`; one 3 s later sends everything once more, for a board that has restarted
    /// and says no `HELLO`; then something is sent 50 s after the last thing, so that the panel knows that the agent
    /// lives. Throws `.lost` when the line is gone.
    public func advance(to now: Duration) throws(DeviceFailure) -> [DeviceInput] {
        guard let openedAt else {
            openedAt = now
            lastSentAt = now
            return [.displayReady(size)]
        }
        if !isRepeated, now >= openedAt + Self.repetition {
            isRepeated = true
            try redraw(now)
        } else if now >= lastSentAt + Self.heartbeat {
            // One line is enough, and one that is known changes nothing.
            if let row = rows.rows.first {
                try send("LINE 1 \(row)", now)
            } else if let (lamp, pattern) = lamps.min(by: { $0.key.rawValue < $1.key.rawValue }) {
                try send("LAMP \(lamp.rawValue) \(pattern.name)", now)
            }
        }
        return []
    }

    /// Sends `LAMP`, and remembers a pattern that goes on, for when the panel restarts. Where the line takes nothing,
    /// everything is sent anew later. Throws `.lost` when the line is gone.
    public func show(_ pattern: BlinkPattern, on lamp: LampName, now: Duration) throws(DeviceFailure) {
        // A pattern that is played once leaves what the lamp did before as it was.
        if pattern.length == nil {
            if lamps[lamp] == pattern { return }
            lamps[lamp] = pattern
        }
        try send("LAMP \(lamp.rawValue) \(pattern.name)", now)
    }

    /// Sends `LINE` for each row that differs from the last call, and leaves out those beyond the panel's height.
    /// Throws `.lost` when the line is gone.
    public func show(_ rows: [String], now: Duration) throws(DeviceFailure) {
        for (number, row) in self.rows.changes(to: rows, height: size.rows) { try send("LINE \(number) \(row)", now) }
    }

    /// Lets go of the line for others. The panel is told nothing, and takes the agent for gone after a minute.
    public func close() { port.close() }

    private func send(_ line: String, _ now: Duration) throws(DeviceFailure) {
        lastSentAt = now
        var bytes = WireText.bytes(line, charset)
        while bytes.last == 0x20 { bytes.removeLast() }
        try port.write(bytes + [10], subject: subject)
    }

    /// For a device that has started, or took nothing for a while: everything anew.
    private func redraw(_ now: Duration) throws(DeviceFailure) {
        for (lamp, pattern) in lamps.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            try send("LAMP \(lamp.rawValue) \(pattern.name)", now)
        }
        for (number, row) in rows.numbered { try send("LINE \(number) \(row)", now) }
    }
}
