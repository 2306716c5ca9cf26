// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import AgentHost
import Glibc
import GoogleCalendar
import RoomCore

/// The files that a federated credential leads to: the configuration of the certificate, the certificate, its key and
/// its chain. They are read anew each time, so that a renewed certificate is used without a restart.
struct CredentialFiles {
    private let environment: Environment

    /// Two dozen certificates with long keys.
    private static let maximumBytes = 64 * 1024

    init(_ environment: Environment) { self.environment = environment }

    /// What the Security Token Service is shown; of another kind of credential there is nothing to show.
    func proof(of credential: GoogleCredential) throws(CredentialFailure) -> FederationProof {
        guard case .federated(let account) = credential else { throw .missingField("credential_source") }
        let places = try places(of: account)
        let certificate = try read(places.certificate)
        let key = try readUsableKey(places.key)
        let chain: [UInt8]? = if let path = account.trustChain { try read(path) } else { nil }
        return FederationProof(
            identity: ClientIdentity(certificate: certificate, key: Private(key)),
            token: try SubjectToken(
                certificate: certificate, path: places.certificate, chain: chain, chainPath: account.trustChain ?? ""))
    }

    /// Where certificate and key lie.
    func places(of account: FederatedAccount) throws(CredentialFailure) -> CertificatePlaces {
        guard let path = account.certificateConfiguration ?? defaultConfiguration else { throw .noDefaultCertificate }
        return try CertificatePlaces(json: try read(path))
    }

    /// As google-auth looks for it (`_mtls_helper.py`): a variable, else gcloud's own folder.
    private var defaultConfiguration: String? {
        if let path = environment["GOOGLE_API_CERTIFICATE_CONFIG"], path.hasPrefix("/") { return path }
        if let folder = environment["CLOUDSDK_CONFIG"], folder.hasPrefix("/") {
            return "\(folder)/certificate_config.json"
        }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
        return "\(home)/.config/gcloud/certificate_config.json"
    }

    func read(_ path: String) throws(CredentialFailure) -> [UInt8] {
        do { return try BoundedFile.read(path, maximumBytes: Self.maximumBytes) } catch {
            throw .unreadable(error.sentence, remedy: Self.remedy(for: error))
        }
    }

    /// The key has the same rules as any file with a secret in it.
    func readKey(_ path: String) throws(CredentialFailure) -> [UInt8] {
        do { return try BoundedFile.readSecret(path, maximumBytes: Self.maximumBytes) } catch {
            throw .unreadable(error.sentence, remedy: Self.remedy(for: error))
        }
    }

    /// The same, and a key in the TPM made ready.
    func readUsableKey(_ path: String) throws(CredentialFailure) -> [UInt8] {
        let key = try readKey(path)
        if TPMKey.isOne(key) {
            do throws(CryptoFailure) { try TPMKey.prepare() } catch { throw .noTPM(path: path) }
        }
        return key
    }

    /// When the certificate ends; nil where there is none, or where it cannot be read.
    func certificateEnd(of credential: GoogleCredential) -> Instant? {
        guard case .federated(let account) = credential, let places = try? places(of: account),
            let pem = try? read(places.certificate), let certificate = try? DeviceCertificate(pem: pem)
        else { return nil }
        return Instant(secondsSince1970: certificate.ends)
    }

    static func remedy(for failure: PathFailure) -> String {
        let rights = "Run: chown root:room-agent '\(failure.path)'; chmod 0640 '\(failure.path)'"
        if failure.exposure != nil {
            return rights + ". If others may have read it, make a new one, and take back what this one opens."
        }
        switch failure.errno {
        case EACCES, EPERM: return rights
        case ENOENT where failure.path.hasPrefix("/run/credentials/"):
            return "Add LoadCredential= to the service (systemctl edit room-agent); the file is there while it runs."
        case ENOENT: return "Put the file there: room-agent(8) names the steps."
        default: return "Write the file again."
        }
    }
}
