// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import AgentFaces
import GoogleCalendar
import RoomCore

// What the device signs in with.
extension CheckReport {
    /// `subject` is `[google] act-as`.
    mutating func add(
        _ credential: GoogleCredential, actingAs subject: String?, _ files: CredentialFiles, now: Instant
    ) {
        switch credential {
        case .serviceAccount(let key): addServiceAccount(key.clientEmail, subject)
        case .authorizedUser:
            good("a user's sign-in: the calendar is read with that user's rights")
            addNote("whoever takes this device has them too; a certificate of its own can be locked out alone")
        case .federated(let account):
            if let address = credential.account {
                addServiceAccount(address, subject)
            } else {
                addNote("no service account: the calendar has to be shared with the federated identity itself")
            }
            do throws(CredentialFailure) {
                try addCertificate(account, credential, files, now)
            } catch {
                bad("\(WarningCode.credentialsUnreadable.rawValue): certificate: \(error)", error.remedy)
            }
        }
    }

    private mutating func addServiceAccount(_ address: String, _ subject: String?) {
        guard let subject else { return good("service account: share the calendar with \(address)") }
        good("service account \(address), which acts as \(subject): share the calendar with \(subject)")
    }

    private mutating func addCertificate(
        _ account: FederatedAccount, _ credential: GoogleCredential, _ files: CredentialFiles, _ now: Instant
    ) throws(CredentialFailure) {
        let places = try files.places(of: account)
        let shown = try files.proof(of: credential).identity
        guard let certificate = try? DeviceCertificate(pem: shown.certificate) else {
            throw .noCertificate(path: places.certificate)
        }
        let names = [certificate.subject, certificate.uri ?? ""].filter { !$0.isEmpty }.joined(separator: ", ")
        let name = Printable.ascii(names, maximumBytes: 300)
        let issuer = Printable.ascii(certificate.issuer, maximumBytes: 300)
        switch certificate.belongs(to: shown.key.exposed) {
        case true?: break
        case false?:
            return bad(
                "certificate \(places.certificate): it is not of the key \(places.key)",
                "Put the certificate there that was signed for this key, or the key that it was signed for.")
        case nil where TPMKey.isOne(shown.key.exposed):
            return bad(
                "certificate: the key \(places.key) is of another TPM, or this TPM was cleared since",
                "Move it away; room-agent provision certificate --tpm makes a new one.")
        case nil:
            return bad(
                "certificate: \(places.key) is no private key that can be read",
                "It has to be PEM without a passphrase.")
        }
        let end = Instant(secondsSince1970: certificate.ends)
        let day = RFC3339.date(FixedOffset().civilTime(at: end).date)
        if Instant(secondsSince1970: certificate.begins) > now {
            return bad(
                "certificate of \(name): it begins in the future", "Check the clock, and the certificate's dates.")
        }
        if let code = CertificateLife.warning(endsAt: end, now: now) {
            return bad(Warning(code: code), "\(name), \(day)")
        }
        good("certificate of \(name), signed by \(issuer), until \(day)")
    }
}
