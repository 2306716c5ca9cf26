// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// A file of some lines, the first of which says what it is.
enum SmallRecord {
    private static let maximumBytes = 32 * 1024

    /// The lines below `head`; none where the file is not there, or is another one.
    static func lines(of path: String, under head: String) -> ArraySlice<Substring> {
        let bytes = (try? Files.open(path, O_RDONLY).readAll(atMost: maximumBytes)) ?? []
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        return lines.first == head[...] ? lines.dropFirst() : []
    }

    /// Writes these lines to the first of `paths`, by way of the second: on the medium, with its name, on return.
    static func write(_ lines: [String], to paths: [String], in directory: String) -> Bool {
        let text = lines.joined(separator: "\n") + "\n"
        do throws(FileFailure) {
            let file = try Files.open(paths[1], O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode: 0o600)
            try file.write(Array(text.utf8))
            try file.sync()
            try Files.rename(paths[1], to: paths[0])
            try Files.syncDirectory(directory)
            return true
        } catch { return false }
    }
}
