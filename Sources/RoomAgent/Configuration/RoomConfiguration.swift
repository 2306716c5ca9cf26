// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// Everything one room's configuration files say, checked, with every default filled in.
///
/// `ConfigurationParser` makes it; `ConfigurationReference` holds the same defaults in words, and a test compares them.
package struct RoomConfiguration: Equatable, Sendable {
    /// What the room is called, which calendar is its own, and how it shows meetings.
    package var room: Room
    /// How many days are stored. Default: 7 past, 31 to come.
    package var window = Window()
    /// The account that reads the calendar.
    package var google: Google
    /// Trust store and proxy. Default: the system's own, and no proxy.
    package var network = Network()
    /// How often the calendar is looked at. Default: every minute.
    package var sync = Sync()
    /// How the calendar's service tells of changes. Default: it does not, and the calendar is looked at.
    package var push = Push()
    /// What people may do to the calendar at the room. Default: nothing.
    package var manners = Manners()
    /// Which words in a location ask for join details. Default: none.
    package var scheduling = Scheduling()
    /// What tells that somebody is in the room. Default: no sensor.
    package var presence = Presence()
    /// The button's device and times. Default: no button.
    package var button = Button()
    /// The devices of the lamps. Default: no lamp.
    package var lamp = Lamp()
    /// The display's device, size and charset. Default: no display.
    package var display = Display()
    /// What joins a meeting. Default: nothing does.
    package var join = Join()
    /// Where the window is stored, and with what key. Default: /var/lib/room-agent, and the key that is found there or
    /// made.
    package var store = Store()
    /// The Vault or OpenBao that `[store] key` may name. Default: none.
    package var vault = Vault()
    /// The socket of `status`, `press` and the other verbs. Default: in the runtime directory.
    package var control = Control()

    /// A room with nothing but what every room must say.
    package init(name: String, calendar: String, credential: String) {
        room = Room(name: name, calendar: Private(calendar))
        google = Google(credential: credential)
    }
}

extension RoomConfiguration {
    /// `[room]`
    package struct Room: Equatable, Sendable {
        /// The room's name, as the display shows it; 1 to 64 bytes of UTF-8.
        package var name: String
        /// The Google calendar ID, which has the form of an e-mail address.
        package var calendar: Private<String>
        /// The language that the display and the warnings speak. Default: nil, that of the calendar's user, else
        /// English.
        package var language: Language?
        /// IANA zone name, which the parser does not look up. Default: nil, the calendar's own zone.
        package var timeZone: String?
        /// How long before its start a meeting can be joined; 0 to 1 h. Default: 5 min.
        package var joinEarly = Duration.minutes(5)
        /// How long after its end a meeting can still be joined; 0 to 1 h. Default: 0.
        package var joinLate = Duration.zero
        /// True: the display hides every title. Default: false, it hides those of private meetings alone.
        package var hideTitles = false
        /// True: the display never names a meeting's organizer. Default: false.
        package var hideOrganizer = false
        /// Whether times of day have 24 hours or 12. Default: nil, as the calendar's user has it, else 24.
        package var clock: Clock?
        /// Who helps where the room cannot help itself, such as `Call 1234`: at most `maximumSupportBytes` of UTF-8.
        /// Nil: the display names nobody.
        package var support: String?

        /// The largest display has 40 columns.
        package static let maximumSupportBytes = 40
    }

    /// How times of day are written. The raw values are the words of the file.
    package enum Clock: String, CaseIterable, Sendable {
        /// `14:00`.
        case twentyFourHours = "24"
        /// `2:00 pm`.
        case twelveHours = "12"
    }

    /// `[window]`: the stored days.
    package struct Window: Equatable, Sendable {
        /// How many past days of the calendar the device keeps; 0 to 7. Default: 7.
        package var pastDays = 7
        /// How many coming days of the calendar the device keeps; 1 to 31. Default: 31.
        package var futureDays = 31
    }

