// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Why a file could not be read.
package struct FileFailure: Error, Equatable {
    package var path: String
    package var errno: Int32
    /// It is larger than anything of its kind.
    package var isTooLarge: Bool

    package init(path: String, errno: Int32, isTooLarge: Bool = false) {
        self.path = path
        self.errno = errno
        self.isTooLarge = isTooLarge
    }

    package var sentence: String {
        isTooLarge ? "\(path) is too large" : "\(path): \(String(cString: strerror(errno)))"
    }
}

/// Reading small files whole.
package enum BoundedFile {
    package static func read(_ path: String, maximumBytes: Int) throws(FileFailure) -> [UInt8] {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else { throw FileFailure(path: path, errno: Glibc.errno) }
        defer { close(file) }
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
