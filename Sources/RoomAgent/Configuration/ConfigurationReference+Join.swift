// SPDX-License-Identifier: Apache-2.0
import RoomCore

extension ConfigurationReference {
    static let join: [ConfigurationKey] = [
        command("video", for: .kind(.video), "chromium --kiosk --app={url}", "What opens a meeting's web address."),
        command("sip", for: .kind(.sip), "/usr/local/bin/room-dial {url}", "What dials a SIP or H.323 address."),
        command("phone", for: .kind(.phone), "/usr/local/bin/room-dial {url}", "What dials a telephone number."),
        hosts("jitsi-hosts", of: .jitsi, "Hosts of the organisation's own Jitsi servers."),
        hosts("bigbluebutton-hosts", of: .bigBlueButton, "Hosts of the organisation's own BigBlueButton servers."),
        hosts(
            "nextcloud-talk-hosts", of: .nextcloudTalk, "Hosts of the organisation's own Nextcloud servers with Talk."),
        hosts("element-call-hosts", of: .elementCall, "Hosts of the organisation's own Element Call servers."),
        hosts(
            "skype-for-business-hosts", of: .skypeForBusiness,
            "Hosts of the organisation's own Skype for Business servers."),
        ConfigurationKey(
            "join", "dial-prefixes", .dialPrefixes, absence: "every number that is not refused anyway",
            "What telephone numbers have to begin with to be dialled."
        ) { $0.join.dialPrefixes = $1 },
        ConfigurationKey(
            "join", "order", .joinKinds, absence: "the best that the event has",
            "Which kind of address a press prefers where a meeting has several."
        ) { $0.join.order = $1 },
        ConfigurationKey(
            "join", "leave-grace", .timeSpan(.seconds(1) ... .minutes(1)), default: "5 s",
            "How long a meeting's program may take to end before it is ended by force."
        ) { $0.join.leaveGrace = $1 },
        ConfigurationKey(
            "join", "session", .word, default: "program", "What a meeting's session is, for every kind of address."
        ) { $0.join.session = $1 },
        session("video-session", for: .video, "The same for web addresses."),
        session("sip-session", for: .sip, "The same for SIP and H.323 addresses."),
        session("phone-session", for: .phone, "The same for telephone numbers."),
        ConfigurationKey(
            "join", "leave", .command(example: leaveExample, takesAddress: false), absence: "nothing does",
            "What ends a session that was handed over."
        ) { $0.join.leaveCommand = $1 },
        leave("video-leave", for: .video, "The same for web addresses."),
        leave("sip-leave", for: .sip, "The same for SIP and H.323 addresses."),
        leave("phone-leave", for: .phone, "The same for telephone numbers."),
        ConfigurationKey(
            "join", "socket", .socket(example: "/run/room-agent-join.sock"), default: "/run/room-agent-join.sock",
            "The socket on which the joiner waits for the agent."
        ) { $0.join.socket = $1 },
    ]

    /// A service whose name is one of the other keys of `[join]` (`sip`, `phone`) has no key of its own.
    static func isServiceKey(_ service: String) -> Bool { !join.contains { $0.name == service } }

    static func serviceCommand(_ service: String) -> ConfigurationKey {
        command(
            service, for: .service(service), "chromium --kiosk --app={url}",
            "What opens a meeting of the service \(service), instead of video, sip or phone.")
    }

    private static func command(
        _ name: String, for key: JoinCommandKey, _ example: String, _ sentence: String
    ) -> ConfigurationKey {
        ConfigurationKey(
            "join", name, .command(example: example), absence: "such meetings are not joined", sentence
        ) { $0.join.commands[key] = $1 }
    }

    private static func session(_ name: String, for kind: JoinKind, _ sentence: String) -> ConfigurationKey {
        ConfigurationKey("join", name, .word, absence: "what session says", sentence) { $0.join.sessions[kind] = $1 }
    }

    private static let leaveExample = "/usr/local/bin/room-hang-up"

    private static func leave(_ name: String, for kind: JoinKind, _ sentence: String) -> ConfigurationKey {
        ConfigurationKey(
            "join", name, .command(example: leaveExample, takesAddress: false), absence: "what leave says", sentence
        ) { $0.join.leaveCommands[kind] = $1 }
    }

    private static func hosts(_ name: String, of service: OwnHostService, _ sentence: String) -> ConfigurationKey {
        ConfigurationKey("join", name, .hosts, absence: "none", sentence) { configuration, hosts in
            // A later file's line replaces an earlier one's.
            configuration.join.ownHosts.removeAll { $0.service == service }
            configuration.join.ownHosts += hosts.map { OwnHost(host: $0, service: service) }
        }
    }
}
