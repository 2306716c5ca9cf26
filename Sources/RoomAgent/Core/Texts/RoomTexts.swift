// SPDX-License-Identifier: Apache-2.0

/// What the display says, for guests: no word here is about programs or agents. A row holds its forms, the longest
/// first, with `|` between them: the last one fits 14 columns, what the smallest display has beside a mark, with times
/// on a day of their own left out. `%` is the place of a time or number.
package enum RoomText: CaseIterable, Sendable {
    case free, freeUntil, until, next, nextOnDay, nothingNext, pressToJoin, joinFrom, joining, inMeeting, leaving
    case holdToLeave, couldNotJoin, pressToTryAgain, nothingToJoin, nextBooking, nextWaiting, calendarFrom,
        noCalendarYet, privateMeeting
    case busyMeeting, untitled, allDay, stopped, timeLeft
    case problemProgram, problemStart, problemAddress, problemEnded, problemTooLong, problemNoJoiner
    case triedSince, askingCalendar
    case alsoBooked
    case walkUp, bookOffer, bookOfferShort, extendOffer, extendOfferShort, pressAgain, booking
    case pressToCheckIn, checkedIn
    case outOfOffice, outOfOfficeUntil
    case notBooked, notExtended, notEnded, troubleTaken, troubleRefused, troubleNoAnswer

    /// The words in every language. `|` parts forms of the same text, the longest first; `%` is a place that the caller
    /// fills.
    package var row: Translated<String> {
        switch self {
        case .free: Translated(en: "Free", fi: "Vapaa")
        case .freeUntil: Translated(en: "Free until %|Free to %|Free", fi: "Vapaa % asti|Vapaa –%|Vapaa")
        case .until: Translated(en: "until %|to %", fi: "% asti|–%")
        case .next: Translated(en: "Next %", fi: "Klo %")
        // A date stands before the time.
        case .nextOnDay: Translated(en: "Next %", fi: "Sitten %")
        case .nothingNext: Translated(en: "Nothing coming up|Nothing booked", fi: "Ei tulevia")
        case .pressToJoin: Translated(en: "Press to join", fi: "Liity painamalla|Paina ja liity")
        case .joinFrom: Translated(en: "Join from %|Join %", fi: "Liity klo % alkaen|Liity klo %|Liity %")
        case .joining: Translated(en: "Joining …", fi: "Liitytään …")
        case .inMeeting: Translated(en: "In meeting", fi: "Kokouksessa")
        case .leaving: Translated(en: "Leaving …", fi: "Poistutaan …")
        case .holdToLeave: Translated(en: "Hold to leave", fi: "Pidä pohjassa: poistu|Pidä pohjassa: ulos|Pidä: poistu")
        case .couldNotJoin: Translated(en: "Could not join", fi: "Ei onnistunut")
        case .pressToTryAgain:
            Translated(en: "Press to try again|Press: try again|Press again", fi: "Paina uudelleen|Paina taas")
        case .nothingToJoin: Translated(en: "Nothing to join|No link here", fi: "Ei liityttävää")
        case .nextBooking: Translated(en: "Next at %|Next %", fi: "Seuraava klo %|Seuraava %|Klo %")
        case .nextWaiting:
            Translated(
                en: "Next group waiting|Next group waits|Others waiting",
                fi: "Seuraava ryhmä odottaa|Seuraava odottaa|Muut odottavat")
        case .calendarFrom:
            Translated(en: "Calendar from %|Calendar %|As of %", fi: "Kalenteri haettu %|Kalenteri %|Tiedot %")
        case .noCalendarYet: Translated(en: "No calendar yet|No calendar", fi: "Ei kalenteria")
        case .triedSince: Translated(en: "Tried since %|Since %", fi: "Haettu % alkaen|Haettu %")
        case .askingCalendar: Translated(en: "Asking Google", fi: "Kysytään")
        case .alsoBooked: Translated(en: "Also", fi: "Myös")
        // The title of a meeting in the calendar.
        case .walkUp: Translated(en: "Walk-up", fi: "Pikavaraus")
        case .bookOffer:
            Translated(
                en: "Book % min? Press again|Book %? Press", fi: "Varaa % min? Paina uudelleen|% min? Paina")
        case .bookOfferShort: Translated(en: "Book % min?", fi: "Varaa % min?")
        case .extendOffer:
            Translated(
                en: "Extend % min? Press again|+% min? Press", fi: "Jatka % min? Paina uudelleen|+% min? Paina")
        case .extendOfferShort: Translated(en: "Extend % min?", fi: "Jatka % min?")
        case .pressAgain: Translated(en: "Press again", fi: "Paina uudelleen|Paina taas")
        case .booking: Translated(en: "Booking …", fi: "Varataan …")
        case .pressToCheckIn:
            Translated(en: "Press to check in|Press: check in|Check in", fi: "Kuittaa painamalla|Kuittaa: paina")
        case .checkedIn: Translated(en: "Checked in", fi: "Kuitattu")
        case .outOfOffice: Translated(en: "Out of office|Away", fi: "Poissa")
        case .outOfOfficeUntil:
            Translated(en: "Out of office until %|Away until %|Away –%", fi: "Poissa % asti|Poissa –%|Pois –%")
        case .notBooked: Translated(en: "Not booked", fi: "Ei varattu")
        case .notExtended: Translated(en: "Not extended", fi: "Ei jatkettu")
        case .notEnded: Translated(en: "Not ended", fi: "Ei päätetty")
        case .troubleTaken: Translated(en: "taken", fi: "päällekkäin")
        case .troubleRefused: Translated(en: "not allowed", fi: "ei lupaa")
        case .troubleNoAnswer: Translated(en: "no answer", fi: "ei vastausta")
        case .privateMeeting: Translated(en: "Private meeting", fi: "Yksityinen")
        case .busyMeeting: Translated(en: "Busy", fi: "Varattu")
        case .untitled: Translated(en: "Meeting", fi: "Kokous")
        case .allDay: Translated(en: "all day", fi: "koko päivä")
        case .stopped: Translated(en: "Out of order", fi: "Epäkunnossa")
        case .timeLeft: Translated(en: "% min left", fi: "vielä % min")
        case .problemProgram: Translated(en: "Program missing|No program", fi: "Ohjelma puuttuu|Ei ohjelmaa")
        case .problemStart: Translated(en: "Did not start", fi: "Ei käynnistynyt|Ei käynnisty")
        case .problemAddress: Translated(en: "Link not allowed|Link refused", fi: "Kielletty linkki|Linkki estetty")
        case .problemEnded: Translated(en: "Ended at once", fi: "Loppui heti")
        case .problemTooLong: Translated(en: "Took too long", fi: "Kesti liian kauan|Kesti kauan")
        case .problemNoJoiner: Translated(en: "Out of order", fi: "Epäkunnossa")
        }
    }

    /// Each form with its place filled; what is put in is never looked into again. Default of `value`: empty, for texts
    /// without a place.
    package func forms(_ language: Language, _ value: String = "") -> [String] {
        let row = row[language]
        // Byte by byte: a display asks for a dozen of them each time that it shows anything.
        if !row.utf8.contains(where: { $0 == UInt8(ascii: "|") || $0 == UInt8(ascii: "%") }) { return [row] }
        return row.utf8.split(separator: UInt8(ascii: "|")).map { form in
            guard let place = form.firstIndex(of: UInt8(ascii: "%")) else { return String(Substring(form)) }
            return String(Substring(form[..<place])) + value + String(Substring(form[place...].dropFirst()))
        }
    }

    /// The longest form. Default of `value`: empty, for texts without a place.
    package func text(_ language: Language, _ value: String = "") -> String { forms(language, value)[0] }
}
