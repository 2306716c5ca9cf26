// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// Lines over a stream. A peer that sends an endless line, or reads too slowly, is cut off.
final class LineStream {
    private let stream: any ByteStream
    private var incoming: [UInt8] = []
    private var onLine: (String) -> Void
    private var onEnd: () -> Void
    private(set) var isClosed = false

    private static let maximumOutgoingBytes = 64 * 1024

    /// Owns the stream. `onEnd` is called once when the peer closes, breaks a limit or goes away; not after `close()`.
    init(_ stream: any ByteStream, onLine: @escaping (String) -> Void, onEnd: @escaping () -> Void) {
        self.stream = stream
        self.onLine = onLine
        self.onEnd = onEnd
        stream.maximumQueuedBytes = Self.maximumOutgoingBytes
        stream.begin { [unowned self] event in react(event) }
    }

    deinit { close() }

    func send(_ line: String) {
        guard !isClosed else { return }
        if !stream.send(Array(line.utf8) + [0x0A]) { end() }
    }

    func close() {
        if isClosed { return }
        isClosed = true
        stream.close()
        onLine = { _ in }
        onEnd = {}
    }

    private func end() {
        let onEnd = self.onEnd
        close()
        onEnd()
    }

    private func react(_ event: StreamEvent) {
        switch event {
        case .received(let bytes): receive(bytes)
        case .drained: break
        case .finished, .closed: end()
        }
    }

    private func receive(_ bytes: [UInt8]) {
        incoming += bytes
        while let end = incoming.firstIndex(of: 0x0A) {
            let line = incoming[..<end]
            incoming.removeSubrange(...end)
            guard line.count <= JoinMessage.maximumLineBytes else { return self.end() }
            onLine(String(decoding: line, as: UTF8.self))
            if isClosed { return }
        }
        if incoming.count > JoinMessage.maximumLineBytes { end() }
    }
}
