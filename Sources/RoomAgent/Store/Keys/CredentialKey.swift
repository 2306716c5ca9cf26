// SPDX-License-Identifier: Apache-2.0
package import AgentCrypto

/// The data key as a systemd credential (`LoadCredential=`, `LoadCredentialEncrypted=`), in `$CREDENTIALS_DIRECTORY`
/// (systemd.exec(5), CREDENTIALS). Its content is that of `FileKey`.
package struct CredentialKey: KeyProvider {
    /// The name behind `LoadCredential=`, without a path.
    package let name: String
    private let directory: String?

    /// `directory` is `$CREDENTIALS_DIRECTORY`; nil where systemd gave this process no credentials.
    package init(name: String, directory: String?) {
        self.name = name
        self.directory = directory
    }

    package func dataKey() throws(KeyFailure) -> SecretBytes { try KeyFile(path: path(), isCredential: true).read() }

    /// Whether systemd gave this process a credential of that name.
    package var isThere: Bool {
        guard let path = try? path() else { return false }
        return Files.exists(path)
    }

    private func path() throws(KeyFailure) -> String {
        guard !name.isEmpty, name != ".", name != "..", !name.utf8.contains(UInt8(ascii: "/")) else {
            throw KeyFailure(
                .missing, path: name, cause: "is no name of a credential",
                remedy: "Write the plain name of a LoadCredential= line, without a path.")
        }
        guard let directory else {
            throw KeyFailure(
                .missing, path: name, cause: "is to be a systemd credential, and systemd gave none",
                remedy: "Add LoadCredentialEncrypted=\(name) to the service, or use key = file:PATH.")
        }
        return "\(directory)/\(name)"
    }
}
