// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import RoomCore

/// What was asked of the calendar lies over the window until a sync has confirmed it.
@Suite("Pending changes")
struct PendingChangeTests {
    private static let madeAt = Duration.seconds(100)
    private static let fresh = MeetingID("fresh")

    private func days(_ meetings: [Meeting], _ pending: [PendingChange] = []) -> CalendarDays {
        CalendarDays(calendar: .aalto, window: MeetingWindow(meetings), pending: pending, zone: Day.zone)
    }

    private func change(_ request: BookingRequest, in days: CalendarDays) throws(EditFailure) -> PendingChange {
        try PendingChange(request, in: days, fresh: Self.fresh, at: Self.madeAt)
    }

    private func book(_ start: String, _ end: String) -> BookingRequest {
        .book(title: Private("Walk-up"), start: Day.at(start), end: Day.at(end))
    }

    private func extend(_ name: String, to end: String) -> BookingRequest { .extend(MeetingID(name), to: Day.at(end)) }
    private func end(_ name: String, at time: String) -> BookingRequest { .end(MeetingID(name), at: Day.at(time)) }

    /// All meetings of the day as `name 10:00–11:00`.
    private func shown(_ meetings: [Meeting], _ pending: [PendingChange]) -> [String] {
        Agenda.allItems(of: [days(meetings, pending)], rules: .video).map { item in
            let minutes = [item.start, item.end].map { ($0 - Day.midnight).wholeSeconds / 60 }
            let texts = minutes.map { "\($0 / 60):\($0 % 60 < 10 ? "0" : "")\($0 % 60)" }
            return "\(item.meeting.id.value.exposed) \(texts.joined(separator: "–"))"
        }
    }

    @Test("a booking that was taken back is not shown, whatever brings it; and what the room declined is not confirmed")
    func withdrawn() throws {
        let booked = Meeting.make("fresh", "12:00", "12:30")
        let hidden = PendingChange(withdrawn: Self.fresh, at: Self.madeAt)
        #expect(shown([.make("a"), booked], [hidden]) == ["a 10:00–11:00"])
        #expect(shown([.make("a")], [hidden]) == ["a 10:00–11:00"])
        #expect(!hidden.isConfirmed(by: MeetingWindow([booked])))
        let change = try change(Self.booked, in: days([.make("a")]))
        var declined = booked
        declined.ownResponse = .declined
        #expect(!change.isConfirmed(by: MeetingWindow([declined])))
        #expect(change.isDeclined(by: MeetingWindow([declined])))
        #expect(!change.isDeclined(by: MeetingWindow([booked])))
    }

    // MARK: What is shown

    private struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var request: BookingRequest
        /// What the window has by the time of the look; before, it has `a` from 10 to 11.
        var window: [Meeting]
        var shown: [String]
        var isConfirmed: Bool

        init(
            _ name: String, _ request: BookingRequest, _ window: [Meeting], shows shown: [String],
            isConfirmed: Bool = false
        ) {
            self.name = name
            self.request = request
            self.window = window
            self.shown = shown
            self.isConfirmed = isConfirmed
        }