    /// `[google]`
    package struct Google: Equatable, Sendable {
        /// Absolute path of the credential: a service account's key, a federation's configuration, or a user's sign-in,
        /// each as Google's own tools write it (JSON).
        package var credential: String
        /// The user whom the service account speaks for (domain-wide delegation); nil where the calendar is shared with
        /// the account.
        package var actAs: Private<String>?
        /// The domains whose calendars may be synced, in lower case; at most 32. Default: empty, every one may.
        package var domains: [String] = []
        /// `https://host[:port]`, or `http://` to loopback, without a path or a slash at the end: stands for the roots
        /// of all Google APIs, of signing in too (docs/google-sync.md). Nil: Google's own.
        package var api: String?
        /// The most requests that the calendar may cost Google in a civil day; 40 to 10,000. Default: 100.
        package var requestsPerDay = RequestBudget().perDay
    }

    /// `[network]`
    package struct Network: Equatable, Sendable {
        /// Absolute path of a PEM file that replaces the system's trust store. Default: nil, the system's.
        package var caFile: String?
        /// `http`, `https`, `socks5` or `socks5h` URL of a proxy: host, port, no credentials, no path. Default: nil,
        /// none.
        package var proxy: String?
    }

    /// `[sync]`
    package struct Sync: Equatable, Sendable {
        /// The least time between two looks at the calendar; 15 s to 1 h. Default: 60 s.
        package var poll = Duration.seconds(60)
    }

    /// `[push]`: the address, and one of the two others; or none of them.
    package struct Push: Equatable, Sendable {
        /// Where notices are listened for: an IPv4 address of this machine, and a port. Nil: nowhere.
        package var listen: StreamAddress?
        /// `https` URL of a relay's stream, or `http` to loopback. Nil: no relay. Whoever knows it learns when the
        /// calendar changes.
        package var subscribe: Private<String>?
        /// `https` URL that the service posts notices to; whoever knows it can have the calendar looked at.
        package var address: Private<String>?
    }

    /// `[manners]`
    package struct Manners: Equatable, Sendable {
        /// What the room says to invitations. Default: nothing.
        package var answer = Answering.no
        /// True: the room can be booked, a meeting be extended and ended at the room. Default: false.
        package var book = false
        /// True: somebody has to show that a meeting is held. Default: false.
        package var checkIn = false
        /// How long after its start a meeting gives the room back to which nobody came; 1 min to 1 h. Nil: none does.
        package var releaseAfter: Duration?
        /// So many no-shows in a row give the rest of a recurring series back; at most 20. Default: 0, none does.
        package var releaseSeriesAfter = 0
        /// The account on whose calendar the room's bookings are made, which invites the room. Nil: they are made
        /// straight on the room's calendar.
        package var bookAs: Private<String>?
    }

    /// `[presence]`
    package struct Presence: Equatable, Sendable {
        /// The sensor's device. Default: nil, none.
        package var source: DeviceAddressText?
        /// Whose vacation responder is watched: mail addresses, at most 16. Default: nobody's.
        package var vacation: [Private<String>] = []
        /// `https` URL that is told when a watched person goes and comes back, or `http` to loopback. Nil: nothing is.
        package var webhook: Private<String>?
        /// Absolute path of the file with the key that signs what it is told. Nil without `webhook`.
        package var webhookKey: String?
    }

    /// `[button]`
    package struct Button: Equatable, Sendable {
        /// The button's device. Default: nil, the room has no button of its own.
        package var source: DeviceAddressText?
        /// True: a pressed contact pulls the line low. Default: true, as a contact to ground with a pull-up does it.
        package var activeLow = true
        /// How long a level has to stay the same to be believed; 5 to 100 ms. Default: 25 ms.
        package var debounce = Duration.milliseconds(25)
        /// How long a press is held to mean "leave"; 500 ms to 10 s. Default: 2 s.
        package var hold = Duration.seconds(2)
        /// The resistor that goes with the contact. Default: up, for a contact to ground.
        package var pull = Pull.up
    }

    /// The resistor that the GPIO chip is asked to switch to the button's line. The raw values are the words of the
    /// file.
    package enum Pull: String, CaseIterable, Sendable {
        /// To the supply: for a contact to ground.
        case up
        /// To ground: for a contact to the supply.
        case down
        /// None: the board has one of its own.
        case none
    }

