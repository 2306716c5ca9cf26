// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A folder in memory for the files of a store, and what lies in it.
struct Folder {
    let path: String

    init(_ name: String) {
        path = "/dev/shm/store-torture-\(getpid())-\(name)"
        clear()
        mkdir(path, 0o700)
    }

    /// Leaves these files there and no others.
    func hold(_ files: [String: [UInt8]]) {
        clear()
        mkdir(path, 0o700)
        for (name, bytes) in files {
            let file = open("\(path)/\(name)", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
            if write(file, bytes, bytes.count) != bytes.count { fatalError("no room in /dev/shm") }
            close(file)
        }
    }

    func read(_ name: String) -> [UInt8] {
        let file = open("\(path)/\(name)", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return [] }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_size > 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
            count = max(0, Glibc.read(file, buffer.baseAddress, buffer.count))
        }
    }

    var files: [String: [UInt8]] {
        Dictionary(uniqueKeysWithValues: names.map { ($0, read($0)) })
    }

    var names: [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Removes it and all that is in it.
    func clear() {
        for name in names { unlink("\(path)/\(name)") }
        rmdir(path)
    }
}
