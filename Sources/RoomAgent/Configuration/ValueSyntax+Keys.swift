// SPDX-License-Identifier: Apache-2.0
import RoomCore

extension ValueSyntax where Value == KeySource {
    private static var schemes: [String] { ["file", "credential", "vault", "google-kms"] }

    /// `file:PATH`, `credential:NAME`, `vault:MOUNT/NAME` or `google-kms:RESOURCE`.
    static var keySource: Self {
        let example = "file:/etc/room-agent/key"
        return Self(name: "key source", range: nil, example: example) { value throws(ConfigurationFault) in
            guard let colon = value.firstIndex(of: ":") else {
                throw value.hasPrefix("/") ? .keySourceIsPath : .keySourceScheme(closest: nil)
            }
            let scheme = String(value[..<colon])
            let rest = String(value[value.index(after: colon)...])
            switch scheme {
            case "file":
                let path = try FilePath.check(rest, example: example)
                if path.hasSuffix("/") { throw .pathIsDirectory }
                return .file(path)
            case "credential":
                // systemd takes only what can be a file's name (credential_name_valid).
                guard rest.utf8.count <= 255, KeyPath.isWord(rest) else { throw .credentialName }
                return .credential(rest)
            case "vault":
                let words = rest.split(separator: "/", omittingEmptySubsequences: false)
                guard words.count > 1, rest.utf8.count <= KeyPath.maximumBytes, words.allSatisfy(KeyPath.isWord) else {
                    throw .vaultKey
                }
                return .vault(mount: words.dropLast().joined(separator: "/"), key: String(words[words.count - 1]))
            case "google-kms":
                let words = rest.split(separator: "/", omittingEmptySubsequences: false)
                let names = ["projects", "locations", "keyRings", "cryptoKeys"]
                let isKey =
                    words.count == 8 && rest.utf8.count <= KeyPath.maximumBytes
                    // Projects of a domain: example.com:rooms.
                    && words.allSatisfy { KeyPath.isWord($0.filter { $0 != ":" }) }
                    && names.indices.allSatisfy { words[2 * $0] == names[$0] }
                guard isKey else { throw .kmsKey }
                return .googleKMS(rest)
            default:
                if scheme.contains("/") { throw .keySourceIsPath }
                throw .keySourceScheme(closest: Spelling.closest(to: scheme, among: schemes))
            }
        }
    }
}

extension ValueSyntax where Value == String {
    /// Where Vault or OpenBao is; the agent appends `/v1` and a path.
    static var vaultRoot: Self {
        apiRoot(
            example: "https://vault.example.com:8200",
            credentials: "Remove it; the token's file is [vault] token-file.",
            path: "Write only https://host:port; mount and key stand in [store] key, and namespace is a key of its own."
        )
    }

    /// A namespace: names with slashes between.
    static var vaultNamespace: Self {
        Self(name: "path", range: nil, example: "facilities/rooms") { value throws(ConfigurationFault) in
            let words = value.split(separator: "/", omittingEmptySubsequences: false)
            guard value.utf8.count <= KeyPath.maximumBytes, words.allSatisfy(KeyPath.isWord) else {
                throw .vaultNamespace
            }
            return value
        }
    }
}

extension ValueSyntax where Value == String {
    /// `tpm`, or `tpm:PATH` for another than the first: the path of its device.
    static var rollbackCounter: Self {
        Self(name: "counter", range: nil, example: "tpm") { value throws(ConfigurationFault) in
            if value == "tpm" { return "/dev/tpmrm0" }
            guard value.hasPrefix("tpm:") else {
                throw .unknownWord(value, closest: Spelling.closest(to: value, among: ["tpm"]), all: ["tpm"])
            }
            return try FilePath.check(String(value.dropFirst(4)), example: "tpm:/dev/tpmrm1")
        }
    }
}

/// Parts of the names of keys: they stand in URLs as they are.
private enum KeyPath {
    static let maximumBytes = 512

    static func isWord(_ word: some StringProtocol) -> Bool {
        !word.isEmpty && word != "." && word != ".."
            && word.utf8.allSatisfy { ASCII.isLetterOrDigit($0) || "-_.".utf8.contains($0) }
    }
}
