// SPDX-License-Identifier: Apache-2.0

/// Why a file is no key of a service account. It holds names of fields, never what is in them.
package struct ServiceAccountKeyFailure: Error, Hashable {
    /// The kinds of failure.
    package enum Code: String, CaseIterable, Sendable {
        /// More bytes than `ServiceAccountKey.maximumBytes`.
        case tooLarge
        /// The file is not JSON.
        case notJSON
        /// The file of an OAuth client (`installed` or `web`).
        case oauthClient
        /// `type` is another one: `authorized_user`, `external_account`, ….
        case otherCredentials
        /// `field` is not there.
        case missingField
        /// `field` is there, and is not what it should be.
        case badField
        /// `private_key` is no RSA key in PEM form, is encrypted, or is shorter than 2,048 bits.
        case unreadableKey
        /// `token_uri` is neither https nor http to loopback.
        case insecureTokenAddress
        /// SQLite or OpenSSL failed.
        case library
    }

    /// What kind of failure it is.
    package var code: Code
    /// The field at fault, for those codes that have one; for `otherCredentials` the type.
    package var field: String

    package init(_ code: Code, field: String = "") {
        self.code = code
        self.field = field
    }
}

extension ServiceAccountKeyFailure: CustomStringConvertible {
    /// What is wrong, in a sentence.
    package var description: String {
        switch code {
        case .tooLarge: "The key file is larger than 64 KiB, so it is not a service account key."
        case .notJSON: "The key file is not JSON."
        case .oauthClient: "The key file is that of an OAuth client, not of a service account."
        case .otherCredentials: "The key file holds credentials of type \"\(field)\", not of a service account."
        case .missingField: "The key file has no \"\(field)\"."
        case .badField: "In the key file, \"\(field)\" is not what Google writes there."
        case .unreadableKey: "The \"private_key\" in the key file is not an RSA key of at least 2048 bits in PEM form."
        case .insecureTokenAddress: "The \"token_uri\" in the key file is not an https address."
        case .library: "The key file could not be read for lack of memory, or because OpenSSL or SQLite failed."
        }
    }

    /// What to do about it.
    package var remedy: String {
        switch code {
        case .oauthClient, .otherCredentials:
            "In the Google Cloud console, open IAM & Admin > Service Accounts > the account > Keys, "
                + "choose Add key > Create new key > JSON, and use that file."
        case .library: "Free memory on the device and try again."
        default:
            "Copy the JSON file that the Google Cloud console gave out to the device again, unchanged; "
                + "if it is lost, create a new key under IAM & Admin > Service Accounts > the account > Keys."
        }
    }
}
