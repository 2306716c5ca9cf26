// SPDX-License-Identifier: Apache-2.0
import Kernel
package import RoomCore

/// `ByteStream` over any channel: the queue, its limits, the deadlines, and why a stream ended. The kernel's sockets
/// and the virtual network differ in nothing but the channel.
package final class BufferedStream: ByteStream {
    private let channel: any ByteChannel
    private let loop: any AgentLoop
    private var handler: ((StreamEvent) -> Void)?
    private var queue = SendQueue(limit: 64 * 1024)
    private var watchedFor: Readiness = []
    /// The other side has.
    private var hasFinished = false
    private var isFinishing = false
    private var isClosed = false
    /// Why it is over, until that is told.
    private var end: StreamEnd?
    private var deadline: (any LoopRegistration)?
    private var stall: (any LoopRegistration)?

    /// What `.received` has at most. It bounds, with one such event a turn, what a flood costs the others.
    package static let maximumReceivedBytes = 16 * 1024
    /// Of all deadlines: nobody waits for them.
    private static let tolerance = Duration.seconds(1)

    /// Owns the channel.
    package init(_ channel: any ByteChannel, loop: any AgentLoop) {
        self.channel = channel
        self.loop = loop
    }

    deinit { close() }

    /// As the channel says: nil over TCP, where the kernel notes nobody.
    package var peer: StreamPeer? { channel.peer }
    /// What the kernel, or the other end's buffer, has not taken yet.
    package var queuedBytes: Int { queue.count }
    /// Default: 64 KiB. A smaller one does not drop what waits already.
    package var maximumQueuedBytes: Int {
        get { queue.limit }
        set { queue.limit = newValue }
    }
    /// Default: nil, the other side may take as long as it likes. It counts from the first byte that waits, and anew
    /// whenever some are taken.
    package var stallLimit: Duration?
    /// Default: true. While it is false the channel is not read at all, so the other side's sends fill its own queue.
    package var isReceiving = true { didSet { rewatch() } }

    /// Nothing is read before this call. A second call replaces the handler.
    package func begin(_ handler: @escaping (StreamEvent) -> Void) {
        self.handler = handler
        rewatch()
    }

    /// Tries the channel at once, so that short messages never wait. False after `finish()`, `close()` and the end,
    /// too.
    package func send(_ bytes: [UInt8]) -> Bool {
        guard !isClosed, !isFinishing, end == nil, queue.append(bytes) else { return false }
        flush()
        return true
    }

    /// The channel's end is sent behind what waits. A second call does nothing.
    package func finish() {
        guard !isClosed, !isFinishing else { return }
        isFinishing = true
        if queue.isEmpty { channel.finish() }
    }

    /// A deadline may come a second late, because nobody waits for it: so it shares a wake-up with others.
    package func setDeadline(after limit: Duration?) {
        deadline?.cancel()
        deadline = limit.flatMap { ends(.deadline, after: $0) }
    }

    /// Over TCP the other side reads ECONNRESET; over a Unix socket it sees the end.
    package func reset() {
        if !isClosed { channel.breakOff() }
        close()
    }

    /// Cancels its timers, closes the channel, drops what waits, and lets the handler go.
    package func close() {
        if isClosed { return }
        isClosed = true
        deadline?.cancel()
        stall?.cancel()
        channel.close()
        queue.removeAll()
        handler = nil
    }

    // MARK: Wire

    /// One system call where the interest changes, and none where it doesn't, which is nearly always.
    private func rewatch() {
        guard !isClosed, end == nil else { return }
        var interest: Readiness = []
        if isReceiving && !hasFinished && handler != nil { interest.insert(.readable) }
        if !queue.isEmpty { interest.insert(.writable) }
        guard interest != watchedFor else { return }
        watchedFor = interest
        do throws(LoopFailure) { try channel.watch(for: interest) { [weak self] in self?.react($0) } } catch {
            fail(.failed(errno: error.errno))
        }
    }

    private func react(_ ready: Readiness) {
        if !queue.isEmpty && ready != .readable {
            flush()
            if queue.isEmpty && end == nil { handler?(.drained) }
        }
        // A channel that is ready to be written alone has nothing to read.
        if ready != .writable && watchedFor.contains(.readable) && !isClosed && end == nil { receive() }
    }

    private func flush() {
        let taken: Int
        do throws(CallFailure) {
            taken = try queue.flush { (bytes) throws(CallFailure) in try channel.send(bytes) }
        } catch { return fail(StreamEnd(error)) }
        if queue.isEmpty || taken > 0 {
            stall?.cancel()
            stall = nil
        }
        if !queue.isEmpty && stall == nil { stall = stallLimit.flatMap { ends(.stalled, after: $0) } }
        if queue.isEmpty && isFinishing { channel.finish() }
        rewatch()
    }

    private func receive() {
        let bytes: [UInt8]?
        do throws(CallFailure) { bytes = try channel.receive(atMost: Self.maximumReceivedBytes) } catch {
            return close(reporting: StreamEnd(error))
        }
        guard let bytes else { return }
        if bytes.isEmpty {
            hasFinished = true
            rewatch()
        }
        handler?(bytes.isEmpty ? .finished : .received(bytes))
    }

    // MARK: The end

    private func ends(_ end: StreamEnd, after limit: Duration) -> any LoopRegistration {
        loop.schedule(at: loop.now.uptime + limit, tolerance: Self.tolerance) { [weak self] in
            self?.close(reporting: end)
        }
    }

    /// Something failed within a call of the owner's, who is told in a turn to come.
    private func fail(_ end: StreamEnd) {
        self.end = end
        queue.removeAll()
        try? channel.watch(for: []) { _ in }
        stall?.cancel()
        deadline?.cancel()
        deadline = loop.schedule(at: loop.now.uptime, tolerance: .zero) { [weak self] in self?.close(reporting: end) }
    }

    private func close(reporting end: StreamEnd) {
        let handler = self.handler
        close()
        handler?(.closed(end))
    }
}

extension StreamEnd {
    fileprivate init(_ failure: CallFailure) {
        self = Self.goneCodes.contains(failure.errno) ? .gone : .failed(errno: failure.errno)
    }
}