        var testDescription: String { name }
    }

    private static let a = MeetingID("a")
    private static let booked = BookingRequest.book(
        title: Private("Walk-up"), start: Day.at("12:00"), end: Day.at("12:30"))
    private static let longer = BookingRequest.extend(a, to: Day.at("11:30"))
    private static let shorter = BookingRequest.end(a, at: Day.at("10:20"))

    private static let rows: [Row] = [
        Row("a booking", booked, [.make("a")], shows: ["a 10:00–11:00", "fresh 12:00–12:30"]),
        Row(
            "a booking that a sync has brought", booked, [.make("a"), .make("fresh", "12:00", "12:30")],
            shows: ["a 10:00–11:00", "fresh 12:00–12:30"], isConfirmed: true),
        Row(
            "a booking that somebody has moved since", booked, [.make("a"), .make("fresh", "13:00", "13:30")],
            shows: ["a 10:00–11:00", "fresh 13:00–13:30"], isConfirmed: true),
        Row("an extension", longer, [.make("a")], shows: ["a 10:00–11:30"]),
        Row(
            "an extension that a sync has brought", longer, [.make("a", "10:00", "11:30")], shows: ["a 10:00–11:30"],
            isConfirmed: true),
        Row(
            "an extension of what somebody has moved since", longer, [.make("a", "15:00", "16:00")],
            shows: ["a 15:00–16:00"]),
        Row(
            "an extension of what began later after all", longer, [.make("a", "10:10", "11:00")],
            shows: ["a 10:10–11:30"]),
        Row("an extension of what was cancelled", longer, [], shows: []),
        Row("an extension of what is all day now", longer, [.allDay("a")], shows: ["a 0:00–24:00"]),
        Row("an early end", shorter, [.make("a")], shows: ["a 10:00–10:20"]),
        Row(
            "an early end that a sync has brought", shorter, [.make("a", "10:00", "10:20")], shows: ["a 10:00–10:20"],
            isConfirmed: true),
        Row("an early end of what was cancelled", shorter, [], shows: []),
        Row(
            "an early end of what was extended elsewhere", shorter, [.make("a", "10:00", "12:00")],
            shows: ["a 10:00–12:00"]),
    ]

    @Test("a change is shown over the window until the window says it too", arguments: rows)
    private func overlay(row: Row) throws {
        let change = try change(row.request, in: days([.make("a")]))
        #expect(shown(row.window, [change]) == row.shown)
        #expect(change.isConfirmed(by: MeetingWindow(row.window)) == row.isConfirmed)
    }

    @Test("the end of a booking of the room's own in its first minute takes all of it back")
    func takenBack() throws {
        let made = MeetingID.made(of: [1, 2, 3, 4])
        var booked = Meeting.make("a", "12:00", "12:30")
        booked = Meeting(id: made, title: booked.title, span: booked.span)
        let first = try change(.end(made, at: Day.at("12:00") + .seconds(59)), in: days([booked]))
        #expect(shown([booked], [first]) == [])
        #expect(shown([], [first]) == [])
        #expect(!first.isConfirmed(by: MeetingWindow([booked])))
        #expect(first.isConfirmed(by: MeetingWindow()))
        #expect(first.claim.isEmpty)
        let later = try change(.end(made, at: Day.at("12:01")), in: days([booked]))
        #expect(later.kind == .endedEarly(from: Day.at("12:30"), at: Day.at("12:01")))
        let others = try change(.end(Self.a, at: Day.at("10:00") + .seconds(1)), in: days([.make("a")]))
        #expect(others.kind == .endedEarly(from: Day.at("11:00"), at: Day.at("10:00") + .seconds(1)))
    }

    @Test("nothing of a change gets into the window")
    func noRow() throws {
        let window = MeetingWindow([.make("a")])
        let change = try change(book("12:00", "12:30"), in: days([.make("a")]))
        let agenda = Agenda(window: window, pending: [change], now: Day.at("12:00"))
        #expect(agenda.current.map(\.meeting.title.exposed) == ["Walk-up"])
        #expect(window == MeetingWindow([.make("a")]))
    }

    @Test("a booking takes the room, an early end gives it back, at once")
    func taken() throws {
        let booked = try change(book("12:00", "12:30"), in: days([]))
        #expect(Agenda(window: MeetingWindow(), pending: [booked], now: Day.at("12:10")).isTaken)
        #expect(!Agenda(window: MeetingWindow(), now: Day.at("12:10")).isTaken)
        let ended = try change(end("a", at: "10:20"), in: days([.make("a")]))
        let agenda = Agenda(window: MeetingWindow([.make("a")]), pending: [ended], now: Day.at("10:20"))
        #expect(!agenda.isTaken)
        #expect(agenda.joinable.isEmpty)
    }

    @Test("times are taken in whole seconds, as the calendar keeps them")
    func wholeSeconds() throws {
        let half = Duration.milliseconds(500)
        let ended = try change(.end(Self.a, at: Day.at("10:20") + half), in: days([.make("a")]))
        #expect(ended.kind == .endedEarly(from: Day.at("11:00"), at: Day.at("10:20")))
        #expect(ended.isConfirmed(by: MeetingWindow([.make("a", "10:00", "10:20")])))
        let booked = try change(
            .book(title: Private(""), start: Day.at("12:00") + half, end: Day.at("12:30") + half), in: days([]))
        #expect(booked.claim == Day.at("12:00")..<Day.at("12:30"))
    }

    @Test("it ends a minute after it was made")
    func until() throws {
        #expect(try change(book("12:00", "12:30"), in: days([])).until == .seconds(160))
    }

    // MARK: What is refused

    @Test("what does not fit the meeting that is shown is refused before anybody is asked")
    func refusals() {
        let held = days([
            .make("a"), .allDay("day"), .make("declined", "15:00", "16:00") { $0.ownResponse = .declined },
        ])
        let rows: [(request: BookingRequest, failure: EditFailure)] = [
            (book("12:00", "12:00"), .conflict), (book("12:30", "12:00"), .conflict),
            (extend("nobody", to: "12:00"), .gone), (end("nobody", at: "12:00"), .gone),
            (extend("declined", to: "17:00"), .gone),
            (extend("a", to: "11:00"), .conflict), (extend("a", to: "10:30"), .conflict),
            (end("a", at: "10:00"), .conflict), (end("a", at: "9:00"), .conflict), (end("a", at: "11:00"), .conflict),
            (extend("day", to: "23:00"), .conflict), (end("day", at: "12:00"), .conflict),
        ]
        for (request, failure) in rows {
            #expect(throws: failure, "\(request)") { try change(request, in: held) }
        }
    }

    @Test("a change of what is changing, or of time that a pending change takes, is refused; beside it, it is not")
    func clashes() throws {
        let meetings: [Meeting] = [.make("a"), .make("b", "13:00", "14:00")]
        let booked = try change(book("12:00", "12:30"), in: days(meetings))
        let longer = try change(extend("a", to: "11:30"), in: days(meetings))
        let shorter = try change(end("b", at: "13:10"), in: days(meetings))
        let rows: [(pending: PendingChange, request: BookingRequest, isTaken: Bool)] = [
            (booked, book("12:29", "12:40"), true), (booked, book("12:30", "12:40"), false),
            (booked, book("11:30", "12:00"), false), (booked, extend("a", to: "12:01"), true),
            (booked, extend("a", to: "12:00"), false), (booked, extend("fresh", to: "13:00"), true),
            (longer, book("11:00", "11:10"), true), (longer, book("11:30", "11:40"), false),
            (longer, extend("a", to: "12:00"), true), (longer, end("a", at: "10:10"), true),
            (shorter, book("13:10", "13:30"), false), (shorter, extend("b", to: "15:00"), true),
        ]
        for (pending, request, isTaken) in rows {
            let held = days(meetings, [pending])
            let made = Result { () throws(EditFailure) in
                try PendingChange(request, in: held, fresh: MeetingID("other"), at: Self.madeAt)
            }
            #expect((made == .failure(.conflict)) == isTaken, "\(request)")
        }
    }

    @Test("so many can be pending, and no more")
    func count() throws {
        var held = days([])
        for minute in 0..<PendingChange.maximumCount {
            let start = Day.at("12:00") + .minutes(minute)
            let request = BookingRequest.book(title: Private(""), start: start, end: start + .minutes(1))
            held.pending.append(
                try PendingChange(request, in: held, fresh: MeetingID("\(minute)"), at: Self.madeAt))
        }
        #expect(throws: EditFailure.conflict) { try change(book("13:00", "13:10"), in: held) }
    }
}

