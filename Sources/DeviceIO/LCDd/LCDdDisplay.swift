// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
import Kernel

/// A display behind LCDd of LCDproc, which drives nearly every character LCD there is. Keys that such a display has
/// stay LCDd's own.
public final class LCDdDisplay: TextDisplayDevice {
    /// `.latin1` or `.ascii`. LCDd takes ISO-8859-1; some displays lack some of its letters.
    public let charset: WireCharset
    private let subject: String
    private var socket: Descriptor
    private let wanted: DisplayDimensions?
    private var lines = LineReader()
    private var outgoing = SendQueue(limit: 8192)
    private let clientName: String
    private var rows = ShownRows()
    private var size: DisplayDimensions?
    /// When it must have said hello, or answered what it was asked since; nil where nothing is awaited.
    private var answerDueAt: Duration?
    /// How many times it was asked whether it is there, and has not answered yet.
    private var questions = 0
    private var isConnecting = true

    /// A server that says no hello by then is none; one that has answered no rows by then stands still, as it does
    /// where its driver waits for a display that hangs. LCDd itself looks at its clients eight times a second.
    private static let answerTimeout = Duration.seconds(5)

    /// Connects without waiting. That nobody answers is thrown by `handle`, or by `advance` five seconds after its
    /// first call. `host` is an IPv4 address or `localhost`. `size` nil takes the size that the server says, which is
    /// right unless LCDd is configured wrongly. `charset` is `.ascii` for a display that lacks the letters of
    /// ISO-8859-1. Default: `.latin1`, to which every other charset is changed. `clientName` is what LCDd calls this
    /// program in its own menus. Throws `.notFound` for another kind of host, and what the kernel says where it makes
    /// no socket.
    public init(
        host: String, port: UInt16, size: DisplayDimensions?, charset: WireCharset = .latin1, clientName: String
    ) throws(DeviceFailure) {
        self.clientName = clientName
        self.charset = charset == .ascii ? .ascii : .latin1
        subject = "lcdproc:\(host):\(port)"
        wanted = size
        guard let number = IPv4.number(host) else {
            throw DeviceFailure(.notFound, operation: "address", subject: subject, cause: "\(host) is no IPv4 address")
        }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = number.bigEndian
        do throws(CallFailure) { socket = try Self.connect(to: &address) } catch {
            throw DeviceFailure(error, subject: subject)
        }
        _ = outgoing.append(Array("hello\n".utf8))
    }

    /// On a connection that is made already and does not block, such as an end of a pair of sockets: it is taken over,
    /// and closed with the display. `subject` is its address for messages; the server says how large the display is.
    package init(owning descriptor: CInt, subject: String, charset: WireCharset, clientName: String) {
        self.clientName = clientName
        self.charset = charset == .ascii ? .ascii : .latin1
        self.subject = subject
        wanted = nil
        socket = Descriptor(owning: descriptor)
        _ = outgoing.append(Array("hello\n".utf8))
    }

    /// A socket whose connection is made or refused later.
    private static func connect(to address: inout sockaddr_in) throws(CallFailure) -> Descriptor {
        let type = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
        let socket = try Descriptor("socket") { Glibc.socket(AF_INET, CInt(type), 0) }
        // Rows are small, and a hand waits for them: without this the kernel holds the second one back until the first
        // is acknowledged, 40 ms later (tcp(7)).
        var isOn: CInt = 1
        _ = SystemCall.succeeds("setsockopt") {
            setsockopt(socket.number, CInt(IPPROTO_TCP), TCP_NODELAY, &isOn, socklen_t(MemoryLayout<CInt>.size))
        }
        do throws(CallFailure) {
            try SystemCall.run("connect") {
                withUnsafePointer(to: &address) { address in
                    address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        Glibc.connect(socket.number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                    }
                }
            }
        } catch { if error.errno != EINPROGRESS { throw error } }
        return socket
    }

    /// The connection.
    public var descriptor: CInt? { socket.number }
    /// True until it is known whether the connection was made, and while LCDd has not taken everything: 8,192 bytes of
    /// it wait at most, then `show` throws.
    public var wantsWrite: Bool { isConnecting || !outgoing.isEmpty }
    /// True once LCDd has said hello and how large its display is.
    public var isReady: Bool { size != nil }
    /// When a server is given up that has said no hello: 5 s after the first `advance`, zero before that. From then on,
    /// when one is given up that has not answered the rows that it was sent: 5 s after them, or after its last answer;
    /// nil where it has answered.
    public var nextDeadline: Duration? { answerDueAt ?? (size == nil ? .zero : nil) }

