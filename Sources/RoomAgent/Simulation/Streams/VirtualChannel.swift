// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import LocalSockets
import RoomCore

/// One end of a virtual connection. It answers as a socket of the kernel's does: takes what there is room for, tells
/// readiness again and again until somebody does something about it, and says EPIPE and ECONNRESET where they do.
final class VirtualChannel: ByteChannel {
    var peer: StreamPeer?
    private let loop: any AgentLoop
    private let bufferBytes: Int
    /// Nil once it is closed.
    private weak var other: VirtualChannel?
    /// What came and was not received yet.
    private var incoming: [UInt8] = []
    /// The other end sends no more.
    private var isFinished = false
    /// The other end closed with something unread, or broke off.
    private var isReset = false
    private var isClosed = false
    private var breaksOff = false
    private var interest: Readiness = []
    private var handler: ((Readiness) -> Void)?
    private var call: (any LoopRegistration)?

    private init(loop: any AgentLoop, bufferBytes: Int) {
        self.loop = loop
        self.bufferBytes = bufferBytes
    }

    static func pair(loop: any AgentLoop, bufferBytes: Int) -> (VirtualChannel, VirtualChannel) {
        let near = VirtualChannel(loop: loop, bufferBytes: bufferBytes)
        let far = VirtualChannel(loop: loop, bufferBytes: bufferBytes)
        (near.other, far.other) = (far, near)
        return (near, far)
    }

    // MARK: Channel

    func receive(atMost count: Int) throws(CallFailure) -> [UInt8]? {
        if incoming.isEmpty {
            if isReset {
                isReset = false
                throw CallFailure("read", errno: ECONNRESET)
            }
            return isFinished ? [] : nil
        }
        let bytes = Array(incoming.prefix(count))
        incoming.removeFirst(bytes.count)
        other?.wake()
        return bytes
    }

    func send(_ bytes: UnsafeRawBufferPointer) throws(CallFailure) -> Int? {
        guard let other, !other.isClosed else { throw CallFailure("send", errno: EPIPE) }
        let room = bufferBytes - other.incoming.count
        guard room > 0 else { return nil }
        other.incoming += bytes.prefix(room)
        other.wake()
        return min(room, bytes.count)
    }

    func watch(for interest: Readiness, _ handler: @escaping (Readiness) -> Void) {
        self.interest = interest
        self.handler = interest.isEmpty ? nil : handler
        wake()
    }

    func finish() {
        other?.isFinished = true
        other?.wake()
    }

    /// A Unix socket, which is one that notes its peer, has no such thing.
    func breakOff() { breaksOff = peer == nil }

    func close() {
        if isClosed { return }
        isClosed = true
        call?.cancel()
        handler = nil
        guard let other else { return }
        other.isFinished = true
        if breaksOff || !incoming.isEmpty { other.isReset = true }
        other.wake()
    }

    // MARK: Readiness

    private var ready: Readiness {
        var ready: Readiness = []
        if !incoming.isEmpty || isFinished || isReset { ready.insert(.readable) }
        if other.map({ $0.incoming.count < bufferBytes }) ?? true { ready.insert(.writable) }
        let isGone = other?.isClosed ?? true
        return ready.intersection(interest).union(isGone ? .hungUp : [])
    }

    /// Has the handler called in a turn to come, if there is something to call it for then.
    private func wake() {
        guard call == nil, handler != nil, !ready.isEmpty else { return }
        call = loop.schedule(at: loop.now.uptime, tolerance: .zero) { [weak self] in self?.callHandler() }
    }

    private func callHandler() {
        call = nil
        let ready = self.ready
        if !ready.isEmpty { handler?(ready) }
        // Level-triggered.
        wake()
    }
}
