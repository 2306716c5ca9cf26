// SPDX-License-Identifier: Apache-2.0

/// Carries out join actions. `JoinerClient` is the real one: it asks the joiner, a service with a user of its own.
///
/// Every call returns at once. What came of it is reported later, on the loop and never from within the call, so that
/// no report reaches the room while it still carries out the effects of an earlier one.
package protocol JoinPerformer: AnyObject {
    /// Where reports go from now on. Called once, before anything else.
    func begin(_ report: @escaping (JoinReport) -> Void)

    /// Starts an action: `started` or `handedOver` follows, or `failed`; later `ended`.
    func start(_ request: JoinRequest)

    /// Asks about a session that an earlier run of the agent may have started. `started` or `handedOver` tells that it
    /// lives, `ended` that it doesn't; from then on the token is never started any more.
    func resume(_ token: JoinToken)

    /// Asks the session to end: politely first, by force after `[join] leave-grace`. `ended` follows.
    func leave(_ token: JoinToken)

    /// The room is done with the session. One that was handed over goes on by itself.
    func forget(_ token: JoinToken)
}

/// What a join performer tells.
package enum JoinReport: Hashable, Sendable {
    /// The program runs, and is the session.
    case started(JoinToken)
    /// The program has handed the meeting over to another device or program, and is gone.
    case handedOver(JoinToken)
    /// Nothing runs.
    case failed(JoinToken, JoinFailure)
    case ended(JoinToken, JoinEnd)
    /// Whether actions can be carried out at all; told when it becomes known, and when it changes.
    case isAvailable(Bool)
}

/// Names one push of the button, also across a restart: 16 random bytes as 32 hex digits.
package struct JoinToken: Hashable, Sendable {
    package let value: String
    package init(_ value: String) { self.value = value }
}

/// What the room wants joined. Which command that takes is for the performer to know.
package struct JoinRequest: Hashable, Sendable {
    package var token: JoinToken
    package var address: JoinAddress

    package init(token: JoinToken, address: JoinAddress) {
        self.token = token
        self.address = address
    }
}

/// How a session ended.
package enum JoinEnd: Hashable, Sendable {
    /// The program exited with this code.
    case exited(Int32)
    /// The program was ended by this signal.
    case killed(signal: Int32)
    /// Nobody knows how: it was over when it was asked about, or belonged to somebody else by then.
    case gone
}

package struct JoinFailure: Error, Hashable {
    /// Why nothing runs. The raw values are words of the joiner's protocol (docs/join-programs.md).
    package enum Code: String, CaseIterable, Sendable {
        /// The program does not exist or may not be executed.
        case programNotFound = "program-missing"
        /// The kernel refused to start it.
        case spawnFailed = "could-not-start"
        /// The address is not one that may be opened.
        case addressRefused = "address-refused"
        /// Nothing under `[join]` is for such an address.
        case notConfigured = "not-configured"
        /// `[join]` could not be read, or has errors.
        case configuration = "configuration"
        /// There is no joiner to ask, or it does not answer.
        case noJoiner = "no-joiner"
    }

    package var code: Code
    /// Without private values: a program's path, a place in a file.
    package var detail: String

    package init(_ code: Code, detail: String = "") {
        self.code = code
        self.detail = detail
    }
}
