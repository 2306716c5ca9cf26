// SPDX-License-Identifier: Apache-2.0
package import Glibc

/// Reading and writing small files whole, with a limit: of /etc, /proc, /sys and our own.
package enum SmallFile {
    /// All of a file; EFBIG where it has more than `maximumBytes`. It never waits: a FIFO in its place is empty.
    package static func read(_ path: String, maximumBytes: Int) throws(CallFailure) -> [UInt8] {
        try read(Descriptor(opening: path, O_RDONLY | O_NONBLOCK), maximumBytes: maximumBytes)
    }

    /// The same of a file that is open, from where it stands.
    package static func read(_ file: borrowing Descriptor, maximumBytes: Int) throws(CallFailure) -> [UInt8] {
        var bytes: [UInt8] = []
        // A file of /proc says of itself that it is empty, so its end is found by reading.
        while let more = try SystemCall.read(file.number, atMost: readBytes) {
            if more.isEmpty { break }
            bytes += more
            if bytes.count > maximumBytes { throw CallFailure("read", errno: EFBIG) }
        }
        return bytes
    }

    private static let readBytes = 16384

    /// The first bytes of a file, at most `count`: as many as can be read, and none where there is no such file.
    package static func head(_ path: String, _ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        do throws(CallFailure) {
            let file = try Descriptor(opening: path, O_RDONLY | O_NONBLOCK)
            while bytes.count < count,
                let more = try SystemCall.read(file.number, atMost: min(readBytes, count - bytes.count)), !more.isEmpty
            {
                bytes += more
            }
        } catch { return bytes }
        return bytes
    }

    /// Makes a file with these bytes, or takes the place of what was in it. `flags` are more of open(2). Default of
    /// `mode`: for this user alone. Throws what open(2) or write(2) says; ENOSPC leaves a part of the bytes there.
    package static func write(
        _ bytes: [UInt8], to path: String, _ flags: CInt = O_TRUNC, mode: mode_t = 0o600
    ) throws(CallFailure) {
        let file = try Descriptor(opening: path, O_WRONLY | O_CREAT | flags, mode: mode)
        try SystemCall.writeAll(file.number, bytes)
    }
}
