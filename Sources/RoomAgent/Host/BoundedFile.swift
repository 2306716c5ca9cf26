// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel

/// Why a file could not be read.
package struct FileFailure: Error, Equatable {
    package var path: String
    package var errno: Int32
    /// It is larger than anything of its kind.
    package var isTooLarge: Bool
    /// It holds a secret, and its owner or bits let others have it: what is wrong with them.
    package var exposure: String?

    package init(path: String, errno: Int32, isTooLarge: Bool = false, exposure: String? = nil) {
        self.path = path
        self.errno = errno
        self.isTooLarge = isTooLarge
        self.exposure = exposure
    }

    package var sentence: String {
        if let exposure { return "\(path) \(exposure)" }
        return isTooLarge ? "\(path) is too large" : "\(path): \(CallFailure("", errno: errno).reason)"
    }
}

/// Reading small files whole.
package enum BoundedFile {
    /// A file with a secret in it: one that belongs to root or to us, that nobody else can write, and only the owner
    /// and one group can read (mode 0640 or stricter).
    package static func readSecret(_ path: String, maximumBytes: Int) throws(FileFailure) -> [UInt8] {
        try read(path, maximumBytes: maximumBytes) { status in
            if status.st_uid != 0 && status.st_uid != geteuid() { return "belongs to user \(status.st_uid)" }
            let mode = String(status.st_mode & 0o7777, radix: 8)
            if status.st_mode & 0o022 != 0 { return "can be written by others (mode 0\(mode))" }
            return status.st_mode & 0o007 != 0 ? "can be read by others (mode 0\(mode))" : nil
        }
    }

    package static func read(_ path: String, maximumBytes: Int) throws(FileFailure) -> [UInt8] {
        try read(path, maximumBytes: maximumBytes) { _ in nil }
    }

    private static func read(
        _ path: String, maximumBytes: Int, exposure: (stat) -> String?
    ) throws(FileFailure) -> [UInt8] {
        var found: String?
        do throws(CallFailure) {
            let file = try Descriptor(opening: path, O_RDONLY | O_NONBLOCK)
            found = exposure(try file.status())
            if found == nil { return try SmallFile.read(file, maximumBytes: maximumBytes) }
        } catch { throw FileFailure(path: path, errno: error.errno, isTooLarge: error.errno == EFBIG) }
        throw FileFailure(path: path, errno: EPERM, exposure: found)
    }

    /// The names in a folder that end like this, sorted; empty where there is no such folder.
    package static func names(in folder: String, ending: String) -> [String] {
        Folder.names(folder).filter { $0.hasSuffix(ending) && !$0.hasPrefix(".") }.sorted()
    }
}
