// SPDX-License-Identifier: Apache-2.0
package import RoomCore

extension RoomConfiguration {
    /// `[join]`
    package struct Join: Equatable, Sendable {
        /// What starts for a kind of address or for one service: an argv template, one element per word, in one of
        /// which `{url}` stands for the address.
        package var commands: [JoinCommandKey: [String]] = [:]
        /// What a command's session is, where `sessions` has no entry for its kind of address. Default: it lives as
        /// long as the program.
        package var session = JoinSessionMode.program
        /// What a command's session is, by the kind of address it joins. Default: empty, `session` is for all of them.
        package var sessions: [JoinKind: JoinSessionMode] = [:]
        /// What ends a session that was handed over, where `leaveCommands` has no entry for its kind of address: an
        /// argv template, which needs no place for the address. Default: nil, nothing does.
        package var leaveCommand: [String]?
        /// What ends a session that was handed over, by its kind of address. Default: empty, `leaveCommand` is for all
        /// of them.
        package var leaveCommands: [JoinKind: [String]] = [:]
        /// Hosts of the organisation's own meeting servers, in order of the files. Default: none.
        package var ownHosts: [OwnHost] = []
        /// What a telephone number has to begin with to be dialled: digits, perhaps with a plus in front. Empty: any
        /// number that is not refused for another reason.
        package var dialPrefixes: [String] = []
        /// Which kinds of address a press prefers; a kind that is not named comes after those that are. Empty: as the
        /// event has them, best first.
        package var order: [JoinKind] = []
        /// How long after a session was asked to end it is ended by force; 1 s to 1 min. Default: 5 s.
        package var leaveGrace = Duration.seconds(5)
        /// Absolute path of the Unix socket on which the joiner listens, at most 107 bytes. Default: where
        /// room-agent-join.socket makes it.
        package var socket = "/run/room-agent-join.sock"

        package init() {}

        /// The template for an address: its service's own, else its kind's; nil where nothing is configured.
        package func command(for address: JoinAddress) -> [String]? {
            commands[.service(address.service)] ?? commands[.kind(address.kind)]
        }

        /// What the session of such an address is: its kind's own entry, else `session`.
        package func session(for kind: JoinKind) -> JoinSessionMode { sessions[kind] ?? session }

        /// The template that ends the session of such an address; nil where nothing ends it.
        package func leaveCommand(for kind: JoinKind) -> [String]? { leaveCommands[kind] ?? leaveCommand }
    }
}

/// What a join command is for.
package enum JoinCommandKey: Hashable, Sendable {
    /// Every address of this kind whose service has no command of its own.
    case kind(JoinKind)
    /// A service of the join table, by its stable name (`JoinAddress.service`).
    case service(String)
}

/// What a join command's session is.
package enum JoinSessionMode: String, CaseIterable, Sendable {
    /// The session lives as long as the program.
    case program
    /// The program tells another device or program to join, and returns: exit code 0 is success. The session lives
    /// until the meeting's end, or until it is left.
    case handedOver = "handed-over"
}
