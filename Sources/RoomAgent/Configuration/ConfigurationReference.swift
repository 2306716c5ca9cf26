// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// Every section and key there is: the parser reads by this table, "did you mean" takes its words from it, and a test
/// holds the manual page and the example file against it.
package enum ConfigurationReference {
    /// In the order in which the manual has them.
    package static let sections = [
        "room", "window", "google", "network", "sync", "push", "scheduling", "manners", "presence", "button", "lamp",
        "display", "join", "store", "vault", "control",
    ]

    /// All keys. `services` are the stable names of the join table; each is a key of `[join]` too. `kinds` are what
    /// devices can be.
    package static func keys(services: [String] = [], devices kinds: [DeviceKind]) -> [ConfigurationKey] {
        room + calendar + push + scheduling + manners + devices(kinds) + join
            + services.filter(isServiceKey).map(serviceCommand)
            + machine
    }

    private static let room: [ConfigurationKey] = [
        ConfigurationKey(
            required: "room", "name", .displayName(maximumBytes: 64), "The room's name, as the display shows it."
        ) { $0.room.name = $1 },
        ConfigurationKey(
            required: "room", "calendar", .calendarID,
            "The room's calendar ID, from the calendar's settings under \"Integrate calendar\"."
        ) { $0.room.calendar = $1 },
        ConfigurationKey(
            "room", "language", .language, absence: "that of the calendar's user, else en",
            "The language of the display's texts."
        ) { $0.room.language = $1 },
        ConfigurationKey(
            "room", "timezone", .zoneName, absence: "the calendar's own zone",
            "The time zone that the display's times are in."
        ) { $0.room.timeZone = $1 },
        ConfigurationKey(
            "room", "join-early", .timeSpan(.zero ... .hours(1)), default: "5 min",
            "How long before its start a meeting can be joined."
        ) { $0.room.joinEarly = $1 },
        ConfigurationKey(
            "room", "join-late", .timeSpan(.zero ... .hours(1)), default: "0 s",
            "How long after its end a meeting can still be joined."
        ) { $0.room.joinLate = $1 },
        ConfigurationKey(
            "room", "hide-titles", .yesOrNo, default: "no",
            "Show a neutral word for every meeting's title; private meetings have theirs hidden in any case."
        ) { $0.room.hideTitles = $1 },
        ConfigurationKey("room", "hide-organizer", .yesOrNo, default: "no", "Do not show who called a meeting.") {
            $0.room.hideOrganizer = $1
        },
        ConfigurationKey(
            "room", "clock", .word, absence: "as the calendar's user has it, else 24",
            "Times of day with 24 or with 12 hours."
        ) { $0.room.clock = $1 },
        ConfigurationKey(
            "room", "support",
            .displayName(maximumBytes: RoomConfiguration.Room.maximumSupportBytes, example: "Call 1234"),
            absence: "the display names nobody", "Who helps where the room cannot help itself, as the display says it."
        ) { $0.room.support = $1 },
    ]

    private static let calendar: [ConfigurationKey] = [
        ConfigurationKey(
            "window", "past-days", .days(0...7), default: "7", "How many past days of the calendar the device keeps."
        ) { $0.window.pastDays = $1 },
        ConfigurationKey(
            "window", "future-days", .days(1...31), default: "31",
            "How many coming days of the calendar the device keeps."
        ) { $0.window.futureDays = $1 },
        ConfigurationKey(
            required: "google", "credential", or: "key-file", .file(example: "/etc/room-agent/google.json"),
            "What the device signs in to Google with: one of Google's own files (JSON)."
        ) { $0.google.credential = $1 },
        ConfigurationKey(
            "google", "act-as", .delegatedUser, absence: "the calendar is shared with the service account",
            "The user whom the service account speaks for by domain-wide delegation."
        ) { $0.google.actAs = $1 },
        ConfigurationKey(
            "google", "domains", .hosts, absence: "every domain",
            "The domains whose calendars this device may sync, with spaces between."
        ) { $0.google.domains = $1 },
        ConfigurationKey(
            "google", "api", .apiRoot, absence: "Google's own addresses",
            "Another server that stands for all of Google's APIs, for tests and gateways."
        ) { $0.google.api = $1 },
        ConfigurationKey(
            "google", "requests-per-day", .number(40...10_000), default: "100",
            "The most requests that the calendar may cost Google in a day."
        ) { $0.google.requestsPerDay = $1 },
        ConfigurationKey(
            "network", "ca-file", .file(example: "/etc/room-agent/ca.pem"), absence: "the system's trust store",
            "The certificates to trust instead of the system's (PEM)."
        ) { $0.network.caFile = $1 },
        ConfigurationKey(
            "network", "proxy", .proxy, absence: "no proxy", "The proxy that all connections to the cloud go through."
        ) { $0.network.proxy = $1 },
        ConfigurationKey(
            "sync", "poll", .timeSpan(.seconds(15) ... .hours(1)), default: "1 min",
            "The least time between two looks at the calendar."
        ) { $0.sync.poll = $1 },
    ]

    private static let manners: [ConfigurationKey] = [
        ConfigurationKey(
            "manners", "answer", .answering, default: "no",
            "Accept what the room is invited to where it is free, or say perhaps, and decline what collides."
        ) { $0.manners.answer = $1 },
        ConfigurationKey(
            "manners", "book", .yesOrNo, default: "no",
            "Book the free room by its button, and extend and end meetings at the room."
        ) { $0.manners.book = $1 },
        ConfigurationKey(
            "manners", "book-as", .schedulingAccount, absence: "bookings stand straight on the room's calendar",
            "The account on whose calendar the room's bookings are made; it invites the room."
        ) { $0.manners.bookAs = $1 },
        ConfigurationKey(
            "manners", "check-in", .yesOrNo, default: "no",
            "Have somebody show that a meeting is held: by a push, by joining, or by a sensor."
        ) { $0.manners.checkIn = $1 },
        ConfigurationKey(
            "manners", "release-after", .timeSpan(.minutes(1) ... .hours(1)), absence: "no meeting is given back",
            "How long after its start a meeting gives the room back to which nobody came."
        ) { $0.manners.releaseAfter = $1 },
        ConfigurationKey(
            "manners", "release-series-after", .number(0...SeriesStrikes.most), default: "0",
            "After how many no-shows in a row the rest of a recurring series is given back; 0: never."
        ) { $0.manners.releaseSeriesAfter = $1 },
    ]

    private static let push: [ConfigurationKey] = [
        ConfigurationKey(
            "push", "listen", .listenAddress, absence: "nothing listens",
            "Where the site's proxy hands Google's notices on to, in plain HTTP."
        ) { $0.push.listen = $1 },
        ConfigurationKey(
            "push", "subscribe", .webAddress(example: "https://relay.example.com/subscribe/KEY", isFromHere: true),
            absence: "no relay", "The relay that this device holds a stream to, instead of listening."
        ) { $0.push.subscribe = $1 },
        ConfigurationKey(
            "push", "address", .webAddress(example: "https://site.example.com/push/aalto", isFromHere: false),
            absence: "no push", "The public address that Google posts its notices to."
        ) { $0.push.address = $1 },
    ]

    private static func devices(_ kinds: [DeviceKind]) -> [ConfigurationKey] {
        [
            ConfigurationKey(
                "presence", "source", .device(.sensor, of: kinds), absence: "no sensor",
                "The sensor that sees somebody in the room."
            ) { $0.presence.source = $1 },
            ConfigurationKey(
                "presence", "vacation", .people, absence: "nobody's is watched",
                "The people whose vacation responder is watched, with spaces between."
            ) { $0.presence.vacation = $1 },
            ConfigurationKey(
                "presence", "webhook", .webAddress(example: "https://example.com/presence", isFromHere: true),
                absence: "nobody is told", "Where it is posted to when a watched person goes and comes back."
            ) { $0.presence.webhook = $1 },
            ConfigurationKey(
                "presence", "webhook-key", .keyFile(example: "file:/etc/room-agent/webhook.key"),
                absence: "none, and no webhook", "The file with the key that signs what is posted."
            ) { $0.presence.webhookKey = $1 },
            ConfigurationKey(
                "button", "source", .device(.button, of: kinds), absence: "no button", "The button's device."
            ) {
                $0.button.source = $1
            },
            ConfigurationKey(
                "button", "active-low", .yesOrNo, default: "yes", "The pressed button pulls its GPIO line low."
            ) { $0.button.activeLow = $1 },
            ConfigurationKey(
                "button", "debounce", .timeSpan(.milliseconds(5) ... .milliseconds(100)), default: "25 ms",
                "How long a contact must be still to count."
            ) { $0.button.debounce = $1 },
            ConfigurationKey(
                "button", "hold", .timeSpan(.milliseconds(500) ... .seconds(10)), default: "2 s",
                "How long the button is held to leave a meeting."
            ) { $0.button.hold = $1 },
            ConfigurationKey(
                "button", "pull", .word, default: "up", "The resistor that the GPIO chip switches to the button's line."
            ) { $0.button.pull = $1 },
            ConfigurationKey("lamp", "button", .device(.lamp, of: kinds), absence: "no lamp", "The lamp in the button.")
            {
                $0.lamp.button = $1
            },
            ConfigurationKey(
                "lamp", "green", .device(.lamp, of: kinds), absence: "no green light", "The status light's green: free."
            ) {
                $0.lamp.green = $1
            },
            ConfigurationKey(
                "lamp", "amber", .device(.lamp, of: kinds), absence: "no amber light",
                "The status light's amber: booked."
            ) {
                $0.lamp.amber = $1
            },
            ConfigurationKey(
                "lamp", "red", .device(.lamp, of: kinds), absence: "no red light", "The status light's red: taken."
            ) {
                $0.lamp.red = $1
            },
            ConfigurationKey("lamp", "active-low", .yesOrNo, default: "no", "A low GPIO line lights its lamp.") {
                $0.lamp.activeLow = $1
            },
            ConfigurationKey(
                "display", "output", .device(.display, of: kinds), absence: "no display", "The display's device."
            ) {
                $0.display.output = $1
            },
            ConfigurationKey(
                "display", "size", .displaySize, default: "20x4",
                "Columns and rows, for a display that cannot say them itself."
            ) { $0.display.size = $1 },
            ConfigurationKey(
                "display", "charset", .word, absence: "what suits the kind of display",
                "The characters that the display has."
            ) { $0.display.charset = $1 },
        ]
    }

    private static let machine: [ConfigurationKey] = [
        ConfigurationKey(
            "store", "directory", .directory(example: "/var/lib/room-agent"), default: "/var/lib/room-agent",
            "Where the encrypted window is kept."
        ) { $0.store.directory = $1 },
        ConfigurationKey(
            "store", "key", .keySource,
            absence:
                "the systemd credential room-agent-key if there is one, else a file that the first start makes",
            "Where the key that opens the window is."
        ) { $0.store.key = $1 },
        ConfigurationKey(
            "store", "offline-unlock", .yesOrNo, default: "no",
            "Keep a copy of the data key on the device, for when the key service is away."
        ) { $0.store.offlineUnlock = $1 },
        ConfigurationKey(
            "store", "rollback-counter", .rollbackCounter, absence: "an older copy of the window is not noticed",
            "Count openings of the window in the TPM, too, so that a restored old disk is noticed."
        ) { $0.store.rollbackCounter = $1 },
        ConfigurationKey(
            "vault", "address", .vaultRoot, absence: "no Vault",
            "Where Vault or OpenBao is, for a key of its Transit engine."
        ) { $0.vault.address = $1 },
        ConfigurationKey(
            "vault", "token-file", .file(example: "/etc/room-agent/vault.token"), absence: "the certificate signs in",
            "The file with the token for it."
        ) { $0.vault.tokenFile = $1 },
        ConfigurationKey(
            "vault", "namespace", .vaultNamespace, absence: "the root namespace",
            "The namespace of the engine and of the token."
        ) { $0.vault.namespace = $1 },
        ConfigurationKey(
            "vault", "ca-file", .file(example: "/etc/room-agent/vault-ca.pem"), absence: "as [network] ca-file",
            "The certificates to trust there (PEM)."
        ) { $0.vault.caFile = $1 },
        ConfigurationKey(
            "vault", "certificate", .file(example: "/etc/room-agent/vault.pem"), absence: "none is shown",
            "This device's certificate for it (PEM)."
        ) { $0.vault.certificate = $1 },
        ConfigurationKey(
            "vault", "certificate-key", .file(example: "/etc/room-agent/vault.key"), absence: "none",
            "The key of that certificate (PEM)."
        ) { $0.vault.certificateKey = $1 },
        ConfigurationKey(
            "control", "socket", .socket(example: "/run/room-agent/control.sock"),
            default: "/run/room-agent/control.sock",
            "The socket on which the commands of room-agent(8) reach the running agent."
        ) { $0.control.socket = $1 },
        ConfigurationKey(
            "control", "group", .groupName, default: RoomConfiguration.Control.defaultGroup,
            "The Unix group whose members may use the socket: read the agenda and press the button."
        ) { $0.control.group = $1 },
    ]
}
