// SPDX-License-Identifier: Apache-2.0
package import Glibc

/// What lies at paths, and changes to it.
package enum Path {
    /// Whether something lies there that this process may look at (access(2), F_OK).
    package static func exists(_ path: String) -> Bool { allows(path, F_OK) }
    /// Whether this process may read it.
    package static func isReadable(_ path: String) -> Bool { allows(path, R_OK) }
    /// Whether this process may write it.
    package static func isWritable(_ path: String) -> Bool { allows(path, W_OK) }
    /// Whether this process may run it.
    package static func isExecutable(_ path: String) -> Bool { allows(path, X_OK) }

    /// Whether access(2) allows all of this.
    package static func allows(_ path: String, _ mode: CInt) -> Bool {
        SystemCall.succeeds("access") { access(path, mode) }
    }

    /// What the path leads to, through links (stat(2)). ENOENT: nothing lies there.
    package static func status(_ path: String) throws(CallFailure) -> stat {
        var status = stat()
        try SystemCall.run("stat") { stat(path, &status) }
        return status
    }

    /// What the name itself stands for, a link if it is one (lstat(2)). ENOENT: nothing lies there.
    package static func statusOfName(_ path: String) throws(CallFailure) -> stat {
        var status = stat()
        try SystemCall.run("lstat") { lstat(path, &status) }
        return status
    }

    /// Makes a folder. EEXIST: something of that name is there. Default of `mode`: for this user alone, because what is
    /// in it may be private.
    package static func makeFolder(_ path: String, mode: mode_t = 0o700) throws(CallFailure) {
        try SystemCall.run("mkdir") { mkdir(path, mode) }
    }

    /// Removes a name that is no folder's. ENOENT: nothing has that name. EISDIR: a folder has.
    package static func remove(_ path: String) throws(CallFailure) {
        try SystemCall.run("unlink") { unlink(path) }
    }

    /// Removes an empty folder. ENOTEMPTY: something is in it.
    package static func removeFolder(_ path: String) throws(CallFailure) {
        try SystemCall.run("rmdir") { rmdir(path) }
    }

    /// Gives a file another name, and takes that name from whatever had it.
    package static func rename(_ old: String, to new: String) throws(CallFailure) {
        try SystemCall.run("rename") { Glibc.rename(old, new) }
    }

    /// Gives a file a second name, unless something has it (EEXIST).
    package static func link(_ old: String, to new: String) throws(CallFailure) {
        try SystemCall.run("link") { Glibc.link(old, new) }
    }

    /// Gives what lies at the path to a group, and leaves its owner. EPERM: this user is neither root nor in the group.
    package static func setGroup(_ path: String, _ group: gid_t) throws(CallFailure) {
        try SystemCall.run("chown") { chown(path, uid_t.max, group) }
    }

    /// Sets the permission bits. EPERM: it is somebody else's.
    package static func setMode(_ path: String, _ mode: mode_t) throws(CallFailure) {
        try SystemCall.run("chmod") { chmod(path, mode) }
    }

    /// Sets the permission bits of what the name itself stands for. EOPNOTSUPP: that is a link.
    package static func setModeOfName(_ path: String, _ mode: mode_t) throws(CallFailure) {
        try SystemCall.run("chmod") { fchmodat(AT_FDCWD, path, mode, AT_SYMLINK_NOFOLLOW) }
    }

    /// Where a link leads; nil where there is none.
    package static func target(_ path: String) -> String? {
        var target = [CChar](repeating: 0, count: 4096)
        let count = try? SystemCall.run("readlink") { readlink(path, &target, target.count) }
        return count.map { String(decoding: target[..<$0].map { UInt8(bitPattern: $0) }, as: UTF8.self) }
    }

    /// The path without symbolic links (realpath(3)). ENOENT: the path leads to nothing. ELOOP: its links go round.
    package static func resolved(_ path: String) throws(CallFailure) -> String {
        var resolved: UnsafeMutablePointer<CChar>?
        try SystemCall.run("realpath") {
            resolved = realpath(path, nil)
            return resolved == nil ? CInt(-1) : 0
        }
        defer { free(resolved) }
        return resolved.map { String(cString: $0) } ?? path
    }
}
