// SPDX-License-Identifier: Apache-2.0

/// Why a JSON text could not be read. It never holds any of the text.
package struct JSONFailure: Error, Hashable, CustomStringConvertible {
    /// The kinds of failure.
    package enum Code: String, Sendable {
        /// The text is not JSON (RFC 8259), or nested deeper than `JSONDocument.maximumDepth`.
        case notJSON
        /// Longer than `JSONDocument.maximumBytes`.
        case tooLarge
        /// The value is there and has another type than was asked for.
        case wrongType
    }

    /// What kind of failure it is.
    package var code: Code
    /// The path of ours that was being read, or the operation; never content.
    package var place: String

    package init(_ code: Code, at place: String) {
        self.code = code
        self.place = place
    }

    package var description: String { "\(code.rawValue) at \(place)" }
}
