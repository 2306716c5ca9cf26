// SPDX-License-Identifier: Apache-2.0
import RoomCore

// Texts: words, numbers, times, names, paths and addresses on the network. `quoted` values are never private.

extension ConfigurationFault {
    static func notYesOrNo(_ value: String, closest: String?) -> Self {
        Self(
            .notYesOrNo, "\(PrintableText.quoted(value)) is neither yes nor no.",
            closest.map { "Did you mean \($0)?" } ?? "Write yes or no.")
    }

    static func unknownWord(_ value: String, closest: String?, all: [String]) -> Self {
        Self(
            .unknownWord, "\(PrintableText.quoted(value)) is not one of \(list(all, last: "or")).",
            closest.map { "Did you mean \($0)?" } ?? "Write one of them.")
    }

    static func languageOfLaterVersion(_ value: String, all: [String]) -> Self {
        Self(
            .languageOfLaterVersion, "The texts are not there in \"\(value)\" yet; a later version has them.",
            "Write \(list(all, last: "or")).")
    }

    static func notWholeNumber(_ value: String, range: String) -> Self {
        Self(.notWholeNumber, "\(PrintableText.quoted(value)) is not a whole number.", "Write a number from \(range).")
    }

    static func numberOutOfRange(_ value: String, range: String) -> Self {
        Self(.numberOutOfRange, "\(PrintableText.quoted(value)) is out of range.", "Write a number from \(range).")
    }

    static func windowTooLarge(_ value: String, range: String) -> Self {
        Self(
            .windowTooLarge,
            "\(PrintableText.quoted(value)) is more than the agent may keep: data handling rules limit what is stored.",
            "Write a number from \(range).")
    }

    static func notTimeSpan(_ value: String) -> Self {
        Self(
            .notTimeSpan, "\(PrintableText.quoted(value)) is not a time span.",
            "Write a whole number and a unit: 250 ms, 300 s, 5 min or 1 h.")
    }

    static func unknownTimeUnit(_ value: String, closest: String?) -> Self {
        Self(
            .unknownTimeUnit, "\(PrintableText.quoted(value)) has an unknown unit.",
            closest.map { "Did you mean \($0)?" } ?? "The units are ms, s, min and h.")
    }

    static func timeSpanOutOfRange(_ value: String, range: String, meant: String?) -> Self {
        Self(
            .timeSpanOutOfRange, "\(PrintableText.quoted(value)) is out of range (\(range)).",
            meant.map { "Did you mean \($0)? A number without a unit counts seconds." } ?? "Write a time in that range."
        )
    }

    static func nameTooLong(_ limit: Int) -> Self {
        Self(.nameTooLong, "The name is longer than \(limit) bytes.", "Shorten it; displays are small.")
    }

    static var calendarIsWebAddress: Self {
        Self(
            .calendarIsWebAddress, "This is a web address, not a calendar ID.",
            "Copy the calendar ID from the calendar's settings, \"Integrate calendar\".")
    }

    static var calendarIsPrimary: Self {
        Self(
            .calendarIsPrimary, "\"primary\" would be the service account's own empty calendar.",
            "Write the room's calendar ID, which looks like an e-mail address.")
    }

    static func notMailAddress(what: String) -> Self {
        Self(
            .notMailAddress, "This does not look like an e-mail address, as \(what) does.",
            "Write it as name@example.com.")
    }

    static var percentEncodedAddress: Self {
        Self(.percentEncodedAddress, "The address is percent-encoded, as copied from a link.", "Write @ for %40.")
    }

    static var actsAsServiceAccount: Self {
        Self(
            .actsAsServiceAccount, "This is a service account; it cannot stand in for a user.",
            "Remove the line if the calendar is shared with the service account; else write a user's address.")
    }

    static var notZoneName: Self {
        Self(
            .notZoneName, "This is no time zone name.",
            "Write one such as Europe/Helsinki; timedatectl list-timezones shows all.")
    }

    static var zoneIsOffset: Self {
        Self(
            .zoneIsOffset, "A fixed offset is no time zone: it knows no summer time.",
            "Write a name such as Europe/Helsinki; timedatectl list-timezones shows all.")
    }

    static func pathNotAbsolute(example: String) -> Self {
        Self(.pathNotAbsolute, "The path does not begin with /.", "Write the whole path, such as \(example).")
    }

    static func pathNeedsShell(example: String) -> Self {
        Self(.pathNeedsShell, "Nothing replaces ~ or $ in a path.", "Write the whole path, such as \(example).")
    }

    static func pathIsURL(example: String) -> Self {
        Self(.pathIsURL, "This is a URL, not a path.", "Write the path alone, such as \(example).")
    }

    static var pathWithDots: Self {
        Self(.pathWithDots, "The path has a . or .. part.", "Write it without.")
    }

    static var pathIsDirectory: Self {
        Self(.pathIsDirectory, "The path ends in /, so it is no file.", "Write the file's whole path.")
    }

    static func pathTooLong(_ limit: Int) -> Self {
        Self(.pathTooLong, "The path is longer than \(limit) bytes.", "Choose a shorter one.")
    }

