// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel

/// Why a file could not be read.
package struct PathFailure: Error, Equatable {
    /// The file, as the caller named it.
    package var path: String
    /// The errno of the call that failed; EPERM where `exposure` is why.
    package var errno: Int32
    /// It has more bytes than the caller allowed.
    package var isTooLarge: Bool
    /// It holds a secret, and its owner or bits let others have it: what is wrong with them, as a clause of a sentence.
    /// Else nil.
    package var exposure: String?

    package init(path: String, errno: Int32, isTooLarge: Bool = false, exposure: String? = nil) {
        self.path = path
        self.errno = errno
        self.isTooLarge = isTooLarge
        self.exposure = exposure
    }

    /// What is wrong, for people: the path and the cause.
    package var sentence: String {
        if let exposure { return "\(path) \(exposure)" }
        return isTooLarge ? "\(path) is too large" : "\(path): \(CallFailure("", errno: errno).reason)"
    }
}

/// Reading small files whole.
package enum BoundedFile {
    /// Reads a file with a secret in it. Throws with `exposure` unless it belongs to root or to us, nobody but the
    /// owner can write it, and nobody beyond the owner and one group can read it (mode 0640 or stricter).
    package static func readSecret(_ path: String, maximumBytes: Int) throws(PathFailure) -> [UInt8] {
        try read(path, maximumBytes: maximumBytes) { status in
            if status.st_uid != 0 && status.st_uid != geteuid() { return "belongs to user \(status.st_uid)" }
            let mode = String(status.st_mode & 0o7777, radix: 8)
            if status.st_mode & 0o022 != 0 { return "can be written by others (mode 0\(mode))" }
            return status.st_mode & 0o007 != 0 ? "can be read by others (mode 0\(mode))" : nil
        }
    }

    /// Reads a file whole, whoever can read it. Throws with `isTooLarge` where it has more than `maximumBytes`.
    package static func read(_ path: String, maximumBytes: Int) throws(PathFailure) -> [UInt8] {
        try read(path, maximumBytes: maximumBytes) { _ in nil }
    }

    private static func read(
        _ path: String, maximumBytes: Int, exposure: (stat) -> String?
    ) throws(PathFailure) -> [UInt8] {
        var found: String?
        do throws(CallFailure) {
            let file = try Descriptor(opening: path, O_RDONLY | O_NONBLOCK)
            found = exposure(try file.status())
            if found == nil { return try SmallFile.read(file, maximumBytes: maximumBytes) }
        } catch { throw PathFailure(path: path, errno: error.errno, isTooLarge: error.errno == EFBIG) }
        throw PathFailure(path: path, errno: EPERM, exposure: found)
    }

    /// The names in a folder that end like this, sorted; empty where there is no such folder.
    package static func names(in folder: String, ending: String) -> [String] {
        Folder.names(folder).filter { $0.hasSuffix(ending) && !$0.hasPrefix(".") }.sorted()
    }
}
