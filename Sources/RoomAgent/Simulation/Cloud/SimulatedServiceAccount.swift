// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import JSON

/// A service account of the simulated Google, with a key of its own.
package struct SimulatedServiceAccount: Sendable {
    /// Its address, with which calendars are shared.
    package let email: String
    /// The number by which an administrator grants it scopes.
    package let clientID: String
    /// Names its key, as `private_key_id` in the key file: 40 hexadecimal digits.
    package let keyID: String
    /// Scopes that the administrator granted it for acting as users.
    package var delegatedScopes: Set<String>
    /// The private key, as PKCS#8 in PEM.
    package let privatePEM: String
    /// The public key in PEM, with which the simulation checks signatures.
    package let publicPEM: String

    /// - Parameter privatePEM: a key that was made before, as `privatePEM` gives it. Default: makes one, which takes a
    ///   fifth of a second and more.
    package init(
        email: String = "room-agent@project.iam.gserviceaccount.com", clientID: String = "100000000000000000001",
        delegatedScopes: Set<String> = [], privatePEM: String? = nil
    ) throws {
        let key = try privatePEM.map { try RSAPrivateKey(pem: $0) } ?? RSAPrivateKey.generate()
        self.email = email
        self.clientID = clientID
        self.delegatedScopes = delegatedScopes
        keyID = try Random.bytes(20).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        self.privatePEM = try key.pem()
        publicPEM = try key.publicKeyPEM()
    }

    /// The key file as the Cloud console gives it out.
    package func keyFile(tokenURI: String) -> [UInt8] {
        let root = "https://www.googleapis.com"
        return Array(
            JSONText.object([
                "type": .text("service_account"), "project_id": .text("project"), "private_key_id": .text(keyID),
                "private_key": .text(privatePEM), "client_email": .text(email), "client_id": .text(clientID),
                "auth_uri": .text("https://accounts.google.com/o/oauth2/auth"), "token_uri": .text(tokenURI),
                "auth_provider_x509_cert_url": .text("\(root)/oauth2/v1/certs"),
                "client_x509_cert_url": .text("\(root)/robot/v1/metadata/x509/\(email)"),
                "universe_domain": .text("googleapis.com"),
            ]).text.utf8)
    }
}
