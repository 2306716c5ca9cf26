// SPDX-License-Identifier: Apache-2.0
import Glibc

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
        return isTooLarge ? "\(path) is too large" : "\(path): \(String(cString: strerror(errno)))"
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
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw FileFailure(path: path, errno: Glibc.errno) }
        defer { close(file) }
        var status = stat()
        if fstat(file, &status) == 0, let exposure = exposure(status) {
            throw FileFailure(path: path, errno: EPERM, exposure: exposure)
        }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16384)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count < 0 && Glibc.errno == EINTR { continue }
            guard count >= 0 else { throw FileFailure(path: path, errno: Glibc.errno) }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            if bytes.count > maximumBytes { throw FileFailure(path: path, errno: EFBIG, isTooLarge: true) }
        }
    }

    /// The names in a folder that end like this, sorted; empty where there is no such folder.
    package static func names(in folder: String, ending: String) -> [String] {
        guard let directory = opendir(folder) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasSuffix(ending) && !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}

extension BoundedFile {
    package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }
}
