// SPDX-License-Identifier: Apache-2.0

/// Why a push of the button joined nothing.
package struct JoinFailure: Error, Hashable {
    /// The raw values are stable words: `status` tells them (docs/control-protocol.md), and the joiner the first five
    /// (docs/join-programs.md).
    package enum Code: String, CaseIterable, Sendable {
        /// The configured program does not exist or may not be executed.
        case programMissing = "program-missing"
        /// The system refused to start it.
        case couldNotStart = "could-not-start"
        /// The address is not one that may be opened.
        case addressRefused = "address-refused"
        /// Nothing under `[join]` is for such an address.
        case notConfigured = "not-configured"
        /// `[join]` could not be read, or has errors.
        case configuration = "configuration"
        /// There is no joiner to ask, or it does not answer.
        case noJoiner = "no-joiner"
        /// It ended before the meeting can have been seen.
        case endedAtOnce = "ended-at-once"
        /// It was not connected within the attempt's limit.
        case tookTooLong = "took-too-long"
    }

    /// What kind of failure it is.
    package var code: Code
    /// For the journal, without private values: a program's path, a place in a file, an exit code. Default: empty.
    package var detail: String

    package init(_ code: Code, detail: String = "") {
        self.code = code
        self.detail = detail
    }
}
