// SPDX-License-Identifier: Apache-2.0
package import AgentCrypto

/// The data key in a file: 32 bytes, or 64 hexadecimal digits with or without a line end. The file is ours or root's,
/// and nobody else's to read.
package struct FileKey: KeyProvider {
    package let path: String
    /// The first start makes the file with a new key; its directory must exist. Default: an administrator makes it.
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