@Suite("IDs that we make, and the time between attempts")
struct BookingPartsTests {
    /// RFC 4648, section 10, in small letters and without padding.
    @Test(
        "an ID is our mark, and base32hex",
        arguments: [("foob", "cpnmuog"), ("fooba", "cpnmuoj1"), ("foobar", "cpnmuoj1e8")])
    func made(bytes: String, id: String) {
        #expect(MeetingID.made(of: Array(bytes.utf8)).value.exposed == "roomagent" + id)
    }

    @Test("an ID of as many bytes as a UUID has is one that Google takes")
    func length() {
        for byte in [0, 1, 0x7F, 0xFF] as [UInt8] {
            let id = MeetingID.made(of: [UInt8](repeating: byte, count: MeetingID.madeByteCount)).value.exposed
            #expect(id.utf8.count == 9 + 26)
            #expect(MeetingID(id).isMade)
            #expect(id.allSatisfy { "0123456789abcdefghijklmnopqrstuv".contains($0) })
        }
    }

    @Test("a pause grows, has a longest, is spread at random, and is never shorter than the source asked for")
    func pause() {
        func pause(_ count: Int, _ random: Double = 0.5, _ wait: Duration? = nil) -> Duration? {
            let failure = EditFailure.failed(CalendarFailure(.serverError, retryAfter: wait))
            return BookingRetry.pause(after: failure, count: count, random: random)
        }
        #expect([1, 2, 3, 4, 5, 90].map { pause($0) } == [2, 4, 8, 16, 16, 16].map { .seconds($0) })
        #expect(pause(1, 0) == .milliseconds(1500))
        #expect(pause(1, 0.99) == .milliseconds(2490))
        #expect(pause(1, 0.5, .seconds(40)) == .seconds(40))
        #expect(pause(5, 0.5, .seconds(1)) == .seconds(16))
    }

    @Test("what trying again can't mend is not tried again")
    func final() {
        let final: [EditFailure] = [
            .conflict, .gone, .notAllowed(detail: ""), .failed(CalendarFailure(.scopeNotGranted)),
            .failed(CalendarFailure(.quotaExhausted)), .failed(CalendarFailure(.cancelled)),
            .failed(CalendarFailure(.requestRefused)), .failed(CalendarFailure(.badCredentials)),
        ]
        for failure in final { #expect(BookingRetry.pause(after: failure, count: 1, random: 0) == nil) }
    }
}
