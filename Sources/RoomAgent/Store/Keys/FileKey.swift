// SPDX-License-Identifier: Apache-2.0
package import AgentCrypto

/// The data key in a file: 32 bytes, or 64 hexadecimal digits with or without a line end. The file is ours or root's,
/// and nobody else's to read.
package struct FileKey: KeyProvider {
    /// Where the file is.
    package let path: String
    /// True: where the file is missing, reading it makes it with a new key; its directory must exist. Default: false,
    /// an administrator makes it.
    package let isMadeOnFirstStart: Bool

    package init(path: String, isMadeOnFirstStart: Bool = false) {
        self.path = path
        self.isMadeOnFirstStart = isMadeOnFirstStart
    }

    package func dataKey() throws(KeyFailure) -> SecretBytes {
        let file = KeyFile(path: path)
        if isMadeOnFirstStart, !Files.exists(path) { try file.make() }
        return try file.read()
    }
}
