// SPDX-License-Identifier: Apache-2.0

/// Why there is no key, or why keys could not be changed. It never holds any of a key's content, nor what a service
/// said in its own words, so it can be logged and shown.
package struct KeyFailure: Error, Hashable, CustomStringConvertible {
    /// The kinds of failure. The raw values are for the journal.
    package enum Code: String, Sendable {
        /// Nothing lies there, or there is no such credential.
        case missing
        /// The kernel refused to open or read it.
        case notReadable
        /// No regular file, or somebody else's.
        case notOurs
        /// Others can read it.
        case openToOthers
        /// Neither 32 bytes nor 64 hexadecimal digits.
        case malformed
        /// It could not be made, or what it wraps could not be written.
        case notMade
        /// It is another key than the one that wrapped the data key.
        case otherKey
        /// Who holds the key gives no answer.
        case unreachable
        /// Who holds the key says no.
        case denied
    }

    /// What kind of failure it is.
    package var code: Code
    /// The file, the name of the credential, or that of the service's key (`KeyProvider.name`).
    package var path: String
    /// What is wrong, as a clause that follows the path.
    package var cause: String
    /// What to do next, a whole sentence.
    package var remedy: String
    /// How long who holds the key asks to be left alone; nil where nobody said.
    package var retryAfter: Duration?

    /// A failure without `retryAfter`. `cause` and `remedy` are for people, in English.
    package init(_ code: Code, path: String, cause: String, remedy: String) {
        self.code = code
        self.path = path
        self.cause = cause
        self.remedy = remedy
    }

    /// The whole sentence, and behind it what to do.
    package var description: String { "Key \(path) \(cause). \(remedy)" }
}
