// SPDX-License-Identifier: Apache-2.0

extension RoomConfiguration {
    /// `[join]`
    package struct Join: Equatable, Sendable {
        /// What starts for a kind of address or for one service: an argv template, one element per word, in one of which
        /// `{url}` stands for the address.
        package var commands: [JoinCommandKey: [String]] = [:]
        /// Hosts of the organisation's own meeting servers, in order of the files.
        package var ownHosts: [OwnHost] = []
        /// Between asking a session to end and ending it by force; 1 s to 1 min.
        package var leaveGrace = Duration.seconds(5)

        /// The template for an address: its service's own, else its kind's; nil where nothing is configured.
        package func command(for address: JoinAddress) -> [String]? {
            commands[.service(address.service)] ?? commands[.kind(address.kind)]
        }
    }
}

/// What a join command is for.
package enum JoinCommandKey: Hashable, Sendable {
    case kind(JoinKind)
    /// A service of the join table, by its stable name (`JoinAddress.service`).
    case service(String)
}

/// A meeting server that the organisation runs itself.
package struct OwnHost: Hashable, Sendable {
    /// Lower-case host name, without scheme, port or dot at the end.
    package var host: String
    package var service: OwnHostService

    package init(host: String, service: OwnHostService) {
        self.host = host
        self.service = service
    }
}

/// A kind of meeting server that organisations run themselves; the raw value is the service's stable name.
package enum OwnHostService: String, CaseIterable, Sendable {
    case jitsi
    case bigBlueButton = "bigbluebutton"
    case nextcloudTalk = "nextcloud-talk"
    case elementCall = "element-call"
}