    static var keyItselfPasted: Self {
        Self(
            .keyItselfPasted, "This is the key itself, not the path of its file.",
            "Save the key in a file that only the agent can read, write its path here, and replace the exposed key."
        )
    }

    static func notURL(example: String) -> Self {
        Self(.notURL, "This is no address the agent can use.", "Write it as \(example).")
    }

    static func urlScheme(all: [String], example: String) -> Self {
        Self(
            .urlScheme, "The address does not begin with \(list(all.map { "\($0)://" }, last: "or")).",
            "Write it as \(example).")
    }

    static var plainHTTP: Self {
        Self(
            .plainHTTP, "Plain http would send the calendar unencrypted.",
            "Write https://; http:// is accepted only to this machine itself (127.0.0.1, ::1 or localhost).")
    }

    static func urlCredentials(remedy: String) -> Self {
        Self(.urlCredentials, "The address has a user name or password in it.", remedy)
    }

    static func urlPath(remedy: String) -> Self {
        Self(.urlPath, "The address has a path or more behind the host.", remedy)
    }

    static var urlPort: Self {
        Self(.urlPort, "The port is not a number from 1 to 65535.", "Write it as https://host:8443.")
    }

    static func notHost(_ value: String) -> Self {
        Self(
            .notHost, "\(PrintableText.quoted(value)) is no host name.",
            "Write only host names, such as meet.example.com, with spaces between.")
    }

    static var hostIsURL: Self {
        Self(
            .hostIsURL, "There is more than host names in it.", "Write only host names, without https://, port or path."
        )
    }

    static func hostPattern(_ value: String) -> Self {
        Self(.hostPattern, "\(PrintableText.quoted(value)) is a pattern.", "Write each host name in full.")
    }

    static func hostNotASCII(_ value: String) -> Self {
        Self(
            .hostNotASCII, "\(PrintableText.quoted(value)) has letters beyond a to z.",
            "Write the name as DNS has it, beginning with xn--.")
    }

    static func tooManyHosts(_ limit: Int) -> Self {
        Self(.tooManyHosts, "There are more than \(limit) hosts.", "Remove some.")
    }

    static func notDialPrefix(_ value: String) -> Self {
        Self(
            .notDialPrefix, "\(PrintableText.quoted(value)) is no beginning of a telephone number.",
            "Write digits, with a + in front of a country's code, as in +358 +46.")
    }

    static func dialPrefixWithoutPlus(_ value: String) -> Self {
        Self(
            .dialPrefixWithoutPlus, "\(PrintableText.quoted(value)) begins with 00.",
            "Write + and the country's code: numbers with 00, 011 or 0011 are compared with that.")
    }

    static func tooManyDialPrefixes(_ limit: Int) -> Self {
        Self(.tooManyDialPrefixes, "There are more than \(limit) prefixes.", "Remove some.")
    }

    static func tooManyPeople(_ limit: Int) -> Self {
        Self(.tooManyPeople, "There are more than \(limit) people.", "Remove some.")
    }

    static var notKeyFile: Self {
        Self(
            .notKeyFile, "The key is not in a file.", "Write file: and its path, as in file:/etc/room-agent/webhook.key"
        )
    }

    static var keySourceIsPath: Self {
        Self(.keySourceIsPath, "The path has no file: before it.", "Write file: and then the path.")
    }

    static func keySourceScheme(closest: String?) -> Self {
        Self(
            .keySourceScheme, "This is no place for a key.",
            closest.map { "Did you mean \($0):?" }
                ?? "Write file:PATH, credential:NAME, vault:MOUNT/NAME or google-kms:NAME.")
    }

    static var vaultKey: Self {
        Self(
            .vaultKey, "This is no key of Vault's Transit engine.",
            "Write where the engine is mounted, and the key's name, as in vault:transit/rooms.")
    }

    static var kmsKey: Self {
        Self(
            .kmsKey, "This is no key of Cloud KMS.",
            "Write it as google-kms:projects/P/locations/L/keyRings/R/cryptoKeys/K, without a version.")
    }

    static var vaultNamespace: Self {
        Self(.vaultNamespace, "This is no namespace.", "Write its path without slashes at the ends: facilities/rooms.")
    }

    static var notListenAddress: Self {
        Self(
            .notListenAddress, "This is no address to listen at.",
            "Write an IPv4 address of this machine and a port, as in 127.0.0.1:8443.")
    }

    static func notKeyword(example: String) -> Self {
        Self(.notKeyword, "This is no word to look for in a location.", "Write @ and a word, as in \(example).")
    }

    static func notAddressTemplate(_ places: [String], example: String) -> Self {
        Self(
            .notAddressTemplate, "This is no address to fill in.",
            "Write https://, a host and a path with \(list(places, last: "or")), as in \(example).")
    }

    static var notGroupName: Self {
        Self(
            .notGroupName, "This is no name of a Unix group.",
            "Write the group's name, as in room-control; getent group lists them.")
    }

    static var credentialName: Self {
        Self(
            .credentialName, "This is no name of a systemd credential.",
            "Write letters, digits, - _ and . only, as in credential:room-agent-key.")
    }
}
