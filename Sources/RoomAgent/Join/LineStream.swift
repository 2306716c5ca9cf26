// SPDX-License-Identifier: Apache-2.0
import Glibc
import RoomCore

/// Lines over a connected Unix socket, on the loop. Bounded both ways: a peer that sends an endless line, or reads too
/// slowly, is cut off.
final class LineStream {
    private let descriptor: CInt
    private let loop: any AgentLoop
    private var watch: (any LoopRegistration)?
    private var watchedFor: Readiness = []
    private var incoming: [UInt8] = []
    private var outgoing: [UInt8] = []
    private var onLine: (String) -> Void
    private var onEnd: () -> Void
    private(set) var isClosed = false

    private static let maximumOutgoingBytes = 64 * 1024

    /// Owns the descriptor, which must not block. `onEnd` is called once when the peer closes, breaks a limit or goes
    /// away; not after `close()`.
    init(
        _ descriptor: CInt, loop: any AgentLoop, onLine: @escaping (String) -> Void, onEnd: @escaping () -> Void
    ) throws(LoopFailure) {
        self.descriptor = descriptor
        self.loop = loop
        self.onLine = onLine
        self.onEnd = onEnd
        do throws(LoopFailure) { try watch(for: .readable) } catch {
            Glibc.close(descriptor)
            isClosed = true
            throw error
        }
    }

    deinit { close() }

    func send(_ line: String) {
        guard !isClosed else { return }
        outgoing += Array(line.utf8) + [0x0A]
        if outgoing.count > Self.maximumOutgoingBytes { end() } else { flush() }
    }

    func close() {
        if isClosed { return }
        isClosed = true
        watch?.cancel()
        Glibc.close(descriptor)
        onLine = { _ in }
        onEnd = {}
    }

    private func end() {
        let onEnd = self.onEnd
        close()
        onEnd()
    }

    /// One system call where the interest changes, and none where it doesn't, which is nearly always.
    private func watch(for interest: Readiness) throws(LoopFailure) {
        guard interest != watchedFor else { return }
        watchedFor = interest
        watch?.cancel()
        watch = try loop.watch(descriptor, for: interest) { [unowned self] _ in
            if !outgoing.isEmpty { flush() }
            if !isClosed { receive() }
        }
    }

    private func flush() {
        let count = outgoing.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        if count < 0 && errno != EAGAIN && errno != EINTR { return end() }
        outgoing.removeFirst(max(count, 0))
        do throws(LoopFailure) { try watch(for: outgoing.isEmpty ? .readable : [.readable, .writable]) } catch { end() }
    }

    private func receive() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0 && (errno == EAGAIN || errno == EINTR) { return }
        guard count > 0 else { return end() }
        incoming += buffer[..<count]
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
