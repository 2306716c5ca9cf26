// SPDX-License-Identifier: Apache-2.0

/// The configuration of a federation by certificate: `external_account` with a `certificate` source, as
/// `gcloud iam workload-identity-pools create-cred-config --credential-cert-path` writes it
/// (https://google.aip.dev/auth/4117, and google-auth's `identity_pool.py`).
package struct FederatedAccount {
    /// The service account that the certificate may speak for.
    struct ServiceAccount {
        /// Its address.
        let email: String
        /// `…/v1/projects/-/serviceAccounts/EMAIL:generateAccessToken`
        let accessTokenURL: String
        /// `…:signJwt`
        var signatureURL: String { String(accessTokenURL.dropLast(FederatedAccount.verb.count)) + ":signJwt" }
    }

    /// The provider's resource name, `//iam.googleapis.com/projects/…`.
    package let audience: String
    let tokenURL: String
    /// Nil: the federated token itself is what the calendar is shared with.
    let serviceAccount: ServiceAccount?
    /// How long the service account's tokens last, in seconds. Default: 3,600.
    let tokenLife: Int64
    let universe: GoogleUniverse
    /// The file that names the certificate and its key; nil: the default one
    /// (`GOOGLE_API_CERTIFICATE_CONFIG`, else gcloud's own).
    package let certificateConfiguration: String?
    /// Certificates between this device's and a trust anchor, in PEM form; nil: none.
    package let trustChain: String?

    static let subjectTokenType = "urn:ietf:params:oauth:token-type:mtls"
    private static let verb = ":generateAccessToken"
    private static let certificate = "credential_source.certificate"
    private static let names = [
        "audience", "subject_token_type", "token_url", "service_account_impersonation_url",
        "service_account_impersonation.token_lifetime_seconds", "universe_domain", "credential_source.file",
        "credential_source.url", "credential_source.executable", "credential_source.environment_id",
        "\(certificate).use_default_certificate_config", "\(certificate).certificate_config_location",
        "\(certificate).trust_chain_path",
    ]

    init(json: [UInt8]) throws(CredentialFailure) {
        let fields = try CredentialFields(json, Self.names)
        for source in ["file", "url", "executable", "environment_id"] where fields.has("credential_source.\(source)") {
            throw .otherSource(source)
        }
        audience = try fields.required("audience")
        guard try fields.required("subject_token_type") == Self.subjectTokenType else {
            throw .badField("subject_token_type")
        }
        universe = try GoogleUniverse(fields)
        tokenURL = try fields.address("token_url") ?? "https://sts.mtls.\(universe.domain)/v1/token"
        tokenLife =
            try fields.integer("service_account_impersonation.token_lifetime_seconds", in: 600...43_200) ?? 3600
        let url = "service_account_impersonation_url"
        if let address = try fields.address(url) {
            let name = address.split(separator: "/").last?.dropLast(Self.verb.count) ?? ""
            guard address.hasSuffix(Self.verb), name.contains("@") else { throw .badField(url) }
            serviceAccount = ServiceAccount(email: String(name), accessTokenURL: address)
        } else {
            serviceAccount = nil
        }
        let isDefault = try fields.flag("\(Self.certificate).use_default_certificate_config")
        certificateConfiguration = try fields.path("\(Self.certificate).certificate_config_location")
        guard isDefault == (certificateConfiguration == nil) else { throw .certificateLocation }
        trustChain = try fields.path("\(Self.certificate).trust_chain_path")
    }
}

/// Where the certificate and its key lie: `certificate_config.json`
/// (`{"cert_configs":{"workload":{"cert_path":…,"key_path":…}}}`, google-auth's `_mtls_helper.py`).
package struct CertificatePlaces {
    /// Absolute path of the certificate, in PEM form.
    package let certificate: String
    /// Absolute path of its private key, in PEM form, or of what a TPM keeps of it.
    package let key: String

    /// Reads the file's content. Throws what is wrong with the first field that cannot be used.
    package init(json: [UInt8]) throws(CredentialFailure) {
        let names = ["cert_configs.workload.cert_path", "cert_configs.workload.key_path"]
        let fields = try CredentialFields(json, names)
        _ = try fields.required(names[0])
        _ = try fields.required(names[1])
        certificate = try fields.path(names[0]) ?? ""
        key = try fields.path(names[1]) ?? ""
    }
}
