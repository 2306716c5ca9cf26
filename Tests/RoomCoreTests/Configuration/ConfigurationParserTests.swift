// SPDX-License-Identifier: Apache-2.0
import Configuration
import RoomCore
import Testing

@Suite("Configuration parser")
struct ConfigurationParserTests {
    /// The smallest real room of the product description.
    static let smallRoom = """
        [room]
        name = Aalto
        calendar = c_1881q@resource.calendar.google.com

        [google]
        key-file = /etc/room-agent/google.json
        act-as = room-admin@example.com

        [button]
        source = gpio:JOIN_BUTTON

        [lamp]
        button = gpio:JOIN_LAMP
        green = gpio:LIGHT_GREEN
        red = gpio:LIGHT_RED

        [display]
        output = lcdproc:127.0.0.1:13666

        [join]
        video = chromium --kiosk --app={url}
        """

    @Test("the smallest real room parses, and delegation is its only warning")
    func smallest() throws {
        let parsed = ConfigurationSample.parse(Self.smallRoom)
        #expect(parsed.problems.map(\.code) == [.delegation])
        var expected = RoomConfiguration(
            name: "Aalto", calendar: "c_1881q@resource.calendar.google.com", credential: "/etc/room-agent/google.json")
        expected.google.actAs = Private("room-admin@example.com")
        expected.button.source = DeviceAddressText("gpio:JOIN_BUTTON")
        expected.lamp.button = DeviceAddressText("gpio:JOIN_LAMP")
        expected.lamp.green = DeviceAddressText("gpio:LIGHT_GREEN")
        expected.lamp.red = DeviceAddressText("gpio:LIGHT_RED")
        expected.display.output = DeviceAddressText("lcdproc:127.0.0.1:13666")
        expected.join.commands = [.kind(.video): ["chromium", "--kiosk", "--app={url}"]]
        #expect(try #require(parsed.configuration) == expected)
        #expect(expected.display.output?.text == "lcdproc:127.0.0.1:13666")
    }

    @Test("every key arrives where it belongs")
    func everyKey() throws {
        let configuration = try #require(ConfigurationSample.parse(ConfigurationSample.everyKey).configuration)
        #expect(configuration == ConfigurationSample.everyKeyParsed)
    }

    @Test("a later file overrides an earlier one, key by key")
    func override() throws {
        let parsed = ConfigurationSample.parse(
            ConfigurationSample.base,
            "[room]\njoin-early = 10 min\n[join]\njitsi-hosts = a.example.com b.example.com\n",
            "[room]\njoin-early = 2 min\n[join]\njitsi-hosts = c.example.com\nvideo = firefox --kiosk {url}\n")
        let configuration = try #require(parsed.configuration)
        #expect(configuration.room.name == "Aalto")
        #expect(configuration.room.joinEarly == .minutes(2))
        #expect(configuration.join.ownHosts == [OwnHost(host: "c.example.com", service: .jitsi)])
        #expect(configuration.join.commands[.kind(.video)] == ["firefox", "--kiosk", "{url}"])
    }

    @Test("a section may come in pieces, and keys in any order")
    func sectionInPieces() throws {
        let text =
            "[google]\nkey-file = /k\n[room]\ncalendar = c@example.com\n[join]\nvideo = b {url}\n[room]\nname = A\n"
        let parsed = ConfigurationSample.parse(text)
        #expect(parsed.problems.isEmpty)
        #expect(parsed.configuration?.room.name == "A")
    }

    @Test("spaces and tabs around names and signs count for nothing, and comments and empty lines neither")
    func blanks() {
        let text =
            "# c\n\t [room] \n\tname\t=\t A  B \t\n\n  # c\ncalendar=c@example.com\n"
            + "[ google ]\nkey-file  =/k\n[join]\nvideo=b {url}"
        #expect(ConfigurationSample.parse(text).problems.isEmpty)
        #expect(ConfigurationSample.parse(text).configuration?.room.name == "A  B")
    }

