// SPDX-License-Identifier: Apache-2.0
package import AgentCrypto
internal import Glibc

/// Where the data key comes from.
package enum KeySource: Hashable, Sendable {
    /// A file that an administrator made: ours or root's, and nobody else's to read.
    case file(path: String)
    /// A systemd credential (`LoadCredential=`, `LoadCredentialEncrypted=`), in `$CREDENTIALS_DIRECTORY`.
    case credential(name: String)
    /// A file that the first start makes; its directory must exist.
    case fileMadeOnFirstStart(path: String)
}

/// Reads the data key: 32 bytes, or 64 hexadecimal digits with or without a line end.
package enum DataKey {
    package static let byteCount = 32

    package static func load(from source: KeySource) throws(KeyFailure) -> SecretBytes {
        switch source {
        case .file(let path): return try KeyFile(path: path).read()
        case .credential(let name): return try KeyFile(path: credentialPath(name), isCredential: true).read()
        case .fileMadeOnFirstStart(let path):
            let file = KeyFile(path: path)
            if !Files.exists(path) { try file.make() }
            return try file.read()
        }
    }

    /// Whether systemd gave this process a credential of that name.
    package static func hasCredential(_ name: String) -> Bool {
        guard let path = try? credentialPath(name) else { return false }
        return Files.exists(path)
    }

    private static func credentialPath(_ name: String) throws(KeyFailure) -> String {
        guard !name.isEmpty, name != ".", name != "..", !name.utf8.contains(UInt8(ascii: "/")) else {
            throw KeyFailure(
                .missing, path: name, cause: "is no name of a credential",
                remedy: "Write the plain name of a LoadCredential= line, without a path.")
        }
        guard let directory = getenv("CREDENTIALS_DIRECTORY") else {
            throw KeyFailure(
                .missing, path: name, cause: "is to be a systemd credential, and systemd gave none",
                remedy: "Add LoadCredentialEncrypted=\(name) to the service, or use key = file:PATH.")
        }
        return "\(String(cString: directory))/\(name)"
    }
}

/// Why there is no data key. It never holds any of the key's content.
package struct KeyFailure: Error, Hashable, CustomStringConvertible {
    package enum Code: String, Sendable {
        case missing
        case notReadable
        /// No regular file, or somebody else's.
        case notOurs
        /// Others can read it.
        case openToOthers
        /// Neither 32 bytes nor 64 hexadecimal digits.
        case malformed
        /// It could not be made on the first start.
        case notMade
    }

    package var code: Code
    package var path: String
    package var cause: String
    /// What to do next, a whole sentence.
    package var remedy: String

    package init(_ code: Code, path: String, cause: String, remedy: String) {
        self.code = code
        self.path = path
        self.cause = cause
        self.remedy = remedy
    }

    package var description: String { "Key \(path) \(cause). \(remedy)" }
}
