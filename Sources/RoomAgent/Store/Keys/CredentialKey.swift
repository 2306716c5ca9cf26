// SPDX-License-Identifier: Apache-2.0
package import AgentCrypto

/// The wrapping key as a systemd credential (`LoadCredential=`, `LoadCredentialEncrypted=`), in
/// `$CREDENTIALS_DIRECTORY` (systemd.exec(5), CREDENTIALS). Its content is that of `FileKey`. systemd decrypts it, with
/// the TPM if it was sealed so, before the agent starts; it is there for the service's processes alone.
///
/// An administrator changes it by a second credential of the same name with `.old` behind it, for as long as something
/// is wrapped under the one before.
package struct CredentialKey: LocalKeyProvider {
    /// The name behind `LoadCredential=`, without a path.
    private let credential: String
    package var name: String { "credential \(credential)" }
    private let directory: String?

    /// - Parameters:
    ///   - name: as it stands behind `LoadCredential=`. One with a slash is refused when the key is read.
    ///   - directory: `$CREDENTIALS_DIRECTORY`; nil where systemd gave this process no credentials: then reading the
    ///     key throws `.missing`.
    package init(name: String, directory: String?) {
        credential = name
        self.directory = directory
    }

    package func wrappingKey() throws(KeyFailure) -> SecretBytes {
        try KeyFile(path: path(), isCredential: true).read()
    }

    package func formerKey() throws(KeyFailure) -> SecretBytes? {
        let former = CredentialKey(name: credential + ".old", directory: directory)
        return former.isThere ? try former.wrappingKey() : nil
    }

    /// systemd keeps it, and the agent may not write there.
    package func destroy() -> [String] {
        [
            "The credential \(credential) is still there. As root, run: shred -u /etc/credstore*/\(credential)"
        ]
    }

    /// Whether systemd gave this process a credential of that name.
    package var isThere: Bool {
        guard let path = try? path() else { return false }
        return Files.exists(path)
    }

    private func path() throws(KeyFailure) -> String {
        guard !credential.isEmpty, credential != ".", credential != "..", !credential.utf8.contains(UInt8(ascii: "/"))
        else {
            throw KeyFailure(
                .missing, path: credential, cause: "is no name of a credential",
                remedy: "Write the plain name of a LoadCredential= line, without a path.")
        }
        guard let directory else {
            throw KeyFailure(
                .missing, path: credential, cause: "is to be a systemd credential, and systemd gave none",
                remedy: "Add LoadCredentialEncrypted=\(credential) to the service, or use key = file:PATH.")
        }
        return "\(directory)/\(credential)"
    }
}
