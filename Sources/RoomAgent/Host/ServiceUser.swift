// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
import Kernel

/// The user that a service runs as, with its groups, for looking at a machine with that service's eyes.
package struct ServiceUser: Equatable, Sendable {
    /// The name, such as `room-agent`.
    package let name: String
    /// The user's number.
    package let user: UInt32
    /// The number of the primary group.
    package let group: UInt32

    /// Nil where the machine has no such user.
    package init?(named name: String) {
        guard let entry = getpwnam(name) else { return nil }
        self.init(entry)
    }

    /// Whom a file or directory belongs to; nil if it is not there, or its owner has no name.
    package init?(owning path: String) {
        guard let status = try? Path.status(path), let entry = getpwuid(status.st_uid) else { return nil }
        self.init(entry)
    }

    private init(_ entry: UnsafeMutablePointer<passwd>) {
        name = String(cString: entry.pointee.pw_name)
        user = entry.pointee.pw_uid
        group = entry.pointee.pw_gid
    }

    /// Turns this process into the user's for good: identity, group, supplementary groups, no new privileges. Only root
    /// can; false if the kernel refused.
    package func become() -> Bool {
        guard initgroups(name, group) == 0, setgid(group) == 0, setuid(user) == 0 else { return false }
        return SystemCall.succeeds("prctl") { linux_no_new_privileges() }
    }

    /// Whether the user is a member of the group; nil if there is no such group.
    package func isMember(of name: String) -> Bool? {
        guard let entry = getgrnam(name) else { return nil }
        let wanted = entry.pointee.gr_gid
        var groups = [gid_t](repeating: 0, count: 256)
        var count = CInt(groups.count)
        guard getgrouplist(self.name, group, &groups, &count) >= 0 else { return nil }
        return groups.prefix(Int(count)).contains(wanted)
    }

    /// Whether this process acts as root (its effective user).
    package static var isRoot: Bool { geteuid() == 0 }
}

/// What lies at a path, and what this process may do with it.
package enum PathState {
    /// What can lie at a path. A link to a directory counts as the directory; every other link is `other`.
    package enum Kind: Equatable, Sendable {
        /// A directory, or a link to one.
        case directory
        /// A socket.
        case socket
        /// Anything else, such as a file or a device.
        case other
    }

    /// Nil where nothing lies there, or where nobody may look.
    package static func kind(_ path: String) -> Kind? {
        guard let status = try? Path.statusOfName(path) else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFDIR: return .directory
        case S_IFSOCK: return .socket
        case S_IFLNK: return (try? Path.status(path)).map { $0.st_mode & S_IFMT } == S_IFDIR ? .directory : .other
        default: return .other
        }
    }

    /// Whether this process may make files in the directory.
    package static func isWritable(_ path: String) -> Bool { Path.allows(path, W_OK | X_OK) }
    /// Whether this process may read the file.
    package static func isReadable(_ path: String) -> Bool { Path.isReadable(path) }
}
