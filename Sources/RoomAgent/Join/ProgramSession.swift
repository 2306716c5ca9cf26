// SPDX-License-Identifier: Apache-2.0
import Configuration
import RoomCore

/// A session of the joiner: a program, or what one has handed over.
final class ProgramSession {
    let token: JoinToken
    let kind: JoinKind
    let mode: JoinSessionMode
    /// The program, whose number is its group's too; nil once it has handed over.
    var process: Int32?
    var isHandedOver = false
    var isEnding = false
    var exit: (any LoopRegistration)?
    var force: (any LoopRegistration)?

    init(token: JoinToken, kind: JoinKind, mode: JoinSessionMode) {
        self.token = token
        self.kind = kind
        self.mode = mode
    }
}
