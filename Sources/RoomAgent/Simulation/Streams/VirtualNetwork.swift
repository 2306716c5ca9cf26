// SPDX-License-Identifier: Apache-2.0
import Glibc
import LocalSockets
package import RoomCore

/// Streams in virtual time: everything that speaks over `ByteStream` meets its peers here as over the kernel's sockets,
/// and hours of silence pass in no time. Nothing leaves the process; addresses mean nothing but themselves.
package final class VirtualNetwork: StreamNetwork {
    private let loop: any AgentLoop
    private let bufferBytes: Int
    private var listeners: [StreamAddress: VirtualListener] = [:]
    private var nextPort: UInt16 = 49_152

    /// `bufferBytes` is what a connection holds, each way, of what its reader has not taken yet. Default: about what a
    /// Unix socket of the kernel's holds.
    package init(loop: any AgentLoop, bufferBytes: Int = 200 * 1024) {
        self.loop = loop
        self.bufferBytes = bufferBytes
    }

    /// Throws EADDRINUSE where somebody listens. There is always a descriptor left: `onExhaustion` is never called.
    package func listen(
        at address: StreamAddress, onExhaustion: @escaping (Int32) -> Void,
        onClient: @escaping (any ByteStream) -> Void
    ) throws(SocketFailure) -> any StreamListener {
        var address = address
        if case .loopback(port: 0) = address {
            address = .loopback(port: nextPort)
            nextPort += 1
        }
        let place = Self.place(address)
        guard listeners[place] == nil else {
            throw SocketFailure(operation: "bind", path: "\(place)", errno: EADDRINUSE)
        }
        let listener = VirtualListener(address, onClient: onClient) { [weak self] in self?.listeners[place] = nil }
        listeners[place] = listener
        return listener
    }

    /// Connects as this process's own user. Throws ECONNREFUSED where nobody listens.
    package func connect(to address: StreamAddress) throws(SocketFailure) -> any ByteStream {
        try connect(to: address, as: StreamPeer(user: geteuid(), groups: [getegid()]))
    }

    /// The same as somebody else.
    package func connect(to address: StreamAddress, as peer: StreamPeer) throws(SocketFailure) -> any ByteStream {
        let place = Self.place(address)
        guard let listener = listeners[place] else {
            throw SocketFailure(operation: "connect", path: "\(place)", errno: ECONNREFUSED)
        }
        let isUnix = if case .unix = address { true } else { false }
        let (near, far) = VirtualChannel.pair(loop: loop, bufferBytes: bufferBytes)
        far.peer = isUnix ? peer : nil
        near.peer = isUnix ? StreamPeer(user: geteuid(), groups: [getegid()]) : nil
        // As the kernel does it: who connects goes on, and the listener looks at its queue later.
        _ = loop.schedule(at: loop.now.uptime, tolerance: .zero) { [loop] in
            if listener.isClosed { far.close() } else { listener.onClient(BufferedStream(far, loop: loop)) }
        }
        return BufferedStream(near, loop: loop)
    }

    /// The address without what does not tell one listener from another.
    private static func place(_ address: StreamAddress) -> StreamAddress {
        if case .unix(let path, _) = address { .unix(path: path) } else { address }
    }
}

private final class VirtualListener: StreamListener {
    let address: StreamAddress
    let onClient: (any ByteStream) -> Void
    private(set) var isClosed = false
    private let onClose: () -> Void

    init(_ address: StreamAddress, onClient: @escaping (any ByteStream) -> Void, onClose: @escaping () -> Void) {
        self.address = address
        self.onClient = onClient
        self.onClose = onClose
    }

    func close() {
        if isClosed { return }
        isClosed = true
        onClose()
    }
}
