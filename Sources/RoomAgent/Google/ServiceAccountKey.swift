// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import JSON
internal import RoomCore

/// The key file of a Google service account, as the Cloud console hands it out.
package struct ServiceAccountKey {
    /// Google's files have 2.4 KB.
    package static let maximumBytes = 64 * 1024

    /// The account's own address, with which a calendar is shared: `…@PROJECT.iam.gserviceaccount.com`.
    package let clientEmail: String
    /// The number that is pasted into the admin console for delegation; empty where the file has none.
    package let clientID: String
    /// `kid` of what it signs.
    package let keyID: String
    /// Where tokens come from, and the audience of what it signs.
    package let tokenURI: String

    private let key: RSAPrivateKey

    /// Reads the file's content. Throws what is wrong with the first field that cannot be used.
    package init(json: [UInt8]) throws(ServiceAccountKeyFailure) {
        guard json.count <= Self.maximumBytes else { throw ServiceAccountKeyFailure(.tooLarge) }
        let fields = try Self.fields(json)
        guard let type = fields["type"] else {
            let isClient = fields["installed"] != nil || fields["web"] != nil
            throw ServiceAccountKeyFailure(isClient ? .oauthClient : .missingField, field: isClient ? "" : "type")
        }
        guard type == "service_account" else {
            throw ServiceAccountKeyFailure(.otherCredentials, field: type.isLoggableWord ? type : "type")
        }
        func required(_ name: String) throws(ServiceAccountKeyFailure) -> String {
            guard let value = fields[name], !value.isEmpty else {
                throw ServiceAccountKeyFailure(.missingField, field: name)
            }
            return value
        }
        clientEmail = try required("client_email")
        keyID = try required("private_key_id")
        tokenURI = try required("token_uri")
        let pem = try required("private_key")
        clientID = fields["client_id"] ?? ""
        guard clientEmail.contains("@"), clientEmail.isPrintableASCII else {
            throw ServiceAccountKeyFailure(.badField, field: "client_email")
        }
        guard keyID.isPrintableASCII else { throw ServiceAccountKeyFailure(.badField, field: "private_key_id") }
        guard clientID.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            throw ServiceAccountKeyFailure(.badField, field: "client_id")
        }
        guard TokenAddress.isAllowed(tokenURI) else { throw ServiceAccountKeyFailure(.insecureTokenAddress) }
        do throws(CryptoFailure) { key = try RSAPrivateKey(pem: pem) } catch {
            throw ServiceAccountKeyFailure(error.code == .badKey ? .unreadableKey : .library)
        }
    }

    /// The JSON Web Signature (RFC 7515, compact) of `claims` under this key.
    func signature(of claims: JSONText) throws(CryptoFailure) -> String {
        let header = JSONText.object(["alg": .text("RS256"), "kid": .text(keyID), "typ": .text("JWT")])
        let signed = "\(Base64URL.encode(Array(header.text.utf8))).\(Base64URL.encode(Array(claims.text.utf8)))"
        return "\(signed).\(Base64URL.encode(try key.sign(Array(signed.utf8))))"
    }

    private static let names = [
        "type", "client_email", "private_key", "private_key_id", "token_uri", "client_id", "installed", "web",
    ]

    /// The members that are there. An object counts as there, with an empty text.
    private static func fields(_ json: [UInt8]) throws(ServiceAccountKeyFailure) -> [String: String] {
        var fields: [String: String] = [:]
        var wrong: String?
        do throws(JSONFailure) {
            try JSONDocument(json).values(at: JSONPaths(names.map { "$.\($0)" })) { row in
                for (index, name) in names.enumerated() {
                    switch row.value(index) {
                    case nil, .null: continue
                    case .text(let value): fields[name] = value
                    case .object where name == "installed" || name == "web": fields[name] = ""
                    default: wrong = wrong ?? name
                    }
                }
            }
        } catch {
            throw ServiceAccountKeyFailure(.notJSON)
        }
        if let wrong { throw ServiceAccountKeyFailure(.badField, field: wrong) }
        return fields
    }
}

extension ServiceAccountKey: CustomStringConvertible, CustomReflectable {
    package var description: String { "‹service account key›" }
    /// Without children: the key shows in no dump.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// Which addresses a key file may send its signatures to.
enum TokenAddress {
    private static let maximumBytes = 2048

    /// https, or http to loopback (tests); a host, no user, no spaces.
    static func isAllowed(_ address: String) -> Bool {
        guard address.isPrintableASCII, address.utf8.count <= maximumBytes else { return false }
        let lowered = address.lowercased()
        let isSecure = lowered.hasPrefix("https://")
        guard isSecure || lowered.hasPrefix("http://") else { return false }
        let authority = lowered.dropFirst(isSecure ? 8 : 7).prefix { !"/?#\\".contains($0) }
        guard !authority.isEmpty, !authority.contains("@") else { return false }
        return isSecure || Loopback.isAuthority(authority)
    }
}

extension String {
    var isPrintableASCII: Bool { utf8.allSatisfy { (0x21...0x7E).contains($0) } }

    /// Short, and made of letters, digits and underscores, so that it may stand in a log.
    var isLoggableWord: Bool {
        (1...64).contains(utf8.count)
            && utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
