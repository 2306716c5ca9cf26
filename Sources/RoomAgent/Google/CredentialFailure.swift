// SPDX-License-Identifier: Apache-2.0

/// Why the file of `[google] credential`, or a file that it names, cannot be used. It holds names of fields and paths,
/// never what is in them.
package enum CredentialFailure: Error, Hashable {
    /// A service account's key with something wrong in it.
    case serviceAccountKey(ServiceAccountKeyFailure)
    /// More than `GoogleCredential.maximumBytes`: nothing of Google's.
    case tooLarge
    /// Not one JSON object.
    case notJSON
    /// `type` is none of the three.
    case unknownType(String)
    /// A field of this name has to be there.
    case missingField(String)
    /// The field of this name has another type or form than Google gives it.
    case badField(String)
    /// An address in it is neither https nor http to loopback.
    case insecureAddress(field: String)
    /// `credential_source` is another one than `certificate`: `file`, `url`, `executable`, `environment_id`.
    case otherSource(String)
    /// Both or neither of `use_default_certificate_config` and `certificate_config_location`.
    case certificateLocation
    /// There is no default place for the certificate's configuration: no environment variable names one.
    case noDefaultCertificate
    /// A path is not absolute.
    case relativePath(field: String)
    /// A file that the credential leads to cannot be read; `reason` is a sentence with its path.
    case unreadable(String, remedy: String)
    /// The file at this path has no certificate in PEM form.
    case noCertificate(path: String)
    /// The key at this path is in a TPM that cannot be reached.
    case noTPM(path: String)
    /// The device's own certificate stands further down in its chain.
    case chainOrder(path: String)
    /// `act-as` beside a credential that cannot speak for others.
    case cannotActAs
}

extension CredentialFailure: CustomStringConvertible {
    /// What is wrong, in a sentence.
    package var description: String {
        switch self {
        case .serviceAccountKey(let failure): failure.description
        case .tooLarge: "The file is larger than 64 KiB, so it is no credential."
        case .notJSON: "The file is not JSON."
        case .unknownType(let type): "The file holds credentials of type \"\(type)\", which this program does not know."
        case .missingField(let field): "The file has no \"\(field)\"."
        case .badField(let field): "In the file, \"\(field)\" is not what Google writes there."
        case .insecureAddress(let field): "The \"\(field)\" in the file is not an https address."
        case .otherSource(let source): "The file takes its proof from \"\(source)\", not from a certificate."
        case .certificateLocation:
            "Of \"use_default_certificate_config\" and \"certificate_config_location\" the file must have one, and not "
                + "both."
        case .noDefaultCertificate:
            "The file relies on the default certificate configuration, for which this service has no place."
        case .relativePath(let field): "The path in \"\(field)\" does not begin with /."
        case .unreadable(let reason, _): reason + "."
        case .noCertificate(let path): "\(path) has no certificate in PEM form."
        case .noTPM(let path): "The key of \(path) is in a TPM, and this machine's cannot be reached."
        case .chainOrder(let path): "In \(path), the device's own certificate does not come first."
        case .cannotActAs: "[google] act-as cannot stand beside this credential, which speaks for itself alone."
        }
    }

    /// What to do about it.
    package var remedy: String {
        switch self {
        case .serviceAccountKey(let failure): failure.remedy
        case .unknownType, .otherSource:
            "Use one of these: a service account's key, the file that gcloud iam workload-identity-pools "
                + "create-cred-config --credential-cert-path writes, or a user's sign-in (authorized_user)."
        case .certificateLocation, .noDefaultCertificate:
            "Write \"certificate_config_location\": \"/etc/room-agent/certificate_config.json\" under "
                + "credential_source.certificate, and leave use_default_certificate_config out."
        case .relativePath: "Write the whole path."
        case .unreadable(_, let remedy): remedy
        case .noCertificate: "Put the signed certificate there, in PEM form."
        case .noTPM: "Install tpm2-openssl, and let the service use /dev/tpmrm0: tpm.md says how."
        case .chainOrder: "Put the device's own certificate first, and those that signed it after it."
        case .cannotActAs:
            "Remove act-as; or use a service account's key, or a federation with service_account_impersonation_url."
        case .tooLarge, .notJSON, .missingField, .badField, .insecureAddress:
            "Copy the file that Google's tool wrote to the device again, unchanged."
        }
    }
}
