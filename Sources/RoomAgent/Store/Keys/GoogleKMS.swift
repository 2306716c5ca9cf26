// SPDX-License-Identifier: Apache-2.0
package import AgentCrypto
internal import JSON
package import RoomCore

/// A symmetric key of Google Cloud KMS
/// (https://cloud.google.com/kms/docs/reference/rest/v1/projects.locations.keyRings.cryptoKeys). What the data key is
/// bound to goes along as additional data, and each field with its checksum.
package struct GoogleKMS: KeyProvider {
    /// A token for this and nothing else.
    package static let scope = "https://www.googleapis.com/auth/cloudkms"
    /// Where the service is, unless `[google] api` says otherwise.
    package static let defaultRoot = "https://cloudkms.googleapis.com"

    /// `projects/P/locations/L/keyRings/R/cryptoKeys/K`.
    private let resource: String
    private let root: String
    private let service: KeyService
    /// An access token; a newer one than the one that was refused, where there is one.
    private let token: (_ refused: Private<String>?) async throws(KeyFailure) -> Private<String>

    package let scheme = "google-kms"
    package var name: String { service.name }

    /// - Parameters:
    ///   - resource: `projects/P/locations/L/keyRings/R/cryptoKeys/K`, without a version.
    ///   - root: where the service is, without a slash at the end.
    ///   - transport: as for `KeyService`.
    ///   - token: an access token of `scope`; with `refused`, another one than that, where there is one. It throws why
    ///     this device cannot sign in: `.unreachable` for the weather, `.denied` for what somebody has to mend.
    package init(
        resource: String, root: String, transport: @escaping () throws(HTTPFailure) -> any HTTPTransport,
        token: @escaping (_ refused: Private<String>?) async throws(KeyFailure) -> Private<String>
    ) {
        self.resource = resource
        self.root = root
        self.token = token
        service = KeyService(name: "google-kms:\(resource)", transport: transport)
    }

    // MARK: KeyProvider

    package func wrap(_ key: SecretBytes, boundTo associated: [UInt8]) async throws(KeyFailure) -> WrappedKey {
        var plain = key.withBytes { bytes in bytes.withUnsafeBytes { Array($0) } }
        defer { SecretBytes.wipe(&plain) }
        let answer = try await ask("encrypt", "plaintext", plain, associated)
        guard answer.isTrue("$.verifiedPlaintextCrc32c"), answer.isTrue("$.verifiedAdditionalAuthenticatedDataCrc32c")
        else { throw changed }
        let box = try bytes(answer, "ciphertext")
        let version = answer.text("$.name")
        let versions = "\(resource)/cryptoKeyVersions/"
        guard version.hasPrefix(versions) else { throw service.otherKey("wrapped with another key") }
        return try service.wrapped(scheme, version: version.dropFirst(versions.count), box)
    }

    package func unwrap(
        _ wrapped: WrappedKey, boundTo associated: [UInt8]
    ) async throws(KeyFailure) -> UnwrappedKey {
        let answer = try await ask("decrypt", "ciphertext", wrapped.box, associated)
        var plain = try bytes(answer, "plaintext")
        return UnwrappedKey(try service.key(&plain), isCurrent: answer.isTrue("$.usedPrimary"))
    }

    package func destroy() -> [String] {
        [
            "The key \(name) stays there, and has nothing of this device to open any more. Where copies of"
                + " window.keys may be, and no other room uses the key, end its versions, too: gcloud kms keys"
                + " versions destroy VERSION --key \(resource)"
        ]
    }

    // MARK: Requests

    private var changed: KeyFailure { service.unreachable("answers with what was changed on its way (CRC32C)") }

    /// A field of bytes whose checksum fits. JSON leaves out a checksum of 0.
    private func bytes(_ answer: KeyService.Answer, _ field: String) throws(KeyFailure) -> [UInt8] {
        let sum = answer.text("$.\(field)Crc32c")
        guard let bytes = Base64.decode(answer.text("$.\(field)")), bytes.count <= 4096,
            "\(CRC32C.sum(bytes))" == (sum.isEmpty ? "0" : sum)
        else { throw changed }
        return bytes
    }

    private func ask(
        _ operation: String, _ field: String, _ content: [UInt8], _ associated: [UInt8]
    ) async throws(KeyFailure) -> KeyService.Answer {
        let members: [(key: String, value: JSONText)] = [
            (field, .text(Base64.encode(content))), ("\(field)Crc32c", .text("\(CRC32C.sum(content))")),
            ("additionalAuthenticatedData", .text(Base64.encode(associated))),
            ("additionalAuthenticatedDataCrc32c", .text("\(CRC32C.sum(associated))")),
        ]
        var token = try await token(nil)
        for isLast in [false, true] {
            let answer = try await service.post(
                "\(root)/v1/\(resource):\(operation)", [("Authorization", "Bearer \(token.exposed)")], members)
            if answer.status == 200 { return answer }
            guard answer.status == 401, !isLast else { throw refusal(answer, operation) }
            // It may have been revoked, or our clock may have been set.
            token = try await self.token(token)
        }
        preconditionFailure("the second round returns or throws")
    }

    /// By the canonical code (https://google.aip.dev/193); its message is not told on.
    private func refusal(_ answer: KeyService.Answer, _ operation: String) -> KeyFailure {
        let status = answer.status
        switch answer.text("$.error.status") {
        case _ where answer.isAbsence: return service.unreachable("does not answer (\(status))", answer.retry)
        case "PERMISSION_DENIED" where answer.text("$.error.details[0].reason") == "SERVICE_DISABLED":
            return service.denied(
                "is switched off in the project (403)", "Run: gcloud services enable cloudkms.googleapis.com")
        case "FAILED_PRECONDITION":
            return service.denied(
                "has a version that is disabled or destroyed (\(status))",
                "Enable it: gcloud kms keys versions enable; one that is only scheduled to be destroyed, restore first."
            )
        case "INVALID_ARGUMENT" where operation == "decrypt":
            return service.otherKey("is another key than the one that wrapped the data key")
        case "NOT_FOUND":
            return service.denied("is not there (404)", "Compare [store] key with: gcloud kms keys list")
        case "UNAUTHENTICATED":
            return service.denied("does not take this device's token (401)", "Run: room-agent check --online")
        default:
            return service.denied(
                "refuses this device (\(status))",
                "Give its service account roles/cloudkms.cryptoKeyEncrypterDecrypter on this key.")
        }
    }
}
