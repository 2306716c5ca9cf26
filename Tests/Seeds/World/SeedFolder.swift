// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A place for the files of one room, in memory. A new agent gets a copy of what the last one left, at a place of its
/// own: what the last one still holds open can then do no harm.
final class SeedFolder {
    let root: String
    private var generation = 0

    init(seed: UInt64) {
        root = "/dev/shm/room-soak-\(getpid())-\(seed)"
        Self.remove(root)
        mkdir(root, 0o700)
        mkdir(store, 0o700)
        mkdir(run, 0o700)
    }

    /// Where the store is now.
    var store: String { "\(root)/store-\(generation)" }
    /// What is gone after a power cut.
    var run: String { "\(root)/run" }
    private var held: String { "\(root)/held" }

    func remove() { Self.remove(root) }

    /// Keeps a copy of the store as it is at this moment.
    func hold() { Self.copy(store, held) }

    /// The next agent finds what was held.
    func release() {
        let old = store
        generation += 1
        rename(held, store)
        Self.remove(old)
    }

    func clearRun() {
        Self.remove(run)
        mkdir(run, 0o700)
    }

    /// Harms what is held. Whether there was something to harm.
    func harm(_ damage: FileDamage, at place: Int) -> Bool {
        let path = "\(held)/window.db"
        guard var bytes = Self.read(path), !bytes.isEmpty else { return false }
        switch damage {
        case .flippedByte:
            // Among the rows: the first page is the schema's.
            let at = bytes.count > 8192 ? 4096 + place % (bytes.count - 4096) : place % bytes.count
            bytes[at] ^= 0x55
            Self.write(path, bytes)
        case .cutShort: Self.write(path, Array(bytes.prefix(bytes.count / 2)))
        case .emptied: Self.write(path, [])
        case .deleted:
            unlink(path)
            unlink(path + "-wal")
        }
        return true
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    static func names(_ path: String) -> [String] {
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

    static func copy(_ from: String, _ to: String) {
        remove(to)
        mkdir(to, 0o700)
        for name in names(from) {
            if let bytes = read("\(from)/\(name)") { write("\(to)/\(name)", bytes) }
        }
    }

    static func remove(file path: String) { unlink(path) }

    /// All of this folder's own are files in folders.
    static func remove(_ path: String) {
        for name in names(path) {
            if unlink("\(path)/\(name)") != 0 { remove("\(path)/\(name)") }
        }
        rmdir(path)
    }

    static func read(_ path: String) -> [UInt8]? {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { return nil }
        return [UInt8](unsafeUninitializedCapacity: Int(status.st_size)) { buffer, count in
            count = max(0, Glibc.read(file, buffer.baseAddress, buffer.count))
        }
    }

    static func write(_ path: String, _ bytes: [UInt8]) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard file >= 0 else { return }
        defer { close(file) }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(file, $0.baseAddress, $0.count) }
            guard count > 0 else { return }
            written += count
        }
    }
}
