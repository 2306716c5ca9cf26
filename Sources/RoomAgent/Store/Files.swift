// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The system calls on files that the store makes, each with EINTR retried and its errno thrown.
enum Files {
    /// A descriptor that closes itself.
    struct Handle: ~Copyable {
        let descriptor: CInt

        fileprivate init(_ descriptor: CInt) { self.descriptor = descriptor }

        deinit { Glibc.close(descriptor) }

        func status() throws(FileFailure) -> stat {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { throw FileFailure("fstat") }
            return status
        }

        /// Waits until the bytes are on the medium.
        func sync() throws(FileFailure) {
            guard fsync(descriptor) == 0 else { throw FileFailure("fsync") }
        }

        /// True where this is now the only holder of the file's lock; it ends with the handle, also when the process
        /// dies.
        func lock() throws(FileFailure) -> Bool {
            if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
            guard errno == EWOULDBLOCK else { throw FileFailure("flock") }
            return false
        }

        /// Puts these bytes in the place of all that the file holds, on the medium too.
        func replaceContent(with bytes: [UInt8]) throws(FileFailure) {
            guard pwrite(descriptor, bytes, bytes.count, 0) == bytes.count,
                ftruncate(descriptor, off_t(bytes.count)) == 0
            else { throw FileFailure("write") }
            try sync()
        }

        func write(_ bytes: [UInt8]) throws(FileFailure) { try write(bytes.span.bytes) }

        func write(_ bytes: RawSpan) throws(FileFailure) {
            var written = 0
            while written < bytes.byteCount {
                let count = bytes.withUnsafeBytes { bytes in
                    Glibc.write(descriptor, bytes.baseAddress?.advanced(by: written), bytes.count - written)
                }
                if count < 0 {
                    if errno == EINTR { continue }
                    throw FileFailure("write")
                }
                written += count
            }
        }

        /// The whole file; one that is longer than `limit` is refused (EFBIG).
        func readAll(atMost limit: Int) throws(FileFailure) -> [UInt8] {
            var failure: FileFailure?
            let bytes = [UInt8](unsafeUninitializedCapacity: limit + 1) { buffer, count in
                do throws(FileFailure) { count = try read(into: UnsafeMutableRawBufferPointer(buffer)) } catch {
                    failure = error
                }
            }
            if let failure { throw failure }
            guard bytes.count <= limit else { throw FileFailure("read", errno: EFBIG) }
            return bytes
        }

        /// As many of the bytes from this place on as the file has.
        func read(at place: Int, _ count: Int) -> [UInt8] {
            [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
                while filled < count {
                    let got = pread(
                        descriptor, buffer.baseAddress?.advanced(by: filled), count - filled, place + filled)
                    if got < 0 && errno == EINTR { continue }
                    guard got > 0 else { return }
                    filled += got
                }
            }
        }

        /// Fills as much of the buffer as the file has, and says how much that was.
        func read(into buffer: UnsafeMutableRawBufferPointer) throws(FileFailure) -> Int {
            var filled = 0
            while filled < buffer.count {
                let count = Glibc.read(descriptor, buffer.baseAddress?.advanced(by: filled), buffer.count - filled)
                if count < 0 {
                    if errno == EINTR { continue }
                    throw FileFailure("read")
                }
                if count == 0 { break }
                filled += count
            }
            return filled
        }
    }

    /// Never a terminal of ours, never inherited, and never waiting for the other end of a pipe.
    static func open(_ path: String, _ flags: CInt, mode: mode_t = 0) throws(FileFailure) -> Handle {
        while true {
            let descriptor = Glibc.open(path, flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, mode)
            if descriptor >= 0 { return Handle(descriptor) }
            if errno != EINTR { throw FileFailure("open") }
        }
    }

    static func rename(_ old: String, to new: String) throws(FileFailure) {
        guard Glibc.rename(old, new) == 0 else { throw FileFailure("rename") }
    }

    /// Gives a file a second name, unless that name is taken (EEXIST).
    static func link(_ old: String, to new: String) throws(FileFailure) {
        guard Glibc.link(old, new) == 0 else { throw FileFailure("link") }
    }

    /// Removes whatever the name stands for, of directories an empty one. It is no error where there is none.
    static func remove(_ path: String) throws(FileFailure) {
        if unlink(path) == 0 || errno == ENOENT { return }
        guard errno == EISDIR else { throw FileFailure("unlink") }
        guard rmdir(path) == 0 else { throw FileFailure("rmdir") }
    }

    static func makeDirectory(_ path: String) throws(FileFailure) {
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw FileFailure("mkdir") }
    }

    static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// What the name itself stands for, a link if it is one; nil where there is nothing.
    static func status(_ path: String) throws(FileFailure) -> stat? {
        var status = stat()
        if lstat(path, &status) == 0 { return status }
        guard errno == ENOENT else { throw FileFailure("lstat") }
        return nil
    }

    static func isWritable(_ path: String) -> Bool { access(path, W_OK) == 0 }

    /// The path without symbolic links.
    static func resolved(_ path: String) throws(FileFailure) -> String {
        guard let resolved = realpath(path, nil) else { throw FileFailure("realpath") }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// Names in a directory, without order, at most `limit`.
    static func names(in directory: String, limit: Int = 10_000) throws(FileFailure) -> [String] {
        guard let stream = opendir(directory) else { throw FileFailure("opendir") }
        defer { closedir(stream) }
        var names: [String] = []
        while names.count < limit, let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            names.append(name)
        }
        return names
    }

    /// Makes names that were added to or removed from a directory last through a power cut.
    static func syncDirectory(_ path: String) throws(FileFailure) {
        try open(path, O_RDONLY | O_DIRECTORY).sync()
    }
}

/// A system call that failed.
struct FileFailure: Error, Equatable {
    var operation: String
    var errno: CInt

    init(_ operation: String, errno: CInt = Glibc.errno) {
        self.operation = operation
        self.errno = errno
    }

    /// The medium is at fault, and not the path or its permissions.
    var isMedium: Bool { [ENOSPC, EDQUOT, EROFS, EIO, EFBIG].contains(errno) }

    var text: String { "\(operation): \(String(cString: strerror(errno)))" }
}
