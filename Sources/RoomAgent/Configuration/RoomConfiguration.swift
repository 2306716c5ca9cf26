// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// Everything one room's configuration files say, checked, with every default filled in.
///
/// `ConfigurationParser` makes it; `ConfigurationReference` holds the same defaults in words, and a test compares them.
package struct RoomConfiguration: Equatable, Sendable {
    package var room: Room
    package var window = Window()
    package var google: Google
    package var network = Network()
    package var sync = Sync()
    package var button = Button()
    package var lamp = Lamp()
    package var display = Display()
    package var join = Join()
    package var store = Store()
    package var control = Control()

    /// A room with nothing but what every room must say.
    package init(name: String, calendar: String, keyFile: String) {
        room = Room(name: name, calendar: Private(calendar))
        google = Google(keyFile: keyFile)
    }
}

extension RoomConfiguration {
    /// `[room]`
    package struct Room: Equatable, Sendable {
        /// The room's name, as the display shows it; 1 to 64 bytes of UTF-8.
        package var name: String
        /// The Google calendar ID, which has the form of an e-mail address.
        package var calendar: Private<String>
        package var language = Language.en
        /// IANA zone name, whose existence nobody has checked yet; nil takes the calendar's zone.
        package var timeZone: String?
        /// How long before its start a meeting can be joined; 0 to 1 h.
        package var joinEarly = Duration.minutes(5)
        /// How long after its end a meeting can still be joined; 0 to 1 h.
        package var joinLate = Duration.zero
        /// True hides every title; those of private meetings are hidden in any case.
        package var hideTitles = false
        package var hideOrganizer = false
        package var clock = Clock.twentyFourHours
        /// Who helps where the room cannot help itself, such as `Call 1234`: at most `maximumSupportBytes` of UTF-8.
        /// Nil: the display names nobody.
        package var support: String?

        /// The largest display has 40 columns.
        package static let maximumSupportBytes = 40
    }

    /// How times of day are written.
    package enum Clock: String, CaseIterable, Sendable {
        case twentyFourHours = "24"
        case twelveHours = "12"
    }

    /// `[window]`: the stored days.
    package struct Window: Equatable, Sendable {
        /// 0 to 7.
        package var pastDays = 7
        /// 1 to 31.
        package var futureDays = 31
    }

    /// `[google]`
    package struct Google: Equatable, Sendable {
        /// Absolute path of the service account's JSON key.
        package var keyFile: String
        /// The user whom the service account speaks for (domain-wide delegation); nil where the calendar is shared with
        /// the account.
        package var actAs: Private<String>?
        /// `https://host[:port]`, or `http://` to loopback, without a path or a slash at the end: stands for the roots
        /// of all Google APIs. Nil: Google's own.
        package var api: String?
    }

    /// `[network]`
    package struct Network: Equatable, Sendable {
        /// Absolute path of a PEM file that replaces the system's trust store.
        package var caFile: String?
        /// `http`, `https`, `socks5` or `socks5h` URL of a proxy: host, port, no credentials, no path.
        package var proxy: String?
    }

    /// `[sync]`
    package struct Sync: Equatable, Sendable {
        /// Time between two looks at the calendar; 15 s to 1 h.
        package var poll = Duration.seconds(60)
    }

    /// `[button]`
    package struct Button: Equatable, Sendable {
        /// Nil: the room has no button of its own.
        package var source: DeviceAddressText?
        /// The contact pulls the line low when pressed.
        package var activeLow = true
        /// 5 to 100 ms.
        package var debounce = Duration.milliseconds(25)
        /// How long a press is held to mean "leave"; 500 ms to 10 s.
        package var hold = Duration.seconds(2)
        package var pull = Pull.up
    }

    /// The resistor that the GPIO chip is asked to switch to the button's line.
    package enum Pull: String, CaseIterable, Sendable {
        case up
        case down
        case none
    }

    /// `[lamp]`: the button's own lamp and the status light's colours; each may be absent.
    package struct Lamp: Equatable, Sendable {
        package var button: DeviceAddressText?
        package var green: DeviceAddressText?
        package var amber: DeviceAddressText?
        package var red: DeviceAddressText?
        /// A low line lights the lamp (GPIO only).
        package var activeLow = false
    }

    /// `[display]`
    package struct Display: Equatable, Sendable {
        /// Nil: the room has no display.
        package var output: DeviceAddressText?
        /// Taken where the display cannot say its own size.
        package var size = TextSize.standard
        /// Nil takes what suits the kind of display.
        package var charset: DisplayCharset?
    }

    /// `[store]`
    package struct Store: Equatable, Sendable {
        /// Absolute path of the directory that holds the encrypted window.
        package var directory = Store.defaultDirectory

        /// The service manager makes it for the service.
        package static let defaultDirectory = "/var/lib/room-agent"
        package var key = KeySource.automatic
    }

    /// `[control]`
    package struct Control: Equatable, Sendable {
        /// Absolute path of the Unix socket, at most 107 bytes (`sun_path` of unix(7), less its NUL).
        package var socket = "/run/room-agent/control.sock"
        /// The Unix group whose members may use the socket.
        package var group = Control.defaultGroup

        /// On a machine without it, and without another one configured, the socket belongs to the agent's own group.
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
}
