// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import RoomCore

/// Takes clients from a listening socket, on the loop.
///
/// Where this process, or the machine, has no descriptor left for a client (EMFILE, ENFILE; accept(2)), the client
/// stays in the kernel's queue and the socket stays readable, so that a loop that merely went on would spin. The
/// listener then looks away for `pause`, and so on until there is room again.
final class SocketListener: StreamListener {
    let address: StreamAddress
    private var socket: Descriptor
    /// The file that this listener made, and the only one that it removes.
    private let file: (path: String, known: SocketFile?)?
    private let loop: any AgentLoop
    private let onClient: (any ByteStream) -> Void
    private let onExhaustion: (CInt) -> Void
    private var watch: (any LoopRegistration)?
    private var resumption: (any LoopRegistration)?
    /// It has been told; nothing more is until every waiting client was taken.
    private var isExhausted = false
    private var isClosed = false

    private static let pause = Duration.seconds(1)
    /// More wait for the next turn of the loop, so that others get theirs.
    private static let clientsPerTurn = 16

    /// As `StreamNetwork.listen` says.
    init(
        _ address: StreamAddress, loop: any AgentLoop, onExhaustion: @escaping (CInt) -> Void,
        onClient: @escaping (any ByteStream) -> Void
    ) throws(SocketFailure) {
        self.loop = loop
        self.onClient = onClient
        self.onExhaustion = onExhaustion
        var name = ""
        switch address {
        case .unix(let path, let mode):
            socket = Descriptor(owning: try UnixSocket.listen(path, mode: mode))
            file = (path, UnixSocket.file(path))
            self.address = address
            name = path
        case .loopback(let port):
            let made = try LoopbackSocket.listen(port)
            socket = Descriptor(owning: made.socket)
            file = nil
            self.address = .loopback(port: made.port)
            name = "127.0.0.1:\(port)"
        case .network(let host, let port):
            let made = try LoopbackSocket.listen(port, on: host)
            socket = Descriptor(owning: made.socket)
            file = nil
            self.address = .network(address: host, port: made.port)
            name = LoopbackSocket.name(host, port)
        case .inherited(let number):
            socket = Descriptor(owning: number)
            file = nil
            self.address = address
        }
        do throws(CallFailure) { try SystemCall.makeNonBlocking(socket.number) } catch {
            throw SocketFailure(error, name)
        }
        do throws(LoopFailure) { try begin() } catch {
            throw SocketFailure(operation: error.operation, path: name, errno: error.errno)
        }
    }

    deinit { close() }

    func close() {
        if isClosed { return }
        isClosed = true
        watch?.cancel()
        watch = nil
        resumption?.cancel()
        socket.close()
        if let file { UnixSocket.remove(file.path, ifStill: file.known) }
    }

    private func begin() throws(LoopFailure) {
        watch = try loop.watch(socket.number, for: .readable) { [weak self] _ in self?.accept() }
    }

    private func accept() {
        for _ in 0..<Self.clientsPerTurn {
            switch UnixSocket.accept(socket.number) {
            case .client(let client): onClient(BufferedStream(Descriptor(owning: client), loop: loop))
            case .nobody:
                isExhausted = false
                return
            case .exhausted(let cause): return rest(cause)
            }
            // A client may be what ends this listener.
            if isClosed { return }
        }
    }

    private func rest(_ cause: CInt) {
        watch?.cancel()
        watch = nil
        // epoll_ctl(2) may lack memory, too.
        resumption = loop.schedule(at: loop.now.uptime + Self.pause, tolerance: Self.pause / 4) { [weak self] in
            guard let self, !isClosed else { return }
            do throws(LoopFailure) { try begin() } catch { rest(error.errno) }
        }
        if isExhausted { return }
        isExhausted = true
        onExhaustion(cause)
    }
}
