// SPDX-License-Identifier: Apache-2.0
import AgentHost
import Configuration
import CurlHTTP
import GoogleCalendar
import RoomCore
package import SecureStore

/// Who wraps the data key.
package struct KeySources {
    /// As `[store] key` names it: wraps the data key, and opens it at each start.
    package let provider: any KeyProvider
    /// Beside a key service, what wraps on this device; nil where the provider itself does.
    package var local: (any KeyProvider)?
    /// `local` keeps a copy (`[store] offline-unlock`). Default: false.
    package var keepsCopy = false

    package init(provider: any KeyProvider, local: (any KeyProvider)? = nil, keepsCopy: Bool = false) {
        self.provider = provider
        self.local = local
        self.keepsCopy = keepsCopy
    }
}

extension AgentAssembly {
    /// What wraps the data key, as the configuration says.
    var keys: KeySources { Self.keys(configuration, environment, self) }

    /// The same where nothing else is put together, for whoever asks no service.
    static func keys(
        _ configuration: RoomConfiguration, _ environment: Environment, _ assembly: AgentAssembly? = nil
    ) -> KeySources {
        let directory = environment["CREDENTIALS_DIRECTORY"]
        let credential = CredentialKey(name: credentialName, directory: directory)
        let file = FileKey(path: "\(configuration.store.directory)/data.key", isMadeOnFirstStart: true)
        let local: any KeyProvider = credential.isThere ? credential : file
        let service: any KeyProvider
        switch configuration.store.key {
        case .file(let path): return KeySources(provider: FileKey(path: path))
        case .credential(let name): return KeySources(provider: CredentialKey(name: name, directory: directory))
        case .automatic: return KeySources(provider: local)
        case .vault(let mount, let key): service = vault(mount, key, configuration, environment, assembly)
        case .googleKMS(let resource): service = googleKMS(resource, configuration, assembly)
        }
        return KeySources(provider: service, local: local, keepsCopy: configuration.store.offlineUnlock)
    }

    /// The systemd credential that is looked for when `[store] key` is not set.
    private static let credentialName = "room-agent-key"

    // MARK: Vault and OpenBao

    private static func vault(
        _ mount: String, _ key: String, _ configuration: RoomConfiguration, _ environment: Environment,
        _ assembly: AgentAssembly?
    ) -> VaultTransit {
        let vault = configuration.vault
        var transport: CurlTransport?
        return VaultTransit(
            address: vault.address ?? "", namespace: vault.namespace, mount: mount, key: key,
            transport: { () throws(HTTPFailure) in
                if let transport { return transport }
                guard let assembly else { throw HTTPFailure(.setup) }
                // It stands on the site's own ground: the proxy is the way to the cloud.
                let made = try assembly.transport(caFile: vault.caFile ?? configuration.network.caFile, proxy: nil)
                transport = made
                return made
            },
            signIn: { () throws(KeyFailure) in
                let files = CredentialFiles(environment)
                do throws(CredentialFailure) {
                    let token: Private<String>? =
                        if let path = vault.tokenFile { Private(try files.readWord(path)) } else { nil }
                    return VaultTransit.SignIn(token: token, identity: try files.identity(of: vault))
                } catch {
                    throw KeyFailure(
                        .missing, path: "vault:\(mount)/\(key)", cause: "cannot be asked: \(error)",
                        remedy: error.remedy)
                }
            })
    }

    // MARK: Google Cloud KMS

    private static func googleKMS(
        _ resource: String, _ configuration: RoomConfiguration, _ assembly: AgentAssembly?
    ) -> GoogleKMS {
        var made: (transport: CurlTransport, tokens: AccessTokenSource)?
        func parts() throws(KeyFailure) -> (transport: CurlTransport, tokens: AccessTokenSource) {
            if let made { return made }
            do throws(AssemblyFailure) {
                guard let assembly else { throw AssemblyFailure("nobody asks", "Start the agent.") }
                let parts = try assembly.tokens(of: try assembly.credential(), for: [GoogleKMS.scope], actingAs: nil)
                made = parts
                return parts
            } catch {
                throw KeyFailure(
                    .missing, path: "google-kms:\(resource)", cause: "cannot be asked: \(error.cause)",
                    remedy: error.remedy)
            }
        }
        return GoogleKMS(
            resource: resource, root: configuration.google.api ?? GoogleKMS.defaultRoot,
            transport: { () throws(HTTPFailure) in
                guard let parts = try? parts() else { throw HTTPFailure(.setup) }
                return parts.transport
            },
            token: { refused throws(KeyFailure) in
                let tokens = try parts().tokens
                do throws(CalendarFailure) {
                    guard let refused else { return try await tokens.token() }
                    return try await tokens.token(insteadOf: refused)
                } catch { throw failure(error, resource) }
            })
    }

    /// Signing in failed: the words are those of the calendar's own warning.
    private static func failure(_ failure: CalendarFailure, _ resource: String) -> KeyFailure {
        let isWeather =
            switch failure.reason {
            case .unreachable, .untrustedCertificate, .captivePortal, .rateLimited, .serverError, .malformedReply,
                .cancelled:
                true
            default: false
            }
        var result = KeyFailure(
            isWeather ? .unreachable : .denied, path: "google-kms:\(resource)",
            cause: "cannot be asked: no token (\(failure.detail))",
            remedy: WarningCode(failure.reason).map { Warning(code: $0).remedy(in: .en) } ?? "Try again.")
        result.retryAfter = failure.retryAfter
        return result
    }
}

extension CredentialFiles {
    /// The one word in a file with a secret, without the space around it.
    func readWord(_ path: String) throws(CredentialFailure) -> String {
        let bytes = try readKey(path).filter { $0 > 0x20 && $0 < 0x7F }
        if bytes.isEmpty { throw .unreadable("\(path) is empty", remedy: "Write the token into it.") }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// What this device shows to Vault; nil for nothing.
    func identity(of vault: RoomConfiguration.Vault) throws(CredentialFailure) -> ClientIdentity? {
        guard let path = vault.certificate, let keyPath = vault.certificateKey else { return nil }
        return ClientIdentity(certificate: try read(path), key: Private(try readUsableKey(keyPath)))
    }
}
