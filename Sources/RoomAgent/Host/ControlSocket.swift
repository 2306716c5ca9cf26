// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import LocalSockets
package import RoomCore

/// One request: a verb and its words.
package struct ControlRequest: Sendable, Equatable {
    /// The first word.
    package var verb: String
    /// The words after the verb. Default: none.
    package var words: [String]

    package init(verb: String, words: [String] = []) {
        self.verb = verb
        self.words = words
    }
}

/// Where the answer to one request goes; it may come later, and only once. `docs/control-protocol.md` has the wire's
/// form.
package protocol ControlReply: AnyObject {
    /// Whether root or our own user asks, and not just somebody of the socket's group.
    var isForOwner: Bool { get }
    /// Answers with this text, and ends the exchange. After an answer, further ones are ignored.
    func succeed(_ payload: String)
    /// Answers with an error. `code` is one of sysexits.h, with which the command line ends; `message` is for people,
    /// on one line.
    func fail(code: Int32, _ message: String)
    /// Begins a stream of lines, which lasts until the client goes: then `closed` is called.
    func stream(closed: @escaping () -> Void)
    /// Sends one line of the stream. Does nothing before `stream`, and after the client has gone. A client that does
    /// not read is dropped once too much waits for it.
    func send(line: String)
}

/// The control socket: for the command line of this machine's owner and group. Bounded in clients, request and reply.
package final class ControlSocket {
    private let path: String
    /// Whose members may connect, beside root and our own user; nil is nobody.
    private var group: gid_t?
    private let handler: (ControlRequest, any ControlReply) -> Void
    private var listener: (any StreamListener)?
    private var clients: [ObjectIdentifier: ControlConnection] = [:]

    /// Clients at a time. Streams may last for ever, so these can all be taken.
    private static let maximumClients = 16
    /// More places, in which only root gets in: an administrator can always ask what is going on.
    private static let placesForRoot = 1

    /// Listens with mode 0660 from birth; see `StreamNetwork.listen` for what may lie at `path`. `onExhaustion` is told
    /// the errno when clients begin to wait because there is no descriptor left for them.
    package init(
        network: any StreamNetwork, path: String, onExhaustion: @escaping (CInt) -> Void = { _ in },
        handler: @escaping (ControlRequest, any ControlReply) -> Void
    ) throws(SocketFailure) {
        self.path = path
        self.handler = handler
        listener = try network.listen(at: .unix(path: path, mode: 0o660), onExhaustion: onExhaustion) {
            [unowned self] client in admit(client)
        }
        group = UnixSocket.file(path)?.group
    }

    /// The same over the kernel's sockets.
    package convenience init(
        loop: any AgentLoop, path: String, onExhaustion: @escaping (CInt) -> Void = { _ in },
        handler: @escaping (ControlRequest, any ControlReply) -> Void
    ) throws(SocketFailure) {
        try self.init(network: SocketNetwork(loop: loop), path: path, onExhaustion: onExhaustion, handler: handler)
    }

    /// Gives the socket to the group of this name. Until then, and on failure, it belongs to our own primary group.
    /// False if there is no such group, or we are no member of it.
    package func give(toGroup name: String) -> Bool {
        guard let wanted = getgrnam(name)?.pointee.gr_gid else { return false }
        // In a directory of that group it is the group's from its birth (inode(7), "set-group-ID").
        guard group == wanted || SystemCall.succeeds("chown", { chown(path, uid_t.max, wanted) }) else { return false }
        group = wanted
        return true
    }

    /// Whether the machine has a group of this name.
    package static func hasGroup(_ name: String) -> Bool { getgrnam(name) != nil }

    /// Nobody but root and our own user may connect any more.
    package func closeToGroup() {
        try? Path.setMode(path, 0o600)
        group = nil
    }

    /// Closes every connection and removes the socket.
    package func close() {
        listener?.close()
        for client in clients.values { client.close() }
    }

    private func admit(_ stream: any ByteStream) {
        let peer = stream.peer
        guard mayControl(peer) else { return stream.close() }
        let places = Self.maximumClients + (peer?.user == 0 ? Self.placesForRoot : 0)
        guard clients.count < places else {
            // What the client's buffer does not take at once it has to do without.
            _ = stream.send(Array("ERROR 69 \(Self.maximumClients) clients are connected: try again later\n".utf8))
            return stream.close()
        }
        let client = ControlConnection(stream, handler: handler) { [unowned self] client in
            clients[ObjectIdentifier(client)] = nil
        }
        clients[ObjectIdentifier(client)] = client
    }

    /// Root, our own user, and members of the socket's group. The file's bits say the same; this holds even where
    /// somebody loosened them.
    private func mayControl(_ peer: StreamPeer?) -> Bool {
        guard let peer else { return false }
        if peer.user == 0 || peer.user == geteuid() { return true }
        return group.map { peer.groups.contains($0) } ?? false
    }
}
