// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc

/// Stream sockets in the file system (unix(7)). Every descriptor is closed on exec.
package enum UnixSocket {
    /// Listens at `path`, which appears with the bits of `mode`: nobody may connect in between.
    ///
    /// A socket of our own on which nobody listens any more is replaced. EADDRINUSE: somebody answers there. EEXIST:
    /// what lies there is no socket of ours, and is left alone.
    package static func listen(_ path: String, mode: UInt32, backlog: CInt = 8) throws(SocketFailure) -> CInt {
        try removeLeftover(path)
        let descriptor = try make(path)
        let mask = umask(~mode & 0o777)
        let result = withAddress(path) { bind(descriptor, $0, $1) }
        umask(mask)
        guard result == 0, Glibc.listen(descriptor, backlog) == 0 else {
            let failure = SocketFailure(operation: "bind", path: path, errno: errno)
            close(descriptor)
            throw failure
        }
        return descriptor
    }

    /// A connection; blocking unless told otherwise. A connection to a Unix socket is made at once or refused, so that
    /// a descriptor that does not block is connected too when this returns.
    package static func connect(_ path: String, isBlocking: Bool = true) throws(SocketFailure) -> CInt {
        let descriptor = try make(path)
        if !isBlocking { setNonBlocking(descriptor) }
        guard withAddress(path, { Glibc.connect(descriptor, $0, $1) }) == 0 else {
            let failure = SocketFailure(operation: "connect", path: path, errno: errno)
            close(descriptor)
            throw failure
        }
        return descriptor
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
            let descriptor = Glibc.accept(listener, nil, nil)
            if descriptor >= 0 {
                _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
                setNonBlocking(descriptor)
                return .client(descriptor)
            }
            switch errno {
            case EINTR, ECONNABORTED: continue
            case EAGAIN: return .nobody
            default: return .exhausted(errno)
            }
        }
    }

    package static func setNonBlocking(_ descriptor: CInt) { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }

    /// Who has connected, as the kernel noted it then (`SO_PEERCRED`, `SO_PEERGROUPS`).
    package static func peer(of descriptor: CInt) -> SocketPeer? {
        var user: uid_t = 0
        var group: gid_t = 0
        guard linux_peer_credentials(descriptor, &user, &group) == 0 else { return nil }
        var groups = [gid_t](repeating: 0, count: maximumGroups)
        let count = linux_peer_groups(descriptor, &groups, CInt(groups.count))
        return SocketPeer(user: user, groups: Set(groups.prefix(Int(max(count, 0))) + [group]))
    }

    /// More supplementary groups than these are not looked at; a service has a handful.
    private static let maximumGroups = 1024

    /// The path that a listening socket was bound to (getsockname(2)); nil if it has none in the file system.
    package static func path(of descriptor: CInt) -> String? {
        var address = sockaddr_un()
        var length = socklen_t(MemoryLayout<sockaddr_un>.size)
        let result = withUnsafeMutablePointer(to: &address) { address in
            address.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        guard result == 0, address.sun_family == sa_family_t(AF_UNIX) else { return nil }
        let bytes = withUnsafeBytes(of: &address.sun_path) { Array($0.prefix { $0 != 0 }) }
        return bytes.isEmpty ? nil : String(decoding: bytes, as: UTF8.self)
    }

    /// The socket that lies at a path; nil if there is none.
    package static func file(_ path: String) -> SocketFile? {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFSOCK else { return nil }
        return SocketFile(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino), owner: status.st_uid, group: status.st_gid)
    }

    /// Removes the socket if it is still the one that was there before.
    package static func remove(_ path: String, ifStill known: SocketFile?) {
        guard let known, let now = file(path), now.device == known.device, now.inode == known.inode else { return }
        unlink(path)
    }

    private static func removeLeftover(_ path: String) throws(SocketFailure) {
        var status = stat()
        guard lstat(path, &status) == 0 else { return }
        guard let file = file(path) else { throw SocketFailure(operation: "bind", path: path, errno: EEXIST) }
        if answers(path) { throw SocketFailure(operation: "bind", path: path, errno: EADDRINUSE) }
        guard file.owner == geteuid() else { throw SocketFailure(operation: "bind", path: path, errno: EEXIST) }
        remove(path, ifStill: file)
    }

    private static func answers(_ path: String) -> Bool {
        do throws(SocketFailure) {
            close(try connect(path))
            return true
        } catch { return error.errno == EAGAIN || error.errno == EACCES || error.errno == EPERM }
    }

    private static func make(_ path: String) throws(SocketFailure) -> CInt {
        guard path.utf8.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path) else {
            throw SocketFailure(operation: "bind", path: path, errno: ENAMETOOLONG)
        }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SocketFailure(operation: "socket", path: path, errno: errno) }
        return descriptor
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

/// Who is at the other end of a connection.
package struct SocketPeer: Equatable, Sendable {
    package var user: UInt32
    /// The primary group and the supplementary ones.
    package var groups: Set<UInt32>
}

/// A socket in the file system, as the kernel tells it apart from every other.
package struct SocketFile: Equatable, Sendable {
    package var device: UInt64
    package var inode: UInt64
    package var owner: UInt32
    package var group: UInt32
}

/// Why there is no socket, or no connection.
package struct SocketFailure: Error, Equatable, Sendable {
    package var operation: String
    package var path: String
    package var errno: Int32

    package init(operation: String, path: String, errno: Int32) {
        self.operation = operation
        self.path = path
        self.errno = errno
    }

    package var sentence: String { "\(path): \(operation): \(String(cString: strerror(errno)))" }
    /// Somebody listens there already.
    package var isInUse: Bool { errno == EADDRINUSE }
    /// Something lies there that is no socket of ours.
    package var isOccupied: Bool { errno == EEXIST }
}
