// SPDX-License-Identifier: Apache-2.0
package import AgentCrypto
internal import JSON
package import RoomCore

/// A key of the Transit engine of HashiCorp Vault or OpenBao, which the key never leaves
/// (https://developer.hashicorp.com/vault/api-docs/secret/transit, https://openbao.org/api-docs/secret/transit).
///
/// What is encrypted is the data key, and behind it the SHA-256 of what it is bound to: `rewrap` takes no associated
/// data, and so keeps the binding without seeing it.
package struct VaultTransit: KeyProvider {
    /// How this device signs in.
    package struct SignIn {
        /// Nil: by the certificate (`auth/cert/login`), at each question anew.
        package var token: Private<String>?
        /// Shown at each connection; nil for none.
        package var identity: ClientIdentity?

        /// One of the two, or both, where Vault's listener asks for a certificate, too.
        package init(token: Private<String>?, identity: ClientIdentity?) {
            self.token = token
            self.identity = identity
        }
    }

    /// Where the service is, without a slash at the end.
    private let address: String
    /// Of Vault Enterprise and of OpenBao; nil for none.
    private let namespace: String?
    private let mount: String
    private let key: String
    private let service: KeyService
    /// Reads the files anew each time: a token that somebody renewed or replaced is used without a restart.
    private let signIn: () throws(KeyFailure) -> SignIn

    package let scheme = "vault"
    package var name: String { service.name }

    /// - Parameters:
    ///   - address: `https://HOST:PORT`, without a slash at the end.
    ///   - namespace: of Vault Enterprise and of OpenBao; nil for none.
    ///   - mount: where the engine is mounted, `transit` unless somebody chose another path.
    ///   - key: its name there; the type is one that encrypts, such as aes256-gcm96.
    ///   - transport: as for `KeyService`.
    ///   - signIn: called for each question. It throws what is wrong with token or certificate.
    package init(
        address: String, namespace: String?, mount: String, key: String,
        transport: @escaping () throws(HTTPFailure) -> any HTTPTransport,
        signIn: @escaping () throws(KeyFailure) -> SignIn
    ) {
        self.address = address
        self.namespace = namespace
        self.mount = mount
        self.key = key
        self.signIn = signIn
        service = KeyService(name: "vault:\(mount)/\(key) at \(address)", transport: transport)
    }

    // MARK: KeyProvider

    package func wrap(_ key: SecretBytes, boundTo associated: [UInt8]) async throws(KeyFailure) -> WrappedKey {
        var plain = key.withBytes { bytes in bytes.withUnsafeBytes { Array($0) } } + Self.digest(associated)
        defer { SecretBytes.wipe(&plain) }
        return try wrapped(await ask("encrypt", "plaintext", Base64.encode(plain)))
    }

    package func unwrap(
        _ wrapped: WrappedKey, boundTo associated: [UInt8]
    ) async throws(KeyFailure) -> UnwrappedKey {
        let text = String(decoding: wrapped.box, as: UTF8.self)
        let answer = try await ask("decrypt", "ciphertext", text)
        guard var plain = Base64.decode(answer.text("$.data.plaintext")) else {
            throw service.unreachable("answers with what is no text in Base64")
        }
        defer { SecretBytes.wipe(&plain) }
        guard plain.dropFirst(DataKey.byteCount).elementsEqual(Self.digest(associated)) else {
            throw service.otherKey("unwrapped what was wrapped for another room or device")
        }
        var bytes = Array(plain.prefix(DataKey.byteCount))
        // Which version is the newest is told by `rewrap` alone.
        return UnwrappedKey(try service.key(&bytes), isCurrent: true)
    }

    package func rewrap(
        _ wrapped: WrappedKey, of key: SecretBytes, boundTo associated: [UInt8]
    ) async throws(KeyFailure) -> WrappedKey {
        let text = String(decoding: wrapped.box, as: UTF8.self)
        return try self.wrapped(await ask("rewrap", "ciphertext", text))
    }

    package func destroy() -> [String] {
        [
            "The key \(name) stays there, and has nothing of this device to open any more. Where copies of"
                + " window.keys may be, and no other room uses the key, end it, too: vault write"
                + " \(mount)/keys/\(key)/config deletion_allowed=true; vault delete \(mount)/keys/\(key)"
        ]
    }

    // MARK: Requests

    private func wrapped(_ answer: KeyService.Answer) throws(KeyFailure) -> WrappedKey {
        // vault:v3:BASE64, of OpenBao as well.
        let text = answer.text("$.data.ciphertext")
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let isOne = parts.count == 3 && parts[1].hasPrefix("v") && text.isPrintableASCII
        return try service.wrapped(scheme, version: isOne ? parts[1].dropFirst() : "", Array(text.utf8))
    }

    private func ask(
        _ operation: String, _ field: String, _ value: String
    ) async throws(KeyFailure) -> KeyService.Answer {
        let signIn = try signIn()
        let token = if let token = signIn.token { token } else { try await logIn(signIn) }
        let answer = try await post("\(mount)/\(operation)/\(key)", token, signIn, [(field, .text(value))])
        guard answer.status == 200 else { throw refusal(answer, operation) }
        // A periodic token ends when nobody renews it for its period. Whether this one can be is not for us to know.
        if signIn.token != nil, operation == "decrypt" {
            _ = try? await post("auth/token/renew-self", token, signIn, [])
        }
        return answer
    }

    private func logIn(_ signIn: SignIn) async throws(KeyFailure) -> Private<String> {
        let answer = try await post("auth/cert/login", nil, signIn, [])
        let token = answer.text("$.auth.client_token")
        guard answer.status == 200, !token.isEmpty, token.isPrintableASCII else {
            if answer.isAbsence { throw refusal(answer, "login") }
            throw service.denied(
                "does not let this device's certificate sign in (\(answer.status))",
                "Check the certificate and its role: vault read auth/cert/certs/NAME; and the namespace.")
        }
        return Private(token)
    }

    private func post(
        _ path: String, _ token: Private<String>?, _ signIn: SignIn, _ members: [(key: String, value: JSONText)]
    ) async throws(KeyFailure) -> KeyService.Answer {
        var headers = [("X-Vault-Request", "true")]
        if let token { headers.append(("X-Vault-Token", token.exposed)) }
        if let namespace { headers.append(("X-Vault-Namespace", namespace)) }
        return try await service.post("\(address)/v1/\(path)", headers, members, identity: signIn.identity)
    }

    /// What Vault's own words mean; they are not told on.
    private func refusal(_ answer: KeyService.Answer, _ operation: String) -> KeyFailure {
        let (said, status) = (answer.text("$.errors[0]"), answer.status)
        // Some versions say it with 500.
        if said.contains(text: "authentication failed") {
            return service.otherKey("is another key than the one that wrapped the data key")
        }
        switch status {
        case 503 where said.contains(text: "sealed"):
            return service.unreachable("is sealed (503)", answer.retry, remedy: "Unseal it; the agent keeps asking.")
        // Standbys of Vault Enterprise, and one that is behind.
        case 412, 472, 473: return service.unreachable("is a standby (\(status))", answer.retry)
        case _ where answer.isAbsence: return service.unreachable("does not answer (\(status))", answer.retry)
        case 400 where said.contains(text: "key not found"):
            return service.denied(
                "has no such key", "Check [store] key, or make the key: vault write -f \(mount)/keys/\(key)")
        case 400 where said.contains(text: "disallowed by policy"):
            return service.denied(
                "does not open this version any more (min_decryption_version)",
                "Lower min_decryption_version, run room-agent keys rotate --wrapping, and raise it again.")
        case 400 where operation != "encrypt":
            return service.otherKey("is another key than the one that wrapped the data key")
        case 403:
            return service.denied(
                "refuses this device (403)",
                "The token may have ended; or its policy lacks update on \(mount)/encrypt/\(key),"
                    + " \(mount)/decrypt/\(key) and \(mount)/rewrap/\(key); or [vault] namespace is another.")
        case 404:
            return service.denied(
                "is not there (404)",
                "Check [vault] address and namespace, and where the engine is mounted: vault secrets list")
        default:
            return service.denied("refuses the request (\(status))", "Check the key's type: aes256-gcm96 will do.")
        }
    }

    private static func digest(_ bytes: [UInt8]) -> [UInt8] {
        guard let digest = try? Digest.sha256(bytes) else { preconditionFailure("libcrypto works out SHA-256") }
        return digest
    }
}
