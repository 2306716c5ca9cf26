// SPDX-License-Identifier: Apache-2.0
import RoomCore

// Texts: what is missing, what contradicts something else, and what is unwise.

extension ConfigurationFault {
    static func missingKey(_ key: ConfigurationKey) -> Self {
        Self(.missingKey, "The key is missing.", "Write under [\(key.section)]: \(key.name) = \(key.example)")
    }

    static func twoNames(_ other: String) -> Self {
        Self(.twoNames, "This is another name for \(other), which is set, too.", "Remove one of the two lines.")
    }

    static var pushBothWays: Self {
        Self(
            .pushBothWays, "Notices come by [push] listen already.",
            "Remove one of the two lines: a relay is for sites without a proxy of their own.")
    }

    static func pushIncomplete(_ missing: String, example: String) -> Self {
        Self(.pushIncomplete, "It has no effect without \(missing).", "Write under [push]: \(example)")
    }

    static var bookAsAlone: Self {
        Self(.bookAsAlone, "It has no effect without book.", "Write under [manners]: book = yes")
    }

    static var releaseAlone: Self {
        Self(
            .releaseAlone, "It has no effect without check-in: nobody could show that they came.",
            "Write under [manners]: check-in = yes")
    }

    static var releaseSeriesAlone: Self {
        Self(
            .releaseSeriesAlone, "It has no effect without release-after: no meeting is given back.",
            "Write under [manners]: check-in = yes and release-after = 5 min")
    }

    static var bookAsItself: Self {
        Self(
            .bookAsItself, "This is the room's own calendar.",
            "Leave the line out: bookings then stand straight on the room's calendar.")
    }

    static func keywordWithoutAddress(_ service: String) -> Self {
        Self(
            .keywordWithoutAddress, "Nothing says where such a meeting is.",
            "Write under [scheduling]: \(service)-myroom or \(service)-space, see room-agent.conf(5).")
    }

    static func addressWithoutKeyword(_ service: String) -> Self {
        Self(
            .addressWithoutKeyword, "It has no effect without \(service).",
            "Write under [scheduling]: \(service) = @\(service)")
    }

    static func sameKeyword(other: String) -> Self {
        Self(.sameKeyword, "The same word as \(other).", "Give each service a word of its own.")
    }

    static func vaultIncomplete(_ missing: String, example: String) -> Self {
        Self(.vaultIncomplete, "\(missing) is missing.", "Write under [vault]: \(example)")
    }

    static func keyWithoutEffect(_ key: String) -> Self {
        Self(.keyWithoutEffect, "It has no effect without a key of that kind.", "Remove it, or write \(key).")
    }

    static func webhookIncomplete(_ missing: String, example: String) -> Self {
        Self(.webhookIncomplete, "It has no effect without \(missing).", "Write under [presence]: \(example)")
    }

    static func sameLamp(other: String) -> Self {
        Self(.sameLamp, "The same light as \(other).", "Give each colour a light of its own, or leave one out.")
    }

    static var lampOnButtonLine: Self {
        Self(
            .lampOnButtonLine, "The same GPIO line as the button.",
            "A line is either read or driven: write the line that the lamp is wired to.")
    }

    static func portTaken(other: String) -> Self {
        Self(
            .portTaken, "The same port as \(other), in another protocol.",
            "Connect the two to ports of their own, or use serial: for both.")
    }

    static func hostOfTwoServices(_ host: String, other: String) -> Self {
        Self(
            .hostOfTwoServices, "\(PrintableText.quoted(host)) stands in \(other) already.",
            "Remove it from one of the two.")
    }

    static var delegation: Self {
        Self(
            .delegation,
            "With delegation, whoever steals this device's key can read everybody's calendar in the organisation.",
            "Better share the one room's calendar with the service account and remove this line.")
    }

    static var noJoinCommand: Self {
        Self(
            .noJoinCommand, "Nothing says how to join, so the button can only show what is on.",
            "Write under [join]: video = chromium --kiosk --app={url}")
    }

    static func nothingLeaves(_ kind: String) -> Self {
        Self(
            .nothingLeaves,
            "Nothing ends a \(kind) meeting that was handed over, so holding the button cannot leave it.",
            "Write under [join]: leave = (the command that ends it)")
    }

    static var leaveWithoutEffect: Self {
        Self(
            .leaveWithoutEffect, "It has no effect: such a session ends with its program.",
            "Remove it, or write: session = handed-over")
    }

    static func sectionWithoutDevice(_ key: ConfigurationKey) -> Self {
        Self(
            .sectionWithoutDevice, "The section has no effect without \(key.name).",
            "Write: \(key.name) = \(key.example)")
    }

    static var pathUnderHome: Self {
        Self(
            .pathUnderHome, "The service cannot see home directories.", "Put the file under /etc/room-agent.")
    }

    static var unstableDevice: Self {
        Self(
            .unstableDevice, "The number in this name changes when devices are plugged in another order.",
            "Write its name in /dev/serial/by-id or by-path.")
    }
}
