// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Kernel

/// The key book on the medium. A write replaces it whole, so that a crash leaves the old or the new one, and overwrites
/// the one before, which has the keys that go. Who writes or moves it holds the `StoreLock`.
struct KeyBookFile {
    /// The store's.
    let directory: String

    /// Where the book is.
    var path: String { "\(directory)/\(KeyBook.fileName)" }
    private var formerPath: String { path + ".former" }

    /// Every name that a book may have.
    var paths: [String] { [path, path + ".new", formerPath, path + ".set-aside"] }

    /// Nil where there is none, and where it is damaged. It changes nothing.
    func read() throws(KeyFailure) -> KeyBook? {
        do throws(FileFailure) {
            guard try Files.status(path) != nil else { return nil }
            return KeyBook(decoding: try Files.open(path, O_RDONLY | O_NOFOLLOW).readAll(atMost: KeyBook.maximumBytes))
        } catch {
            // No directory, or what is no book of ours: a link, a pipe, a folder, more than any book.
            if [ENOENT, ENOTDIR, ELOOP, ENXIO, EISDIR, EFBIG].contains(error.errno) { return nil }
            // A good book that cannot be read now must not be taken for a lost one.
            let isRefused = [EACCES, EPERM].contains(error.errno)
            throw KeyFailure(
                .notReadable, path: path, cause: "cannot be read (\(error.text))",
                remedy: isRefused
                    ? "Run: chown \(geteuid()) '\(path)'; chmod 0600 '\(path)'"
                    : "Restart the agent; if it stays, restart the machine.")
        }
    }

    /// Moves what is no book, or opens nothing, out of the way. It is no error where there is none.
    func setAside() throws(KeyFailure) {
        do throws(FileFailure) { try Files.rename(path, to: path + ".set-aside") } catch {
            if error.errno != ENOENT { throw notWritten(error.text) }
        }
    }

    /// What a change of keys left that was cut off.
    func destroyFormer() { try? Files.destroy(formerPath, unlessAlso: path) }

    /// Puts this book in the place of the one that is there: on the medium, with its name, on return. It throws
    /// `.notMade`; then the one before stands, or, where the last step failed, this one beside the former's remains,
    /// which the next start overwrites.
    func write(_ next: KeyBook) throws(KeyFailure) {
        let draft = path + ".new"
        do throws(FileFailure) {
            try Files.remove(draft)
            let file = try Files.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
            try file.write(next.encoded())
            try file.sync()
            try Files.destroy(formerPath, unlessAlso: path)
            if try Files.status(path) != nil { try Files.link(path, to: formerPath) }
            try Files.rename(draft, to: path)
            try Files.syncDirectory(directory)
            try Files.destroy(formerPath)
        } catch {
            try? Files.remove(draft)
            throw notWritten(error.text)
        }
    }

    /// The failure for a book that the medium, or whoever holds the lock, does not let us write.
    func notWritten(_ why: String) -> KeyFailure {
        KeyFailure(
            .notMade, path: path, cause: "cannot be written (\(why))",
            remedy: "Make the directory \(directory) writable for the agent.")
    }
}
