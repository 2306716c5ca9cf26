// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
package import RoomCore

/// One request: a verb and its words.
package struct ControlRequest: Sendable, Equatable {
    package var verb: String
    package var words: [String]

    package init(verb: String, words: [String] = []) {
        self.verb = verb
        self.words = words
    }
}

/// Where the answer to one request goes; it may come later, and only once. `docs/control-protocol.md` has the wire's
/// form.
package protocol ControlReply: AnyObject {
    func succeed(_ payload: String)
    /// `code` is one of sysexits.h, with which the command line ends.
    func fail(code: Int32, _ message: String)
    /// Begins a stream of lines, which lasts until the client goes: then `closed` is called.
    func stream(closed: @escaping () -> Void)
    func send(line: String)
}

/// Why the socket is not there.
package struct ControlFailure: Error, Equatable {
    package var operation: String
    package var path: String
    package var errno: Int32

    package var sentence: String { "\(path): \(operation): \(String(cString: strerror(errno)))" }
    /// Another agent answers there.
    package var isInUse: Bool { errno == EADDRINUSE }
}

/// The control socket: for the command line of this machine's owner and group. Bounded in clients, request and reply.
package final class ControlSocket {
    private let loop: any AgentLoop
    private let path: String
    private let listener: CInt
    private let handler: (ControlRequest, any ControlReply) -> Void
    private var watch: (any LoopRegistration)?
    private var clients: [CInt: ControlConnection] = [:]

    private static let maximumClients = 16

    /// Listens with mode 0660 from birth. A socket that nobody answers on is replaced.
    package init(
        loop: any AgentLoop, path: String, handler: @escaping (ControlRequest, any ControlReply) -> Void
    ) throws(ControlFailure) {
        self.loop = loop
        self.path = path
        self.handler = handler
        if UnixSocket.answers(path) { throw ControlFailure(operation: "bind", path: path, errno: EADDRINUSE) }
        unlink(path)
        listener = try UnixSocket.listen(path)
        watch = try? loop.watch(listener, for: .readable) { [unowned self] _ in accept() }
    }

    /// Closes every connection and removes the socket.
    package func close() {
        watch?.cancel()
        for client in clients.values { client.close() }
        Glibc.close(listener)
        unlink(path)
    }

    private func accept() {
        let descriptor = Glibc.accept(listener, nil, nil)
        guard descriptor >= 0 else { return }
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, O_NONBLOCK)
        guard clients.count < Self.maximumClients, UnixSocket.peerMayControl(descriptor, socketPath: path) else {
            Glibc.close(descriptor)
            return
        }
        clients[descriptor] = ControlConnection(descriptor, loop: loop, handler: handler) { [unowned self] in
            clients[descriptor] = nil
        }
    }
}