    /// Returns nothing. Throws `.protocolViolation` where the server has said no hello within 5 s, and `.lost` where it
    /// has not answered within 5 s since: what stands on its display then is old.
    public func advance(to now: Duration) throws(DeviceFailure) -> [DeviceInput] {
        if size == nil, answerDueAt == nil { answerDueAt = now + Self.answerTimeout }
        guard let due = answerDueAt, now >= due else { return [] }
        if size == nil {
            throw DeviceFailure(
                .protocolViolation, operation: "hello", subject: subject, cause: "nobody there says hello as LCDd does",
                remedy: "check that LCDd runs and listens at that address")
        }
        throw DeviceFailure(
            .lost, operation: "noop", subject: subject, errno: ETIMEDOUT, cause: "LCDd has stopped answering",
            remedy: "check the cable of its display, and restart LCDd")
    }

    /// Sends what waits, and reads at most `ReadPace.maximumReadBytes`. Returns `displayReady` after the server's
    /// hello, and `notUnderstood` where it refused a command or said what makes no sense. Throws `.notFound` where
    /// nobody listens, and `.lost` when LCDd went away.
    public func handle(_ ready: DeviceReadiness, now: Duration) throws(DeviceFailure) -> [DeviceInput] {
        if isConnecting {
            var failure: CInt = 0
            var length = socklen_t(MemoryLayout<CInt>.size)
            let isKnown = SystemCall.succeeds("getsockopt") {
                getsockopt(socket.number, SOL_SOCKET, SO_ERROR, &failure, &length)
            }
            guard isKnown, failure == 0 else {
                throw DeviceFailure(
                    .notFound, operation: "connect", subject: subject, errno: failure, remedy: "start LCDd (lcdproc)")
            }
            isConnecting = false
        }
        if ready.contains(.writable) { try flush() }
        guard ready.contains(.readable) || ready.contains(.hungUp) else { return [] }
        let bytes: [UInt8]?
        do throws(CallFailure) {
            bytes = try SystemCall.read(socket.number, atMost: ReadPace.maximumReadBytes)
            if bytes?.isEmpty == true { throw CallFailure("read", errno: EPIPE) }
        } catch {
            throw DeviceFailure(.lost, operation: "read", subject: subject, errno: EPIPE, cause: "LCDd went away")
        }
        var inputs: [DeviceInput] = []
        var nonsense = 0
        for line in lines.completeLines(with: bytes ?? []) {
            switch LCDdReply(line) {
            case .connect(let offered):
                let size = wanted ?? offered
                self.size = size
                answerDueAt = nil
                try begin(size)
                inputs.append(.displayReady(size))
            case .refused, .unknown: nonsense += 1
            case .noopComplete:
                questions = max(questions - 1, 0)
                answerDueAt = questions > 0 ? now + Self.answerTimeout : nil
            case .success, .key, .listen, .ignore: break
            }
        }
        nonsense += lines.drainTooLong()
        if nonsense > 0 { inputs.append(.notUnderstood(nonsense)) }
        return inputs
    }

    /// Sends the rows that differ from the last call, and leaves out those beyond the display's height. Behind them it
    /// asks whether LCDd is there: `success` cannot be told from that of an earlier row, `noop complete` can be counted
    /// (LCDproc developer's guide, "noop"). Throws `.lost` where LCDd takes nothing any more.
    public func show(_ rows: [String], now: Duration) throws(DeviceFailure) {
        guard let size else { return }
        let changes = self.rows.changes(to: rows, height: size.rows)
        guard !changes.isEmpty else { return }
        for (number, row) in changes {
            try send(Array("widget_set room l\(number) 1 \(number) ".utf8) + Self.quoted(row) + [10])
        }
        try send(Array("noop\n".utf8))
        questions += 1
        answerDueAt = answerDueAt ?? now + Self.answerTimeout
    }

    /// Ends the connection; LCDd then takes the screen away by itself.
    public func close() { socket.close() }

    private func begin(_ size: DisplayDimensions) throws(DeviceFailure) {
        var commands = "\nscreen_add room\n"
        commands += "screen_set room -name Room -priority foreground -heartbeat off -backlight on\n"
        for row in 1...size.rows { commands += "widget_add room l\(row) string\n" }
        rows = ShownRows()
        try send(Array("client_set -name ".utf8) + Self.quoted(clientName) + Array(commands.utf8))
    }

    /// In quotes, ISO-8859-1. A quote and a backslash are escaped; line ends and all other control characters are gone
    /// already.
    static func quoted(_ text: String) -> [UInt8] {
        var result: [UInt8] = [0x22]
        for byte in WireText.bytes(text, .latin1) {
            if byte == 0x22 || byte == 0x5c { result.append(0x5c) }
            result.append(byte)
        }
        return result + [0x22]
    }

    private func send(_ bytes: [UInt8]) throws(DeviceFailure) {
        guard outgoing.append(bytes) else {
            throw DeviceFailure(.lost, operation: "write", subject: subject, errno: EAGAIN, cause: "LCDd takes nothing")
        }
        if !isConnecting { try flush() }
    }

    private func flush() throws(DeviceFailure) {
        do throws(CallFailure) {
            try outgoing.flush { (bytes) throws(CallFailure) in try SystemCall.send(socket.number, bytes) }
        } catch { throw DeviceFailure(error, subject: subject) }
    }
}
