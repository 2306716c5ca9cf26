// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// A small text file in the store's directory, written whole: a power cut leaves the old one or the new one.
enum SmallRecord {
    /// The lines behind the first, which has to be `head`; none where the file is missing, too large or another's.
    static func lines(of path: String, head: String, maximumBytes: Int) -> [Substring] {
        let bytes = (try? Files.open(path, O_RDONLY).readAll(atMost: maximumBytes)) ?? []
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        return lines.first == head[...] ? Array(lines.dropFirst()) : []
    }

    /// Writes the text to the second path, and gives it the name of the first. On the medium, with its name, before it
    /// returns true; false where it could not be written, and the old one is there.
    static func replace(_ paths: [String], in directory: String, with text: String) -> Bool {
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
