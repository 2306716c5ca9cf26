// SPDX-License-Identifier: Apache-2.0
package import AgentCrypto
internal import Kernel

/// The wrapping key in a file: 32 bytes, or 64 hexadecimal digits with or without a line end. The file is ours or
/// root's, and nobody else's to read: any other throws `.notOurs` or `.openToOthers`, because a key that others may
/// have read seals nothing.
package struct FileKey: LocalKeyProvider {
    /// Where the file is.
    package let path: String
    /// True: where the file is missing, reading it makes it with a new key; its directory must exist. Then the key is
    /// the agent's own to change, too. Default: false, an administrator makes it.
    package let isMadeOnFirstStart: Bool

    /// Reads nothing yet; the file is read anew for each key that is wrapped or unwrapped.
    package init(path: String, isMadeOnFirstStart: Bool = false) {
        self.path = path
        self.isMadeOnFirstStart = isMadeOnFirstStart
    }

    package var name: String { "file \(path)" }
    private var formerPath: String { path + ".old" }

    package func wrappingKey() throws(KeyFailure) -> SecretBytes {
        let file = KeyFile(path: path)
        if isMadeOnFirstStart, !Files.exists(path) { try file.make() }
        return try file.read()
    }

    package func formerKey() throws(KeyFailure) -> SecretBytes? {
        Files.exists(formerPath) ? try KeyFile(path: formerPath).read() : nil
    }

    /// Only where the agent made the key: one of an administrator's is theirs to change. What a crash leaves, `.old`
    /// alone or both, is whole: the next start goes on. One that is gone, as after `retire`, is made when it wraps.
    package func beginNewKey() throws(KeyFailure) {
        guard isMadeOnFirstStart, Files.exists(path), !Files.exists(formerPath) else { return }
        do throws(FileFailure) { try Files.rename(path, to: formerPath) } catch { throw notChanged(error) }
        try KeyFile(path: path).make()
    }

    package func endOldKey() throws(KeyFailure) {
        guard isMadeOnFirstStart else { return }
        do throws(FileFailure) {
            // The second is what a start left that was cut off.
            for path in [formerPath, path + ".new"] { try Files.destroy(path) }
        } catch {
            throw notChanged(error)
        }
    }

    package func retire() { if isMadeOnFirstStart { _ = destroy() } }

    package func destroy() -> [String] {
        [path, formerPath, path + ".new"].compactMap { path in
            do throws(FileFailure) {
                try Files.destroy(path)
                return nil
            } catch {
                return "The key \(path) is still there (\(error.text)). As root, run: shred -u '\(path)'"
            }
        }
    }

    private func notChanged(_ failure: FileFailure) -> KeyFailure {
        KeyFailure(
            .notMade, path: path, cause: "cannot be changed (\(failure.text))",
            remedy: "Make its directory writable for the agent, and try again.")
    }
}
