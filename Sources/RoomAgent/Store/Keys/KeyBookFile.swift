// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Kernel

/// The key book on the medium. A write replaces it whole, so that a crash leaves the old or the new one, and overwrites
/// the one before, which has the keys that go.
struct KeyBookFile {
    let directory: String

    var path: String { "\(directory)/\(KeyBook.fileName)" }
    private var formerPath: String { path + ".former" }

    /// Every name that a book may have.
    var paths: [String] { [path, path + ".new", formerPath, path + ".set-aside"] }

    /// Nil where there is none, and where it was damaged, and is set aside.
    func read() throws(KeyFailure) -> KeyBook? {
        do throws(FileFailure) {
            guard try Files.status(path) != nil else { return nil }
            let bytes = try Files.open(path, O_RDONLY | O_NOFOLLOW).readAll(atMost: KeyBook.maximumBytes)
            if let book = KeyBook(decoding: bytes) { return book }
        } catch {
            // No directory, no book: what cannot be stored is the store's to say.
            if error.errno == ENOTDIR { return nil }
            if [EACCES, EPERM, EIO].contains(error.errno) {
                throw KeyFailure(
                    .notReadable, path: path, cause: "cannot be read (\(error.text))",
                    remedy: "Run: chown \(geteuid()) '\(path)'; chmod 0600 '\(path)'")
            }
        }
        try setAside()
        return nil
    }

    func setAside() throws(KeyFailure) {
        do throws(FileFailure) { try Files.rename(path, to: path + ".set-aside") } catch { throw notWritten(error) }
    }

    /// What a change of keys left that was cut off.
    func destroyFormer() { try? Files.destroy(formerPath, unlessAlso: path) }

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
            throw notWritten(error)
        }
    }

    private func notWritten(_ failure: FileFailure) -> KeyFailure {
        KeyFailure(
            .notMade, path: path, cause: "cannot be written (\(failure.text))",
            remedy: "Make the directory \(directory) writable for the agent.")
    }
}
