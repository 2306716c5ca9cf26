// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
import RoomCore

/// One client of the control socket: one request line in, one reply out, then closed.
final class ControlConnection: ControlReply {
    private let descriptor: CInt
    private let loop: any AgentLoop
    private let onClose: () -> Void
    private var handler: ((ControlRequest, any ControlReply) -> Void)?
    private var watch: (any LoopRegistration)?
    private var watchedFor: Readiness = []
    private var deadline: (any LoopRegistration)?
    private var incoming: [UInt8] = []
    private var outgoing: [UInt8] = []
    private var isStreaming = false
    private var streamClosed: (() -> Void)?
    private var isClosed = false
    private var isAnswered = false

    static let maximumRequestBytes = 8 * 1024
    /// A stream whose client reads too slowly is dropped beyond this.
    private static let maximumStreamBytes = 64 * 1024
    /// A client that has not said what it wants by then goes.
    private static let requestTimeout = Duration.seconds(5)
    /// A client that takes nothing more of what was sent to it for so long goes, too, and its place with it.
    private static let readTimeout = Duration.seconds(5)

    init(
        _ descriptor: CInt, loop: any AgentLoop, handler: @escaping (ControlRequest, any ControlReply) -> Void,
        onClose: @escaping () -> Void
    ) {
        self.descriptor = descriptor
        self.loop = loop
        self.handler = handler
        self.onClose = onClose
        limit(Self.requestTimeout)
        rewatch()
    }

    func close() {
        if isClosed { return }
        isClosed = true
        watch?.cancel()
        deadline?.cancel()
        Glibc.close(descriptor)
        handler = nil
        let streamClosed = self.streamClosed
        self.streamClosed = nil
        streamClosed?()
        onClose()
    }

    // MARK: Reply

    func succeed(_ payload: String) { answer("OK \(payload.utf8.count)\n" + payload) }

    func fail(code: Int32, _ message: String) {
        answer("ERROR \(code) " + message.map { $0.isNewline ? " " : String($0) }.joined() + "\n")
    }

    func stream(closed: @escaping () -> Void) {
        isStreaming = true
        streamClosed = closed
        answer("STREAM\n")
    }

    func send(line: String) {
        guard isStreaming, !isClosed else { return }
        outgoing += Array(line.utf8) + [UInt8(ascii: "\n")]
        if outgoing.count > Self.maximumStreamBytes { close() } else { flush() }
    }

    private func answer(_ text: String) {
        guard !isAnswered, !isClosed else { return }
        isAnswered = true
        outgoing += Array(text.utf8)
        flush()
    }

    // MARK: Wire

    private func limit(_ timeout: Duration?) {
        deadline?.cancel()
        deadline = timeout.map { timeout in
            loop.schedule(at: loop.now.uptime + timeout, tolerance: .seconds(1)) { [weak self] in self?.close() }
        }
    }

    private func rewatch() {
        let interest: Readiness = outgoing.isEmpty ? .readable : .writable
        guard interest != watchedFor else { return }
        watchedFor = interest
        watch?.cancel()
        watch = try? loop.watch(descriptor, for: interest) { [unowned self] ready in
            if !outgoing.isEmpty { flush() } else { receive(ready) }
        }
    }

    private func flush() {
        let sent = outgoing.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        if sent < 0 && errno != EAGAIN && errno != EINTR { return close() }
        outgoing.removeFirst(max(sent, 0))
        if outgoing.isEmpty && isAnswered && !isStreaming { return close() }
        if outgoing.isEmpty {
            limit(nil)
        } else if sent > 0 || deadline == nil {
            limit(Self.readTimeout)
        }
        rewatch()
    }

    private func receive(_ ready: Readiness) {
        var buffer = [UInt8](repeating: 0, count: 1024)
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0 && (errno == EAGAIN || errno == EINTR) { return }
        // After its request a client says no more; its end of file ends a stream.
        guard count > 0 else { return close() }
        guard let handler else { return }
        incoming += buffer[..<count]
        guard let end = incoming.firstIndex(of: UInt8(ascii: "\n")) else {
            if incoming.count > Self.maximumRequestBytes { close() }
            return
        }
        limit(nil)
        self.handler = nil
        let words = String(decoding: incoming[..<end], as: UTF8.self).split(separator: " ").map(String.init)
        guard let verb = words.first, end <= Self.maximumRequestBytes else {
            return fail(code: 64, "an empty or too long request")
        }
        handler(ControlRequest(verb: verb, words: Array(words.dropFirst())), self)
    }
}
