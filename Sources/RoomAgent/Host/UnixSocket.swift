// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc

/// Stream sockets in the file system (unix(7)).
enum UnixSocket {
    static func listen(_ path: String) throws(ControlFailure) -> CInt {
        let descriptor = try make(path)
        // Nobody may connect in between: the bits are right when the name appears.
        let mask = umask(0o117)
        let result = withAddress(path) { bind(descriptor, $0, $1) }
        umask(mask)
        guard result == 0, Glibc.listen(descriptor, 8) == 0 else {
            let failure = ControlFailure(operation: "bind", path: path, errno: errno)
            close(descriptor)
            throw failure
        }
        return descriptor
    }

    /// A blocking connection.
    static func connect(_ path: String) throws(ControlFailure) -> CInt {
        let descriptor = try make(path)
        guard withAddress(path, { Glibc.connect(descriptor, $0, $1) }) == 0 else {
            let failure = ControlFailure(operation: "connect", path: path, errno: errno)
            close(descriptor)
            throw failure
        }
        return descriptor
    }

    static func answers(_ path: String) -> Bool {
        do throws(ControlFailure) {
            close(try connect(path))
            return true
        } catch { return false }
    }

    /// Root, the user that we are, and members of the socket's group. The file's bits say the same; this holds even
    /// where a directory or an operator loosened them.
    static func peerMayControl(_ descriptor: CInt, socketPath: String) -> Bool {
        var user: uid_t = 0
        var group: gid_t = 0
        guard linux_peer_credentials(descriptor, &user, &group) == 0 else { return false }
        if user == 0 || user == geteuid() { return true }
        var status = stat()
        guard stat(socketPath, &status) == 0 else { return false }
        return group == status.st_gid || isMember(user, group, of: status.st_gid)
    }

    private static func isMember(_ user: uid_t, _ primary: gid_t, of group: gid_t) -> Bool {
        guard let entry = getpwuid(user) else { return false }
        var groups = [gid_t](repeating: 0, count: 64)
        var count = CInt(groups.count)
        guard getgrouplist(entry.pointee.pw_name, primary, &groups, &count) >= 0 else { return false }
        return groups.prefix(Int(count)).contains(group)
    }

    private static func make(_ path: String) throws(ControlFailure) -> CInt {
        guard path.utf8.count < MemoryLayout.size(ofValue: sockaddr_un().sun_path) else {
            throw ControlFailure(operation: "bind", path: path, errno: ENAMETOOLONG)
        }
        let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw ControlFailure(operation: "socket", path: path, errno: errno) }
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
