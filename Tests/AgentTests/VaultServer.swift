// SPDX-License-Identifier: Apache-2.0
import TestSupport
import Testing

/// A stand-in for Vault (`KeyServices/vault.py`) over TLS, with an authority of its own, in somebody's folder. It takes
/// the token in `vault.token`, and the certificate `room.pem`.
struct VaultServer {
    private let folder: TemporaryFolder
    private let program: Program
    let port: String

    init(in folder: TemporaryFolder) throws {
        self.folder = folder
        let script = """
            cd '\(folder.file(""))' && key='-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes'
            openssl req -x509 $key -keyout vault-ca.key -out vault-ca.pem -days 30 -subj /CN=vault-ca
            for name in vault room; do
                openssl req $key -keyout $name.key -out $name.csr -subj /CN=$name
                echo subjectAltName=IP:127.0.0.1 > $name.ext
                openssl x509 -req -in $name.csr -CA vault-ca.pem -CAkey vault-ca.key -CAcreateserial -days 30 \
                    -extfile $name.ext -out $name.pem
            done
            chmod 600 *.key
            """
        let made = Program.run(["sh", "-c", script])
        try #require(made.code == 0, "\(made.errors)")
        folder.write("s.room\n", to: "vault.token")
        folder.write("s.room\n", to: "vault.valid")
        program = Program(
            ["/usr/bin/python3", "\(SignInBench.tests)/KeyServices/vault.py", folder.file("")],
            errors: folder.file("vault.log"))
        port = try #require(program.line())
    }

    var name: String { "vault:transit/rooms at https://127.0.0.1:\(port)" }

    /// The lines of `[store]` and `[vault]`.
    func lines(_ others: String = "", signIn: String? = nil) -> String {
        """
        key = vault:transit/rooms
        \(others)
        [vault]
        address = https://127.0.0.1:\(port)
        ca-file = \(folder.file("vault-ca.pem"))
        \(signIn ?? "token-file = \(folder.file("vault.token"))")
        """
    }
}
