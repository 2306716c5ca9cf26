// SPDX-License-Identifier: Apache-2.0

/// What the display says. Short first: the smallest display has 16 columns.
package enum RoomText: CaseIterable, Sendable {
    case free, freeUntil, until, next, nothingNext, pressToJoin, joining, inMeeting, leaving, holdToLeave
    case couldNotJoin, pressToTryAgain, pressToTryAgainShort, nothingToJoin, nextBooking, calendarFrom, noCalendarYet,
        privateMeeting
    case busyMeeting, untitled, allDay, stopped, timeLeft
    case problemProgram, problemStart, problemAddress, problemEnded, problemTooLong, problemNoJoiner
    case triedSince, askingCalendar

    package var row: Translated<String> {
        switch self {
        case .free: Translated(en: "Free", fi: "Vapaa")
        case .freeUntil: Translated(en: "Free until %", fi: "Vapaa % asti")
        case .until: Translated(en: "until %", fi: "% asti")
        case .next: Translated(en: "Next % &", fi: "Seuraava % &")
        case .nothingNext: Translated(en: "Nothing coming up", fi: "Ei tulevia")
        case .pressToJoin: Translated(en: "Press to join", fi: "Liity painamalla")
        case .joining: Translated(en: "Joining …", fi: "Liitytään …")
        case .inMeeting: Translated(en: "In meeting", fi: "Kokouksessa")
        case .leaving: Translated(en: "Leaving …", fi: "Poistutaan …")
        case .holdToLeave: Translated(en: "Hold to leave", fi: "Poistu pitämällä")
        case .couldNotJoin: Translated(en: "Could not join", fi: "Ei onnistunut")
        case .pressToTryAgain: Translated(en: "Press to try again", fi: "Paina uudelleen")
        case .pressToTryAgainShort: Translated(en: "Press: try again", fi: "Paina uudelleen")
        case .nothingToJoin: Translated(en: "Nothing to join", fi: "Ei liityttävää")
        case .nextBooking: Translated(en: "Next at %", fi: "Seuraava %")
        case .calendarFrom: Translated(en: "Calendar from %", fi: "Kalenteri klo %")
        case .noCalendarYet: Translated(en: "No calendar yet", fi: "Ei kalenteria")
        case .triedSince: Translated(en: "Tried since %", fi: "Haettu % alkaen")
        case .askingCalendar: Translated(en: "Asking Google", fi: "Kysytään")
        case .privateMeeting: Translated(en: "Private meeting", fi: "Yksityinen")
        case .busyMeeting: Translated(en: "Busy", fi: "Varattu")
        case .untitled: Translated(en: "Meeting", fi: "Kokous")
        case .allDay: Translated(en: "all day", fi: "koko päivä")
        case .stopped: Translated(en: "Agent stopped", fi: "Agentti pysäytetty")
        case .timeLeft: Translated(en: "% min left", fi: "vielä % min")
        case .problemProgram: Translated(en: "Program missing", fi: "Ohjelma puuttuu")
        case .problemStart: Translated(en: "Did not start", fi: "Ei käynnistynyt")
        case .problemAddress: Translated(en: "Link not allowed", fi: "Kielletty linkki")
        case .problemEnded: Translated(en: "Ended at once", fi: "Loppui heti")
        case .problemTooLong: Translated(en: "Took too long", fi: "Kesti liian kauan")
        case .problemNoJoiner: Translated(en: "Out of order", fi: "Epäkunnossa")
        }
    }

    /// The text with `%` and `&` replaced; what is put in is never looked into again.
    package func text(_ language: Language, _ first: String = "", _ second: String = "") -> String {
        var result = ""
        for character in row[language] {
            switch character {
            case "%": result += first
            case "&": result += second
            default: result.append(character)
            }
        }
        return result
    }
}
