// SPDX-License-Identifier: Apache-2.0

extension LineMistake {
    static let network: [LineMistake] = [
        .init(
            "join", "dial-prefixes = +358 Finland",
            """
            [join] dial-prefixes: "Finland" is no beginning of a telephone number. Write digits, with a + in front of a \
            country's code, as in +358 +46.
            """),
        .init(
            "presence", "vacation = anna",
            """
            [presence] vacation: This does not look like an e-mail address, as the address of a person does. Write \
            it as name@example.com.
            """),
        .init(
            "presence", "vacation = " + (0..<17).map { "p\($0)@b.example" }.joined(separator: " "),
            "[presence] vacation: There are more than 16 people. Remove some."),
        .init(
            "presence", "webhook = http://example.com/x",
            "[presence] webhook: The address does not begin with https://. Write it as https://example.com/presence."),
        .init(
            "presence", "webhook-key = secret",
            """
            [presence] webhook-key: The key is not in a file. Write file: and its path, as in \
            file:/etc/room-agent/webhook.key
            """),
        .init(
            "presence", "webhook-key = vault:transit/x",
            """
            [presence] webhook-key: The key is not in a file. Write file: and its path, as in \
            file:/etc/room-agent/webhook.key
            """),
        .init(
            "presence", "webhook-key = /etc/key",
            "[presence] webhook-key: The path has no file: before it. Write file: and then the path."),
        .init(
            "join", "dial-prefixes = 00358",
            """
            [join] dial-prefixes: "00358" begins with 00. Write + and the country's code: numbers with 00, 011 or 0011 are \
            compared with that.
            """),
        .init(
            "join", "dial-prefixes = " + (100..<133).map { "+\($0)" }.joined(separator: " "),
            "[join] dial-prefixes: There are more than 32 prefixes. Remove some."),
        .init(
            "join", "order = sip vidio",
            "[join] order: \"vidio\" is not one of video, sip or phone. Did you mean video?"),
        .init(
            "google", "api = calendar.example.com",
            "[google] api: This is no address the agent can use. Write it as https://calendar.example.com."),
        .init(
            "google", "api = ftp://calendar.example.com",
            "[google] api: The address does not begin with https://. Write it as https://calendar.example.com."),
        .init(
            "google", "api = http://calendar.example.com",
            """
            [google] api: Plain http would send the calendar unencrypted. Write https://; http:// is \
            accepted only to this machine itself (127.0.0.1, ::1 or localhost).
            """),
        .init(
            "google", "api = https://calendar.example.com/calendar/v3",
            """
            [google] api: The address has a path or more behind the host. Write only https://host or \
            https://host:port; the agent appends /calendar/v3 and the like.
            """),
        .init(
            "google", "api = https://me:secret@calendar.example.com",
            """
            [google] api: The address has a user name or password in it. Remove it; the service \
            account's key is the only credential.
            """),
        .init(
            "google", "api = https://calendar.example.com:99999",
            "[google] api: The port is not a number from 1 to 65535. Write it as https://host:8443."),
        .init(
            "google", "api = https://",
            "[google] api: This is no address the agent can use. Write it as https://calendar.example.com."),
        .init(
            "google", "api = https://exa mple.com",
            "[google] api: This is no address the agent can use. Write it as https://calendar.example.com."),
        .init(
            "google", "api = https://calendar.example.com?x=1",
            """
            [google] api: The address has a path or more behind the host. Write only https://host or \
            https://host:port; the agent appends /calendar/v3 and the like.
            """),
        .init(
            "google", "api = http://127.evil.example",
            """
            [google] api: Plain http would send the calendar unencrypted. Write https://; http:// is \
            accepted only to this machine itself (127.0.0.1, ::1 or localhost).
            """),
        .init(
            "push", "listen = localhost:8443",
            """
            [push] listen: This is no address to listen at. Write an IPv4 address of this machine and a port, as in \
            127.0.0.1:8443.
            """),
        .init(
            "push", "listen = 127.0.0.1",
            """
            [push] listen: This is no address to listen at. Write an IPv4 address of this machine and a port, as in \
            127.0.0.1:8443.
            """),
        .init(
            "push", "address = http://site.example.com/push",
            """
            [push] address: The address does not begin with https://. Write it as \
            https://site.example.com/push/aalto.
            """),
        .init(
            "push", "address = https://me:secret@site.example.com/push",
            """
            [push] address: The address has a user name or password in it. Remove it; what only the right ones may \
            know is part of the path.
            """),
        .init(
            "push", "subscribe = http://relay.example.com/s",
            """
            [push] subscribe: The address does not begin with https://. Write it as \
            https://relay.example.com/subscribe/KEY.
            """),
        .init(
            "push", "subscribe = https://relay.example.com/s#1",
            """
            [push] subscribe: This is no address the agent can use. Write it as \
            https://relay.example.com/subscribe/KEY.
            """),
        .init(
            "scheduling", "meet = meet",
            "[scheduling] meet: This is no word to look for in a location. Write @ and a word, as in @meet."),
        .init(
            "scheduling", "meet = @a b",
            "[scheduling] meet: This is no word to look for in a location. Write @ and a word, as in @meet."),
        .init(
            "scheduling", "webex-myroom = https://acme.webex.com/meet/{space}",
            """
            [scheduling] webex-myroom: This is no address to fill in. Write https://, a host and a path with {user}, \
            as in https://acme.webex.com/meet/{user}.
            """),
        .init(
            "scheduling", "jitsi-space = https://{space}.example.com/",
            """
            [scheduling] jitsi-space: This is no address to fill in. Write https://, a host and a path with {space} or \
            {pair}, as in https://meet.example.com/{space}.
            """),
        .init(
            "scheduling", "zoom-space = http://acme.zoom.us/my/{space}",
            """
            [scheduling] zoom-space: This is no address to fill in. Write https://, a host and a path with {space} or \
            {pair}, as in https://acme.zoom.us/my/{space}.
            """),
        .init(
            "network", "proxy = proxy.example.com:3128",
            "[network] proxy: This is no address the agent can use. Write it as http://proxy.example.com:3128."),
        .init(
            "network", "proxy = http://user:secret@proxy.example.com:3128",
            """
            [network] proxy: The address has a user name or password in it. Have the proxy admit \
            this device by its address, or use a local proxy that knows the password.
            """),
        .init(
            "network", "proxy = http://proxy.example.com:3128/x",
            """
            [network] proxy: The address has a path or more behind the host. Write only the proxy's \
            host and port, as in http://proxy.example.com:3128.
            """),
        .init(
            "network", "proxy = socks4://proxy.example.com",
            """
            [network] proxy: The address does not begin with http://, https://, socks5:// or \
            socks5h://. Write it as http://proxy.example.com:3128.
            """),
        .init(
            "join", "jitsi-hosts = https://meet.example.com/",
            """
            [join] jitsi-hosts: There is more than host names in it. Write only host names, without \
            https://, port or path.
            """),
        .init(
            "join", "jitsi-hosts = *.example.com",
            #"[join] jitsi-hosts: "*.example.com" is a pattern. Write each host name in full."#),
        .init(
            "join", "jitsi-hosts = meet.example.com:8443",
            """
            [join] jitsi-hosts: There is more than host names in it. Write only host names, without \
            https://, port or path.
            """),
        .init(
            "join", "jitsi-hosts = möten.example.com",
            """
            [join] jitsi-hosts: "möten.example.com" has letters beyond a to z. Write the name as DNS \
            has it, beginning with xn--.
            """),
        .init(
            "join", "jitsi-hosts = a.example.com, b.example.com",
            """
            [join] jitsi-hosts: "a.example.com," is no host name. Write only host names, such as \
            meet.example.com, with spaces between.
            """),
        .init(
            "join", "jitsi-hosts = " + (0..<33).map { "h\($0).example.com" }.joined(separator: " "),
            "[join] jitsi-hosts: There are more than 32 hosts. Remove some."),
    ]
}