    /// What a room says to invitations; what collides is declined. The raw values are the words of the file.
    package enum Answering: String, CaseIterable, Sendable {
        /// What is free is accepted.
        case yes
        /// Nothing.
        case no
        /// What is free is answered as tentative, for somebody else to decide.
        case tentative
    }

    /// `[lamp]`: the lamp of the button, and the colours of the status light.
    package struct Lamp: Equatable, Sendable {
        /// The lamp in or beside the button. Default: nil, none.
        package var button: DeviceAddressText?
        /// The status light's green. Default: nil, none.
        package var green: DeviceAddressText?
        /// The status light's amber. Default: nil, none.
        package var amber: DeviceAddressText?
        /// The status light's red. Default: nil, none.
        package var red: DeviceAddressText?
        /// True: a low line lights the lamp. For GPIO lines only. Default: false.
        package var activeLow = false
    }

    /// `[display]`
    package struct Display: Equatable, Sendable {
        /// The display's device. Default: nil, the room has no display.
        package var output: DeviceAddressText?
        /// The size of a display that cannot say its own. Default: 20 columns, 4 rows.
        package var size = TextSize.standard
        /// What the display can show. Default: nil, what suits its kind.
        package var charset: DisplayCharset?
    }

    /// `[store]`
    package struct Store: Equatable, Sendable {
        /// Absolute path of the directory that holds the encrypted window. Default: `defaultDirectory`.
        package var directory = Store.defaultDirectory

        /// `/var/lib/room-agent`, which the service manager makes for the service.
        package static let defaultDirectory = "/var/lib/room-agent"
        /// Where the data key comes from. Default: `.automatic`.
        package var key = KeySource.automatic
        /// True: beside a key service, a copy of the data key is wrapped on this device, and opens the window while the
        /// service is away. Default: false.
        package var offlineUnlock = false
        /// The TPM whose counter shows a window that is an older copy: a character device or a Unix socket. Default:
        /// nil, none.
        package var rollbackCounter: String?
    }

    /// `[vault]`, for a key `vault:…`
    package struct Vault: Equatable, Sendable {
        /// `https://host[:port]`, or `http://` to loopback, without a path. Default: nil, none.
        package var address: String?
        /// Absolute path of the file with a token. Default: nil, the certificate signs in.
        package var tokenFile: String?
        /// The namespace of Vault Enterprise or of OpenBao that mount and sign-in are in. Default: nil, the root.
        package var namespace: String?
        /// Absolute path of a PEM file with whom to trust there. Default: nil, as `[network] caFile`.
        package var caFile: String?
        /// Absolute path of this device's certificate (PEM), with `certificateKey`. Default: nil, none is shown.
        package var certificate: String?
        /// Absolute path of its key (PEM). Default: nil.
        package var certificateKey: String?
    }

    /// `[control]`
    package struct Control: Equatable, Sendable {
        /// Absolute path of the Unix socket, at most 107 bytes (`sun_path` of unix(7), less its NUL). Default: in the
        /// service's runtime directory, which goes at its end.
        package var socket = "/run/room-agent/control.sock"
        /// The Unix group whose members may use the socket. Default: `defaultGroup`.
        package var group = Control.defaultGroup

        /// `room-control`. On a machine without it, and without another one configured, the socket belongs to the
        /// agent's own group.
        package static let defaultGroup = "room-control"

        package init() {}
    }
}

/// Where the data key of the store comes from.
package enum KeySource: Hashable, Sendable {
    /// The systemd credential `room-agent-key` if there is one, else a file in the store's directory, which the first
    /// start makes.
    case automatic
    /// A file at this absolute path.
    case file(String)
    /// The systemd credential of this name.
    case credential(String)
    /// A key of the Transit engine that Vault or OpenBao has mounted at this path.
    case vault(mount: String, key: String)
    /// A key of Google Cloud KMS by its resource name, `projects/P/locations/L/keyRings/R/cryptoKeys/K`.
    case googleKMS(String)
}
