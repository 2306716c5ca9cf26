// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
package import Kernel
package import RoomCore

/// Stream sockets in the file system (unix(7)). Every descriptor is closed on exec.
package enum UnixSocket {
    /// Listens at `path`, with the bits of `mode` whatever the umask is. The name appears with other bits for a moment;
    /// nobody can connect meanwhile, because nobody listens there yet (connect(2), ECONNREFUSED).
    ///
    /// A socket of our own on which nobody listens any more is replaced. EADDRINUSE: somebody answers there. EEXIST:
    /// what lies there is no socket of ours, and is left alone.
    static func listen(_ path: String, mode: UInt32) throws(SocketFailure) -> CInt {
        try removeLeftover(path)
        var socket = try make(path)
        do throws(CallFailure) {
            try SystemCall.run("bind") { withAddress(path) { bind(socket.number, $0, $1) } }
            try Path.setModeOfName(path, mode & 0o777)
            try SystemCall.run("bind") { Glibc.listen(socket.number, backlog) }
        } catch { throw SocketFailure(error, path) }
        return socket.release()
    }

    private static let backlog: CInt = 8

    /// A connection; blocking unless told otherwise. A connection to a Unix socket is made at once or refused, so that
    /// a descriptor that does not block is connected too when this returns.
    package static func connect(_ path: String, isBlocking: Bool = true) throws(SocketFailure) -> Descriptor {
        let socket = try make(path)
        do throws(CallFailure) {
            if !isBlocking { try SystemCall.makeNonBlocking(socket.number) }
            try SystemCall.run("connect") { withAddress(path) { Glibc.connect(socket.number, $0, $1) } }
        } catch { throw SocketFailure(error, path) }
        return socket
    }

    /// What accept(2) gave: a client's descriptor, which does not block; the errno of a lack of descriptors or memory,
    /// which leaves the client in the queue; or nothing.
    enum Arrival {
        case client(CInt)
        case exhausted(CInt)
        case nobody
    }

    /// The next client of a listener that does not block. Whoever went away while it waited is nobody.
    static func accept(_ listener: CInt) -> Arrival {
        while true {
            do throws(CallFailure) {
                guard let client = try SystemCall.runWithoutWaiting("accept", { Int(Glibc.accept(listener, nil, nil)) })
                else { return .nobody }
                var socket = Descriptor(owning: CInt(client))
                try SystemCall.makeNonBlocking(socket.number)
                return .client(socket.release())
            } catch {
                if error.errno != ECONNABORTED { return .exhausted(error.errno) }
            }
        }
    }

    /// Who has connected, as the kernel noted it then (`SO_PEERCRED`, `SO_PEERGROUPS`).
    static func peer(of socket: CInt) -> StreamPeer? {
        var user: uid_t = 0
        var group: gid_t = 0
        let isKnown = SystemCall.succeeds("getsockopt") { linux_peer_credentials(socket, &user, &group) }
        // The other end of a TCP socket has no user here.
        guard isKnown, user != uid_t.max else { return nil }
        var groups = [gid_t](repeating: 0, count: maximumGroups)
        let count = try? SystemCall.run("getsockopt") { linux_peer_groups(socket, &groups, CInt(groups.count)) }
        return StreamPeer(user: user, groups: Set(groups.prefix(Int(count ?? 0)) + [group]))
    }

    /// More supplementary groups than these are not looked at; a service has a handful.
    private static let maximumGroups = 1024

    /// The path that a listening socket was bound to (getsockname(2)); nil if it has none in the file system.
    package static func path(of socket: CInt) -> String? {
        var address = sockaddr_un()
        var length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let isKnown = SystemCall.succeeds("getsockname") {
            withUnsafeMutablePointer(to: &address) { address in
                address.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(socket, $0, &length) }
            }
        }
        guard isKnown, address.sun_family == sa_family_t(AF_UNIX) else { return nil }
        let bytes = withUnsafeBytes(of: &address.sun_path) { Array($0.prefix { $0 != 0 }) }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }

    /// The socket that lies at a path; nil if there is none.
    package static func file(_ path: String) -> SocketFile? {
        guard let status = try? Path.statusOfName(path), status.st_mode & S_IFMT == S_IFSOCK else { return nil }
        return SocketFile(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino), owner: status.st_uid, group: status.st_gid)
    }

    /// Removes the socket if it is still the one that was there before.
    static func remove(_ path: String, ifStill known: SocketFile?) {
        guard let known, let now = file(path), now.device == known.device, now.inode == known.inode else { return }
        try? Path.remove(path)
    }

    private static func removeLeftover(_ path: String) throws(SocketFailure) {
        guard (try? Path.statusOfName(path)) != nil else { return }
        guard let file = file(path) else { throw SocketFailure(operation: "bind", path: path, errno: EEXIST) }
        if answers(path) { throw SocketFailure(operation: "bind", path: path, errno: EADDRINUSE) }
        guard file.owner == geteuid() else { throw SocketFailure(operation: "bind", path: path, errno: EEXIST) }
        remove(path, ifStill: file)
    }

    private static func answers(_ path: String) -> Bool {
        do throws(SocketFailure) {
            _ = try connect(path)
            return true
        } catch { return error.errno == EAGAIN || error.errno == EACCES || error.errno == EPERM }
    }

    private static func make(_ path: String) throws(SocketFailure) -> Descriptor {
        guard path.utf8.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path) else {
            throw SocketFailure(operation: "bind", path: path, errno: ENAMETOOLONG)
        }
        let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        do throws(CallFailure) { return try Descriptor("socket") { socket(AF_UNIX, type, 0) } } catch {
            throw SocketFailure(error, path)
        }
    }

    private static func withAddress(_ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> CInt) -> CInt {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: Array(path.utf8)) }
        return withUnsafePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

/// A socket in the file system, as the kernel tells it apart from every other.
package struct SocketFile: Equatable, Sendable {
    /// The file system that it lies on.
    package var device: UInt64
    /// Its number there. With `device` it tells one socket from a later one at the same path.
    package var inode: UInt64
    /// The number of the user that it belongs to.
    package var owner: UInt32
    /// The number of the group that it belongs to.
    package var group: UInt32
}

extension SocketFailure {
    /// A call on the socket of this path.
    package init(_ failure: CallFailure, _ path: String) {
        self.init(operation: failure.operation, path: path, errno: failure.errno)
    }

    /// What failed, and why, for people.
    package var sentence: String { "\(path): \(CallFailure(operation, errno: errno).text)" }
    /// Somebody listens there already.
    package var isInUse: Bool { self.errno == EADDRINUSE }
    /// Something lies there that is no socket of ours.
    package var isOccupied: Bool { self.errno == EEXIST }
}
