// SPDX-License-Identifier: Apache-2.0
internal import RoomCore

/// What `[google] credential` holds: one of Google's own file formats, told apart by `type`
/// (https://google.aip.dev/auth/4110).
package enum GoogleCredential {
    /// A service account's private key (`service_account`; files without `type` are taken for one).
    case serviceAccount(ServiceAccountKey)
    /// X.509 federation by this device's certificate (`external_account`).
    case federated(FederatedAccount)
    /// A user's refresh token (`authorized_user`).
    case authorizedUser(AuthorizedUser)

    /// Google's files have 3 KB at most.
    package static let maximumBytes = ServiceAccountKey.maximumBytes

    /// Reads the file's content. Throws what is wrong with the first field that cannot be used.
    package init(json: [UInt8]) throws(CredentialFailure) {
        switch try CredentialFields(json, ["type"]).text("type") {
        case "external_account": self = .federated(try FederatedAccount(json: json))
        case "authorized_user": self = .authorizedUser(try AuthorizedUser(json: json))
        case "service_account", nil:
            do throws(ServiceAccountKeyFailure) { self = .serviceAccount(try ServiceAccountKey(json: json)) } catch {
                throw .serviceAccountKey(error)
            }
        case let type?: throw .unknownType(type.isLoggableWord ? type : "…")
        }
    }

    /// The address of the service account that the calendar is shared with; nil where it is a user's sign-in, or a
    /// certificate without a service account.
    package var account: String? {
        switch self {
        case .serviceAccount(let key): key.clientEmail
        case .federated(let account): account.serviceAccount?.email
        case .authorizedUser: nil
        }
    }
}

/// A user's sign-in as `gcloud auth application-default login` keeps it (`authorized_user`).
package struct AuthorizedUser {
    let clientID: String
    let clientSecret: Private<String>
    let refreshToken: Private<String>
    /// Where tokens come from, as the file has it. Default: Google's.
    let tokenURI: String
    let universe: GoogleUniverse

    private static let names = ["client_id", "client_secret", "refresh_token", "token_uri", "universe_domain"]

    init(json: [UInt8]) throws(CredentialFailure) {
        let fields = try CredentialFields(json, Self.names)
        clientID = try fields.required("client_id")
        clientSecret = Private(try fields.required("client_secret"))
        refreshToken = Private(try fields.required("refresh_token"))
        universe = try GoogleUniverse(fields)
        tokenURI = try fields.address("token_uri") ?? universe.tokenURI
    }
}

/// Which Google it is: the public one, or one of its sovereign clouds (`universe_domain`).
struct GoogleUniverse {
    /// Default: `googleapis.com`.
    let domain: String

    init(_ fields: CredentialFields) throws(CredentialFailure) {
        domain = try fields.text("universe_domain") ?? "googleapis.com"
        let isHost =
            domain.contains(".")
            && domain.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
                    UInt8(ascii: "-"):
                    true
                default: false
                }
            }
        guard isHost else { throw .badField("universe_domain") }
    }

    /// Of the token endpoint, and audience of what is signed for it.
    var tokenURI: String { "https://oauth2.\(domain)/token" }

    /// `address` under `root` where it is one of Google's own (`[google] api`); any other stands as it is written.
    func replaced(_ address: String, by root: String?) -> String {
        guard let root, address.lowercased().hasPrefix("https://") else { return address }
        let rest = address.dropFirst(8)
        let host = rest.prefix { $0 != "/" && $0 != "?" && $0 != ":" }.lowercased()
        guard host == domain || host.hasSuffix(".\(domain)") else { return address }
        return root + rest.drop { $0 != "/" }
    }
}
