// SPDX-License-Identifier: Apache-2.0
import Glibc
import LocalSockets
import RoomCore
import Simulation
import TestSupport
import Testing

/// The conformers of the port, each over what it has for addresses. Time is virtual with all of them.
enum Conformer: CaseIterable, Sendable {
    case unixSockets, loopbackSockets, virtualUnix, virtualLoopback

    var isVirtual: Bool { self == .virtualUnix || self == .virtualLoopback }
    var isUnix: Bool { self == .unixSockets || self == .virtualUnix }
}

/// One side of a connection, and what it was told.
final class StreamSide {
    let stream: any ByteStream
    private(set) var events: [StreamEvent] = []
    private(set) var received: [UInt8] = []
    /// What of it was the largest at once.
    private(set) var largest = 0
    /// A call of the stream's is under way.
    private var isCalling = false

    init(_ stream: any ByteStream) {
        self.stream = stream
        stream.begin { [unowned self] event in
            #expect(!isCalling, "told from within a call")
            if case .received(let bytes) = event {
                received += bytes
                largest = max(largest, bytes.count)
            } else {
                events.append(event)
            }
        }
    }

    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        isCalling = true
        defer { isCalling = false }
        return stream.send(bytes)
    }

    /// Sends until something has to wait; returns what was sent.
    func fill() -> [UInt8] {
        stream.maximumQueuedBytes = 64 << 20
        var sent: [UInt8] = []
        while stream.queuedBytes == 0 {
            let block = [UInt8](repeating: UInt8(truncatingIfNeeded: sent.count / 50_000), count: 50_000)
            #expect(send(block))
            sent += block
        }
        return sent
    }

    var isOver: Bool { if case .closed? = events.last { true } else { false } }
}

/// A network with a listener, and connections to it.
final class StreamWorld {
    let loop = VirtualLoop(wall: Instant(secondsSince1970: 1_800_000_000))
    let network: any StreamNetwork
    private let folder = TemporaryFolder()
    private(set) var address: StreamAddress
    private(set) var listener: (any StreamListener)?
    private var clients: [any ByteStream] = []

    init(_ conformer: Conformer) throws {
        network = conformer.isVirtual ? VirtualNetwork(loop: loop) : SocketNetwork(loop: loop)
        address = conformer.isUnix ? .unix(path: folder.file("socket")) : .loopback(port: 0)
        let listener = try network.listen(
            at: address, onExhaustion: { _ in }, onClient: { [unowned self] in clients.append($0) })
        address = listener.address
        self.listener = listener
    }

    /// Who connected, and whom the listener was given.
    func connect() throws -> (near: StreamSide, far: StreamSide) {
        let near = StreamSide(try network.connect(to: address))
        #expect(comes { !self.clients.isEmpty })
        return (near, StreamSide(clients.removeFirst()))
    }

    /// Whether it comes to hold without that time passes. The kernel has a little of the real one, for what it does
    /// on its own account.
    func comes(_ holds: () -> Bool) -> Bool {
        for _ in 0..<2000 {
            loop.run(for: .zero)
            if holds() { return true }
            _ = poll(nil, 0, 1)
        }
        return false
    }

    deinit { listener?.close() }
}
