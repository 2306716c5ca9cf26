// SPDX-License-Identifier: Apache-2.0

/// Carries out join actions. `CommandJoiner` starts a program per session.
package protocol JoinPerformer: AnyObject {
    /// Starts the action, or throws before anything ran. `ended` is called once, when the session ends by itself or
    /// by `leave`.
    func start(
        _ request: JoinRequest, ended: @escaping (JoinEnd) -> Void
    ) throws(JoinFailure) -> JoinHandle

    /// Takes over a session that an earlier run of the agent started, if it still lives; nil if it doesn't.
    func adopt(_ token: JoinToken, ended: @escaping (JoinEnd) -> Void) -> JoinHandle?

    /// Asks the session to end: politely first, by force after `JoinLimits.leaveGrace`.
    func leave(_ handle: JoinHandle)
}

/// Names one push of the button, also across a restart: 16 random bytes as 32 hex digits.
package struct JoinToken: Hashable, Sendable {
    package let value: String
    package init(_ value: String) { self.value = value }
}

package struct JoinRequest: Sendable {
    package var token: JoinToken
    package var address: JoinAddress
    /// The argv template of the action, one element per word; `{url}` stands for the address.
    package var command: [String]

    package init(token: JoinToken, address: JoinAddress, command: [String]) {
        self.token = token
        self.address = address
        self.command = command
    }
}

/// A running session.
package struct JoinHandle: Hashable, Sendable {
    package var token: JoinToken
    /// The process that is the session; its group has the same number.
    package var process: Int32

    package init(token: JoinToken, process: Int32) {
        self.token = token
        self.process = process
    }
}

/// How a session ended.
package enum JoinEnd: Hashable, Sendable {
    /// The process exited with this code.
    case exited(Int32)
    case killed(signal: Int32)
    /// It was somebody else's child by then (adopted): no status.
    case gone
}

package struct JoinFailure: Error, Hashable {
    package enum Code: String, Sendable {
        /// The program does not exist or may not be executed.
        case programNotFound
        /// The kernel refused to start it.
        case spawnFailed
        /// The address is not one that may be opened.
        case addressRefused
    }

    package var code: Code
    package var detail: String

    package init(_ code: Code, detail: String = "") {
        self.code = code
        self.detail = detail
    }
}
