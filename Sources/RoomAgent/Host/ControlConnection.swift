// SPDX-License-Identifier: Apache-2.0
import Glibc
import RoomCore

/// One client of the control socket: one request line in, one reply out, then closed.
final class ControlConnection: ControlReply {
    private let stream: any ByteStream
    private let onClose: (ControlConnection) -> Void
    private var handler: ((ControlRequest, any ControlReply) -> Void)?
    private var incoming: [UInt8] = []
    private var isStreaming = false
    private var streamClosed: (() -> Void)?
    private var isClosed = false
    private var isAnswered = false
    /// The client says no more.
    private var hasFinished = false

    static let maximumRequestBytes = 8 * 1024
    /// A stream whose client reads too slowly is dropped beyond this.
    private static let maximumStreamBytes = 64 * 1024
    /// An answer is taken by one client, at its own pace; larger ones no client accepts (`ControlClient`).
    private static let maximumAnswerBytes = ControlClient.maximumReplyBytes + 64
    /// A client that has not said what it wants by then goes.
    private static let requestTimeout = Duration.seconds(5)
    /// A client that takes nothing more of what was sent to it for so long goes, too, and its place with it.
    private static let readTimeout = Duration.seconds(5)

    init(
        _ stream: any ByteStream, handler: @escaping (ControlRequest, any ControlReply) -> Void,
        onClose: @escaping (ControlConnection) -> Void
    ) {
        self.stream = stream
        self.handler = handler
        self.onClose = onClose
        stream.stallLimit = Self.readTimeout
        stream.setDeadline(after: Self.requestTimeout)
        stream.begin { [unowned self] event in react(event) }
    }

    func close() {
        if isClosed { return }
        isClosed = true
        stream.close()
        handler = nil
        let streamClosed = self.streamClosed
        self.streamClosed = nil
        streamClosed?()
        onClose(self)
    }

    // MARK: Reply

    var isForOwner: Bool { stream.peer.map { $0.user == 0 || $0.user == geteuid() } ?? false }

    func succeed(_ payload: String) { answer("OK \(payload.utf8.count)\n" + payload) }

    func fail(code: Int32, _ message: String) {
        answer("ERROR \(code) " + message.map { $0.isNewline ? " " : String($0) }.joined() + "\n")
    }

    func stream(closed: @escaping () -> Void) {
        isStreaming = true
        streamClosed = closed
        answer("STREAM\n")
        stream.maximumQueuedBytes = Self.maximumStreamBytes
    }

    func send(line: String) {
        guard isStreaming, !isClosed else { return }
        if !stream.send(Array(line.utf8) + [UInt8(ascii: "\n")]) { close() }
    }

    private func answer(_ text: String) {
        guard !isAnswered, !isClosed else { return }
        isAnswered = true
        stream.setDeadline(after: nil)
        stream.maximumQueuedBytes = Self.maximumAnswerBytes
        guard stream.send(Array(text.utf8)) else { return close() }
        if stream.queuedBytes == 0 { wasTaken() }
    }

    /// Nothing waits any more for the client.
    private func wasTaken() {
        if isAnswered && !isStreaming || hasFinished { close() }
    }

    // MARK: Wire

    private func react(_ event: StreamEvent) {
        switch event {
        case .received(let bytes): receive(bytes)
        case .drained: wasTaken()
        case .finished:
            // It may still read what it was answered. Its end of file ends a stream.
            hasFinished = true
            if stream.queuedBytes == 0 { close() }
        case .closed: close()
        }
    }

    private func receive(_ bytes: [UInt8]) {
        // After its request a client says no more.
        guard let handler else { return }
        incoming += bytes
        guard let end = incoming.firstIndex(of: UInt8(ascii: "\n")) else {
            if incoming.count > Self.maximumRequestBytes { close() }
            return
        }
        stream.setDeadline(after: nil)
        self.handler = nil
        let words = String(decoding: incoming[..<end], as: UTF8.self).split(separator: " ").map(String.init)
        guard let verb = words.first, end <= Self.maximumRequestBytes else {
            return fail(code: 64, "an empty or too long request")
        }
        handler(ControlRequest(verb: verb, words: Array(words.dropFirst())), self)
    }
}