    @Test(
        "values that look strange and are right",
        arguments: [
            ("room", "name = Room #5"), ("room", "name = Tölö & \"Co\" / 5. krs"), ("room", "name = ="),
            ("room", "name = 会議室"),
            ("room", "join-early = 300"), ("room", "join-early = 300s"), ("room", "join-early = 0"),
            ("room", "join-late = 1 h"),
            ("room", "timezone = America/Argentina/Buenos_Aires"), ("room", "timezone = Etc/GMT+2"),
            ("room", "timezone = UTC"),
            ("room", "calendar = en.finnish#holiday@group.v.calendar.google.com"),
            ("room", "hide-titles = on"), ("button", "source = gpio:pinctrl-rp1/17"),
            ("button", "source = gpio:PIN 11"),
            ("button", "source = serial:/dev/serial/by-id/usb-X-if00@9600"), ("button", "source = serial:/tmp/pty"),
            ("lamp", "green = led:room:green"), ("lamp", "green = serial:/dev/ttyS0"),
            ("display", "output = lcdproc:127.0.0.1:13666"), ("display", "output = lcdproc:localhost:13666"),
            ("display", "output = ansi:/dev/pts/3"), ("display", "output = tty:/dev/tty1"),
            ("google", "api = http://127.0.0.1:8080"), ("google", "api = http://[::1]:8080"),
            ("google", "api = http://localhost"),
            ("google", "api = https://[2001:db8::1]:8443"), ("network", "proxy = socks5h://proxy:1080"),
            ("store", "directory = /"), ("store", "key = credential:room-agent.key_1"),
            ("store", "key = google-kms:projects/example.com:rooms/locations/l/keyRings/r/cryptoKeys/k"),
            ("join", "video = /usr/bin/chromium \"--user-agent=Room 5 $HOME\" --app={url}"),
            ("join", "video = open {url}#{}"),
            ("join", "video = \"/opt/Meeting Room/open\" {url}"), ("join", "video = env DISPLAY=:0 chromium {url}"),
            ("join", "video = runuser -u kiosk -- chromium {url}"), ("join", "zoom = zoom --url={url}"),
            ("join", "sip = /usr/local/bin/dial {url}"), ("join", "bigbluebutton-hosts = 10.0.0.5 bbb"),
        ])
    func accepted(section: String, line: String) {
        let parsed = ConfigurationSample.parse(ConfigurationSample.base, "[\(section)]\n\(line)\n")
        #expect(parsed.problems.filter { $0.severity == .error }.map(\.description) == [])
    }

    @Test("an API address loses its slash, and host names their capitals")
    func normalised() {
        let parsed = ConfigurationSample.parse(
            ConfigurationSample.base,
            "[google]\napi = HTTPS://Calendar.Example.com:8443/\n[join]\njitsi-hosts = Meet.Example.COM\n")
        #expect(parsed.configuration?.google.api == "https://calendar.example.com:8443")
        #expect(parsed.configuration?.join.ownHosts.map(\.host) == ["meet.example.com"])
    }

    @Test("button, lamps and display may share a serial line of the agent's own protocol")
    func sharedSerialLine() {
        let parsed = ConfigurationSample.parse(
            ConfigurationSample.base,
            """
            [button]
            source = serial:/dev/ttyS0
            [lamp]
            button = serial:/dev/ttyS0
            green = serial:/dev/ttyS0
            red = serial:/dev/ttyS0
            [display]
            output = serial:/dev/ttyS0
            """)
        #expect(parsed.problems.isEmpty)
    }

    @Test("a service's own command comes before its kind's")
    func commandChoice() throws {
        let parsed = ConfigurationSample.parse(ConfigurationSample.base, "[join]\nzoom = zoom {url}\n")
        let join = try #require(parsed.configuration?.join)
        func address(_ service: String, _ kind: JoinKind) -> JoinAddress {
            JoinAddress(service: service, kind: kind, address: Private("x"))
        }
        #expect(join.command(for: address("zoom", .video)) == ["zoom", "{url}"])
        #expect(join.command(for: address("teams", .video)) == ["chromium", "--kiosk", "--app={url}"])
        #expect(join.command(for: address("phone", .phone)) == nil)
    }
}
