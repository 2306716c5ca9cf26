// SPDX-License-Identifier: Apache-2.0

/// Why a cryptographic operation did not succeed. It never holds a key or any content.
package struct CryptoFailure: Error, Hashable, CustomStringConvertible {
    /// The kinds of failure. The raw values are for logs.
    package enum Code: String, Sendable {
        /// The kernel or libcrypto gave no random bytes.
        case noRandomness
        /// A sealed box is cut, changed, sealed under another key, or bound to other associated data.
        case notAuthentic
        /// The text is no key of the kind that is needed, is encrypted, or is too weak.
        case badKey
        /// A length that the algorithm does not have: our bug, or a damaged input.
        case badLength
        /// libcrypto's provider for a TPM is not installed, or reaches none.
        case noTPM
        /// libcrypto failed: no memory, or an algorithm is missing or switched off.
        case library
    }

    /// What kind of failure it is.
    package var code: Code
    /// What was being done, in a few constant words.
    package var operation: String

    package init(_ code: Code, in operation: String) {
        self.code = code
        self.operation = operation
    }

    package var description: String { "\(code.rawValue) in \(operation)" }
}
