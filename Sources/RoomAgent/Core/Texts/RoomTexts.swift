// SPDX-License-Identifier: Apache-2.0

/// What the display says, for guests: no word here is about programs or agents. A row holds its forms, the longest
/// first, with `|` between them: the last one fits 14 columns, what the smallest display has beside a mark, with times
/// on a day of their own left out. `%` is the place of a time or number.
package enum RoomText: CaseIterable, Sendable {
    /// The room is free, for longer than is worth a time.
    case free
    /// The room is free until this time.
    case freeUntil
    /// What is on ends at this time.
    case until
    /// The next meeting of today begins at this time.
    case next
    /// The next meeting of another day begins then; the place has date and time.
    case nextOnDay
    /// Nothing is booked in the days that are known.
    case nothingNext
    /// A press joins the meeting that is shown.
    case pressToJoin
    /// From this time a press will join.
    case joinFrom
    /// The join program is being started.
    case joining
    /// The room is in a meeting.
    case inMeeting
    /// The meeting is being left.
    case leaving
    /// The button, held, leaves the meeting.
    case holdToLeave
    /// Joining failed; the line below says why.
    case couldNotJoin
    /// A press tries once more to join.
    case pressToTryAgain
    /// An answer to a press: the meeting that is on has no join address.
    case nothingToJoin
    /// During a meeting: the next one begins at this time.
    case nextBooking
    /// During a meeting that is over its time: the next group is there.
    case nextWaiting
    /// What is shown was fetched at this time, which is long ago.
    case calendarFrom
    /// The calendar has never been read, so nobody knows whether the room is free.
    case noCalendarYet
    /// In the place of a title that may not be shown.
    case privateMeeting
    /// In the place of a title of which only "busy" is known.
    case busyMeeting
    /// In the place of a title that is empty, or of a meeting that is not known any more.
    case untitled
    /// In the place of a time: the meeting is on all day.
    case allDay
    /// The display's last words, when the agent ends.
    case stopped
    /// During a meeting: it ends in so many minutes.
    case timeLeft
    /// Why joining failed: the program is not there.
    case problemProgram
    /// Why joining failed: the program did not start.
    case problemStart
    /// Why joining failed: the address is none that may be opened.
    case problemAddress
    /// Why joining failed: the program ended at once.
    case problemEnded
    /// Why joining failed: it took longer than it may.
    case problemTooLong
    /// Why joining failed: the joiner does not answer, which is nobody's business in the room.
    case problemNoJoiner
    /// Below `noCalendarYet`: since when that is tried.
    case triedSince
    /// An answer to a press while nothing is known: the calendar is being asked.
    case askingCalendar
    /// Before the title of another meeting at the same time.
    case alsoBooked
    /// The title of a meeting that a push books.
    case walkUp
    /// An answer to a press in a free room: so many minutes can be booked, by a second press.
    case bookOffer
    /// The same where `pressAgain` stands in a line of its own.
    case bookOfferShort
    /// An answer to a press near the end: so many minutes can be added, by a second press.
    case extendOffer
    /// The same where `pressAgain` stands in a line of its own.
    case extendOfferShort
    /// A second press does what is offered.
    case pressAgain
    /// What was asked for is on its way to the calendar.
    case booking
    /// A press says that somebody is here, so that the room is kept.
    case pressToCheckIn
    /// An answer to that press.
    case checkedIn
    /// A watched person is away, nobody knows until when.
    case outOfOffice
    /// A watched person is away until then.
    case outOfOfficeUntil
    /// A booking was taken back; the word behind it says why.
    case notBooked
    /// An extension was taken back; the word behind it says why.
    case notExtended
    /// A meeting could not be ended; the word behind it says why.
    case notEnded
    /// Why: somebody else has that time.
    case troubleTaken
    /// Why: the calendar does not let the room do it.
    case troubleRefused
    /// Why: nobody can tell from the sentence when the meeting is to be.
    case troubleUnclear
    /// Why: the calendar did not answer in time.
    case troubleNoAnswer

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
        case .troubleUnclear: Translated(en: "unclear", fi: "epäselvä")
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
