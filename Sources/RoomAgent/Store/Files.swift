// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Kernel

/// The files of the store, through the door to the kernel.
enum Files {
    /// A descriptor that closes itself.
    struct Handle: ~Copyable {
        private let file: Descriptor

        fileprivate init(_ file: consuming Descriptor) { self.file = file }

        /// For a call of the kernel; it stays the handle's.
        var descriptor: CInt { file.number }

        func status() throws(FileFailure) -> stat { try file.status() }

        /// Waits until the bytes are on the medium.
        func sync() throws(FileFailure) { try SystemCall.run("fsync") { fsync(descriptor) } }

        /// True where this is now the only holder of the file's lock; it ends with the handle, also when the process
        /// dies.
        func lock() throws(FileFailure) -> Bool {
            try SystemCall.runWithoutWaiting("flock") { Int(flock(descriptor, LOCK_EX | LOCK_NB)) } != nil
        }

        /// Lets go of the file's lock, whoever else has the descriptor. A failure is passed over: the lock then ends
        /// with the last descriptor.
        func unlock() { _ = try? SystemCall.run("flock") { flock(descriptor, LOCK_UN) } }

        /// Puts these bytes in the place of all that the file holds, on the medium too.
        func replaceContent(with bytes: [UInt8]) throws(FileFailure) {
            let count = try SystemCall.run("write") { pwrite(descriptor, bytes, bytes.count, 0) }
            guard count == bytes.count else { throw FileFailure("write", errno: ENOSPC) }
            try SystemCall.run("write") { ftruncate(descriptor, off_t(bytes.count)) }
            try sync()
        }

        /// Writes all of the bytes where the last reading or writing ended.
        func write(_ bytes: [UInt8]) throws(FileFailure) { try SystemCall.writeAll(descriptor, bytes) }

        func write(_ bytes: RawSpan) throws(FileFailure) {
            try bytes.withUnsafeBytes { (bytes) throws(FileFailure) in try SystemCall.writeAll(descriptor, bytes) }
        }

        /// The whole file; one that is longer than `limit` is refused (EFBIG).
        func readAll(atMost limit: Int) throws(FileFailure) -> [UInt8] {
            try SmallFile.read(file, maximumBytes: limit)
        }

        /// As many of the bytes from this place on as the file has.
        func read(at place: Int, _ count: Int) -> [UInt8] {
            [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                while filled < count {
                    let got = try? SystemCall.run("pread") {
                        pread(descriptor, buffer.baseAddress?.advanced(by: filled), count - filled, place + filled)
                    }
                    guard let got, got > 0 else { return }
                    filled += got
                }
            }
        }

        /// Fills as much of the buffer as the file has, and says how much that was.
        func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileFailure) -> Int {
            try SystemCall.readAll(descriptor, into: buffer)
        }
    }

    /// Never a terminal of ours, never inherited, and never waiting for the other end of a pipe.
    static func open(_ path: String, _ flags: CInt, mode: mode_t = 0) throws(FileFailure) -> Handle {
        Handle(try Descriptor(opening: path, flags | O_NONBLOCK, mode: mode))
    }

    /// Puts the file in the place of whatever has the new name, at one instant; it lasts after `syncDirectory`.
    static func rename(_ old: String, to new: String) throws(FileFailure) { try Path.rename(old, to: new) }

    /// Gives a file a second name, unless that name is taken (EEXIST).
    static func link(_ old: String, to new: String) throws(FileFailure) { try Path.link(old, to: new) }

    /// Removes whatever the name stands for, of directories an empty one. It is no error where there is none.
    static func remove(_ path: String) throws(FileFailure) {
        do throws(FileFailure) { try Path.remove(path) } catch {
            if error.errno == ENOENT { return }
            guard error.errno == EISDIR else { throw error }
            try Path.removeFolder(path)
        }
    }

    /// Makes a folder of the mode 0700. It is no error where there is something of that name.
    static func makeDirectory(_ path: String) throws(FileFailure) {
        do throws(FileFailure) { try Path.makeFolder(path) } catch { if error.errno != EEXIST { throw error } }
    }

    /// Whether the name leads to something.
    static func exists(_ path: String) -> Bool { Path.exists(path) }

    /// What the name itself stands for, a link if it is one; nil where there is nothing.
    static func status(_ path: String) throws(FileFailure) -> stat? {
        do throws(FileFailure) { return try Path.statusOfName(path) } catch {
            if error.errno == ENOENT { return nil }
            throw error
        }
    }

    /// Whether this process may write to it, and the medium lets it.
    static func isWritable(_ path: String) -> Bool { Path.isWritable(path) }

    /// The path without symbolic links.
    static func resolved(_ path: String) throws(FileFailure) -> String { try Path.resolved(path) }

    /// Names in a directory, without order, at most `limit`.
    static func names(in directory: String, limit: Int = 10_000) throws(FileFailure) -> [String] {
        try Folder.entries(directory, limit: limit).map(\.name)
    }

    /// Overwrites a file, on the medium too, and removes it; what is no file is removed. It is no error where there is
    /// none. Where it is the same file as `other`, which a replacement that was cut off has left in its place, the name
    /// goes alone.
    static func destroy(_ path: String, unlessAlso other: String? = nil) throws(FileFailure) {
        guard let status = try Files.status(path) else { return }
        guard status.st_mode.kind == S_IFREG else { return try remove(path) }
        if let other, let standing = try Files.status(other), standing.isSameFile(as: status) {
            return try remove(path)
        }
        let file = try open(path, O_RDWR | O_NOFOLLOW)
        var rest = Int(try file.status().st_size)
        let zeros = [UInt8](repeating: 0, count: 64 * 1024)
        while rest > 0 {
            let count = min(rest, zeros.count)
            try file.write(zeros.span.extracting(first: count).bytes)
            rest -= count
        }
        try file.sync()
        try remove(path)
    }

    /// Makes names that were added to or removed from a directory last through a power cut.
    static func syncDirectory(_ path: String) throws(FileFailure) {
        try open(path, O_RDONLY | O_DIRECTORY).sync()
    }
}

extension stat {
    /// Whether both are of one file, under whatever names.
    func isSameFile(as other: stat) -> Bool { st_ino == other.st_ino && st_dev == other.st_dev }
}

/// A system call that failed.
typealias FileFailure = CallFailure

extension CallFailure {
    /// The medium is at fault, and not the path or its permissions.
    var isMedium: Bool { [ENOSPC, EDQUOT, EROFS, EIO, EFBIG].contains(self.errno) }
}
