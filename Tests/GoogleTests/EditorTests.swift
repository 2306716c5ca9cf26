// SPDX-License-Identifier: Apache-2.0
import JoinLinks
import RoomCore
import Simulation
import Testing

@testable import GoogleCalendar

/// The editor against the simulated Google.
@Suite struct EditorTests {
    static let id: MeetingID = MeetingID.made(of: [UInt8](repeating: 7, count: 16))
    static let start: Instant = World.start + .hours(1)

    private static func draft(_ title: String = "Walk-up") -> EventDraft {
        EventDraft(id: id, title: Private(title), start: start, end: start + .minutes(30))
    }

    /// With one event `e` of an hour, to which the room is invited.
    private static func world(_ role: SimulatedCalendar.Role = .writer) throws -> World {
        let world = try World(role: role, scopes: GoogleCalendarEditor.scopes)
        world.edit { calendar, now in
            var event = SimulatedEvent(
                "Review", from: start, lasting: .hours(1), location: "https://zoom.us/j/123456789")
            event.organizer = .init(World.room)
            event.attendees = [
                SimulatedEvent.Attendee("alice@example.com"),
                SimulatedEvent.Attendee(World.room, response: "needsAction", isResource: true),
            ]
            calendar.add("e", event, at: now)
        }
        return world
    }

    @Test("an event that was inserted is there, as it was asked for, under the ID that we made")
    func insert() async throws {
        let world = try Self.world()
        let version = try await world.editor.insert(Self.draft("Ääkköset \"x\"\n"))
        let copy = try await world.editor.read(Self.id)
        #expect(copy.version == version)
        #expect(copy.meeting.title.exposed == "Ääkköset \"x\"\n")
        #expect(copy.meeting.span == .timed(start: Self.start, end: Self.start + .minutes(30)))
        #expect(copy.meeting.ownResponse == .notInvited)
        #expect(try await world.fullSync().window[Self.id.value.exposed]?.title == copy.meeting.title)
    }

    @Test("an insert whose reply was lost is asked for again, and makes one event")
    func insertTwice() async throws {
        let world = try Self.world()
        world.google.inject(CloudFault(.cut, on: .edits))
        #expect(await failure { _ = try await world.editor.insert(Self.draft()) }?.reason == .malformedReply)
        let version = try await world.editor.insert(Self.draft())
        #expect(try await world.editor.read(Self.id).version == version)
        #expect(try await world.fullSync().window.titles == ["Review", "Walk-up"])
    }

    @Test("an insert of what somebody has cancelled since does not bring it back")
    func insertCancelled() async throws {
        let world = try Self.world()
        try await world.editor.delete(try await world.editor.insert(Self.draft()))
        await #expect(throws: EditFailure.gone) { try await world.editor.insert(Self.draft()) }
        #expect(try await world.fullSync().window.titles == ["Review"])
    }

    static let scheduler = "rooms@example.com"

    /// A room, and an account that invites it.
    private static func scheduling(autoAnswers: Bool = true) throws -> (world: World, editor: GoogleCalendarEditor) {
        let world = try world()
        let roles = world.google.calendars[World.room]?.roles ?? [:]
        world.google.calendars[World.room]?.autoAnswers = autoAnswers
        world.google.calendars[scheduler] = SimulatedCalendar(scheduler, roles: roles)
        return (world, world.editor(bookingOn: scheduler))
    }

    @Test("a booking on another account's calendar invites the room, which has a copy under the same ID and answers")
    func invites() async throws {
        let (world, editor) = try Self.scheduling()
        var draft = Self.draft()
        (draft.start, draft.end) = (draft.start + .hours(2), draft.end + .hours(2))
        let version = try await editor.insert(draft)
        let copy = try #require(try await world.fullSync().window[Self.id.value.exposed])
        #expect(copy.ownResponse == .accepted)
        // It is changed where it was made, not on the room's copy, whose version is another.
        let moved = try await editor.change(version, to: EventEdit(end: draft.end + .minutes(15)))
        #expect(try await editor.read(Self.id).version == moved)
        let span = try await world.fullSync().window[Self.id.value.exposed]?.span
        #expect(span == .timed(start: draft.start, end: draft.end + .minutes(15)))
        try await editor.delete(moved)
        #expect(try await world.fullSync().window.titles == ["Review"])
    }

    @Test("the other account's calendar that is not there, or may only be read, is told from the room's own")
    func bookingsCalendar() async throws {
        let (world, editor) = try Self.scheduling()
        let account = try #require(world.google.calendars[World.room]?.roles.first { $0.value == .writer }?.key)
        for role in [nil, SimulatedCalendar.Role.reader] {
            world.google.calendars[Self.scheduler]?.roles[account] = role
            let reason = role == nil ? "404 notFound" : "403 requiredAccessLevel"
            let refusal = EditFailure.notAllowed(detail: "on the calendar of [manners] book-as: \(reason)")
            await #expect(throws: refusal) { _ = try await editor.insert(Self.draft()) }
            await #expect(throws: refusal) { _ = try await editor.quickAdd(Private("Retro 14:00-14:30")) }
        }
        // The room's own calendar is another matter.
        world.google.calendars[World.room]?.roles = [:]
        let failure = await failure { _ = try await world.editor.insert(Self.draft()) }
        #expect(failure?.reason == .calendarNotFound)
    }

    @Test("a room declines by its own policy what it is invited to while it is taken")
    func declines() async throws {
        let (world, editor) = try Self.scheduling()
        _ = try await editor.insert(Self.draft())
        #expect(try await world.fullSync().window[Self.id.value.exposed]?.ownResponse == .declined)
        #expect(try await editor.busy(from: Self.start, until: Self.start + .hours(1)).count == 1)
    }

    @Test("a sentence is Google's to understand; on another account's calendar it invites nobody, and is deleted there")
    func sentence() async throws {
        let world = try Self.world()
        let copy = try await world.editor.quickAdd(Private("Retro & more 14:00-14:30"))
        #expect(copy.meeting.title.exposed == "Retro & more")
        #expect(try await world.editor.read(copy.meeting.id) == copy)

        let (other, editor) = try Self.scheduling(autoAnswers: false)
        let said = try await editor.quickAdd(Private("Retro 14:00-14:30"))
        #expect(try await other.fullSync().window[said.meeting.id.value.exposed] == nil)
        #expect(other.google.calendars[Self.scheduler]?.spans(titled: "Retro").count == 1)
        try await editor.discard(said.version)
        #expect(other.google.calendars[Self.scheduler]?.spans(titled: "Retro") == [])
    }

    @Test("what came of a sentence is found by what it says and when it was made; of two, neither is taken")
    func lostSentence() async throws {
        let (world, editor) = try Self.scheduling()
        let sentence = try #require(
            BookingSentence("Monday retro 14:00-14:30", at: World.start, in: FixedOffset(secondsEast: 7200)))
        let sentAt = World.start
        func made() async throws -> MeetingID? { try await editor.made(of: sentence, sentAt: sentAt)?.meeting.id }
        #expect(try await made() == nil)
        func add(_ id: String, _ title: String, guest: String? = nil) {
            world.google.edit(Self.scheduler) { calendar, now in
                var event = SimulatedEvent(title, from: Self.start, lasting: .minutes(30))
                event.organizer = .init(Self.scheduler)
                event.attendees = guest.map { [.init($0)] } ?? []
                calendar.add(id, event, at: now)
            }
        }
        world.clock.now = sentAt - .minutes(1)
        add("before", "Monday retro")
        world.clock.now = sentAt + .seconds(1)
        add("invited", "Monday retro", guest: "other-room@example.com")
        add("another", "Review")
        add("ours", "Monday retro")
        world.clock.now = sentAt + .seconds(10)
        #expect(try await made() == nil)
        world.clock.now = sentAt + .seconds(20)
        #expect(try await made() == MeetingID("ours"))
        // Our clock is not Google's.
        world.clock.now = sentAt + .seconds(21)
        add("twin", "Monday retro")
        world.clock.now = sentAt + .seconds(60)
        #expect(try await made() == nil)
    }

    @Test("an invited room answers, and may not move what belongs to the organiser")
    func forbidden() async throws {
        let world = try Self.world()
        world.edit { calendar, now in calendar.change("e", at: now) { $0.isCopy = true } }
        let copy = try await world.editor.read(MeetingID("e"))
        await #expect(throws: EditFailure.notAllowed(detail: "403 forbiddenForNonOrganizer")) {
            try await world.editor.change(copy.version, to: EventEdit(end: Self.start + .minutes(20)))
        }
    }

    @Test("an edit changes what it names, and nothing else")
    func change() async throws {
        let world = try Self.world()
        let before = try await world.editor.read(MeetingID("e"))
        let version = try await world.editor.change(before.version, to: EventEdit(end: Self.start + .minutes(20)))
        var after = try await world.editor.read(MeetingID("e"))
        #expect(after.version == version)
        #expect(version != before.version)
        #expect(after.meeting.span == .timed(start: Self.start, end: Self.start + .minutes(20)))
        after.meeting.span = before.meeting.span
        after.details.etag = before.details.etag
        #expect(after == before)

        let moved = EventEdit(title: Private("New"), start: Self.start - .minutes(5))
        _ = try await world.editor.change(version, to: moved)
        let last = try await world.editor.read(MeetingID("e")).meeting
        #expect(last.title.exposed == "New")
        #expect(last.span == .timed(start: Self.start - .minutes(5), end: Self.start + .minutes(20)))
    }

    @Test("a version that is no longer the event's is a conflict, and nothing is changed")
    func conflict() async throws {
        let world = try Self.world()
        let copy = try await world.editor.read(MeetingID("e"))
        world.edit { calendar, now in calendar.change("e", at: now) { $0.title = "Somebody else's" } }
        let edit = EventEdit(title: Private("Ours"))
        await #expect(throws: EditFailure.conflict) { try await world.editor.change(copy.version, to: edit) }
        await #expect(throws: EditFailure.conflict) { try await world.editor.respond(.declined, to: copy) }
        await #expect(throws: EditFailure.conflict) { try await world.editor.delete(copy.version) }
        let after = try await world.editor.read(MeetingID("e"))
        #expect(after.meeting.title.exposed == "Somebody else's")
        #expect(after.meeting.ownResponse == .needsAction)
    }

    @Test("without a version's mark nothing is written, and nobody is asked")
    func unguarded() async throws {
        let world = try Self.world()
        let version = EventVersion(MeetingID("e"), etag: "")
        let edit = EventEdit(title: Private("Ours"))
        await #expect(throws: EditFailure.conflict) { try await world.editor.change(version, to: edit) }
        await #expect(throws: EditFailure.conflict) { try await world.editor.delete(version) }
        #expect(world.google.requests.isEmpty)
    }

    @Test("an event that was deleted is gone; deleting it once more is as it should be")
    func delete() async throws {
        let world = try Self.world()
        let version = try await world.editor.read(MeetingID("e")).version
        world.google.inject(CloudFault(.cut, on: .edits))
        _ = try? await world.editor.delete(version)
        await #expect(throws: EditFailure.gone) { try await world.editor.read(MeetingID("e")) }
        // Its mark is another since it was cancelled.
        await #expect(throws: EditFailure.conflict) { try await world.editor.delete(version) }
        world.google.inject(CloudFault(.refusal(status: 410, reason: "deleted"), on: .edits))
        try await world.editor.delete(version)
        await #expect(throws: EditFailure.gone) { try await world.editor.read(MeetingID("never")) }
        #expect(try await world.fullSync().window.titles == [])
    }

    @Test("what answers in Google's place has deleted nothing")
    func foreignEnd() async throws {
        for kind in [CloudFault.Kind.garbage, .wrongShape, .portal, .page(status: 200)] {
            let world = try Self.world()
            let version = try await world.editor.read(MeetingID("e")).version
            world.google.inject(CloudFault(kind, on: .edits))
            await #expect(throws: EditFailure.self) { try await world.editor.delete(version) }
            #expect(try await world.editor.read(MeetingID("e")).version == version)
        }
    }

    @Test(
        "the room's answer is its own, and leaves the others' as they are",
        arguments: [
            (InvitationAnswer.accepted, OwnResponse.accepted), (.declined, .declined), (.tentative, .tentative),
        ])
    func respond(answer: InvitationAnswer, response: OwnResponse) async throws {
        let world = try Self.world()
        let copy = try await world.editor.read(MeetingID("e"))
        let version = try await world.editor.respond(answer, to: copy)
        let after = try await world.editor.read(MeetingID("e"))
        #expect(after.version == version)
        #expect(after.meeting.ownResponse == response)
        #expect(after.details.participants.map(\.address.exposed) == ["alice@example.com", World.room])
        #expect(after.details.participants[0].response == .accepted)
    }

    @Test("who is not invited does not invite themselves by an answer")
    func notInvited() async throws {
        let world = try Self.world()
        _ = try await world.editor.insert(Self.draft())
        let copy = try await world.editor.read(Self.id)
        let asked = world.google.requests.count
        await #expect(throws: EditFailure.notAllowed(detail: "not invited")) {
            try await world.editor.respond(.accepted, to: copy)
        }
        #expect(world.google.requests.count == asked)
    }

    @Test("the times at which the calendar is taken are those of events that block time and were not declined")
    func busy() async throws {
        let world = try Self.world()
        world.edit { calendar, now in
            func add(_ id: String, at hour: Int, _ change: (inout SimulatedEvent) -> Void = { _ in }) {
                var event = SimulatedEvent(id, from: Self.start + .hours(hour), lasting: .hours(1))
                change(&event)
                calendar.add(id, event, at: now)
            }
            add("later", at: 3)
            add("open", at: 1) { $0.transparency = "transparent" }
            add("declined", at: 2) { $0.attendees = [SimulatedEvent.Attendee(World.room, response: "declined")] }
            add("cancelled", at: 1)
            calendar.cancel("cancelled", at: now)
            add("beyond", at: 5)
        }
        let times = try await world.editor.busy(from: Self.start + .minutes(30), until: Self.start + .hours(4))
        let hours = times.map {
            [($0.start - Self.start).wholeSeconds / 3600, ($0.end - Self.start).wholeSeconds / 3600]
        }
        #expect(hours == [[0, 1], [3, 4]])
        #expect(try await world.editor.busy(from: Self.start + .hours(1), until: Self.start + .hours(2)) == [])
    }

    @Test("a calendar that free/busy knows nothing of is not free")
    func busyUnknown() async throws {
        let world = try Self.world()
        world.google.calendars[World.room]?.roles = [:]
        let asked = await failure { _ = try await world.editor.busy(from: Self.start, until: Self.start + .hours(1)) }
        #expect(asked?.reason == .calendarNotFound)
        for kind in [CloudFault.Kind.wrongShape, .garbage] {
            world.google.inject(CloudFault(kind, on: .edits))
            let strange = await failure {
                _ = try await world.editor.busy(from: Self.start, until: Self.start + .hours(1))
            }
            #expect(strange?.reason == .malformedReply)
        }
    }

    @Test("a reader may not write; a token of too narrow a scope says so")
    func rights() async throws {
        let world = try Self.world(.reader)
        let copy = try await world.editor.read(MeetingID("e"))
        let refused = EditFailure.notAllowed(detail: "403 requiredAccessLevel")
        await #expect(throws: refused) { try await world.editor.insert(Self.draft()) }
        await #expect(throws: refused) {
            try await world.editor.change(copy.version, to: EventEdit(title: Private("x")))
        }
        await #expect(throws: refused) { try await world.editor.delete(copy.version) }
        let narrow = try World(role: .writer)
        #expect(await failure { _ = try await narrow.editor.insert(Self.draft()) }?.reason == .scopeNotGranted)
    }

    private struct Fault: Sendable {
        var kind: CloudFault.Kind
        var failure: EditFailure?
        var reason: CalendarFailure.Reason?

        init(_ kind: CloudFault.Kind, _ failure: EditFailure) {
            self.kind = kind
            self.failure = failure
        }

        init(_ kind: CloudFault.Kind, because reason: CalendarFailure.Reason) {
            self.kind = kind
            self.reason = reason
        }
    }

    private static let refusals: [Fault] = [
        Fault(.refusal(status: 412, reason: "conditionNotMet"), .conflict),
        Fault(.refusal(status: 409, reason: "conflict"), .conflict),
        Fault(.refusal(status: 404, reason: "notFound"), .gone), Fault(.refusal(status: 410, reason: "deleted"), .gone),
        Fault(
            .refusal(status: 403, reason: "forbiddenForNonOrganizer"),
            .notAllowed(detail: "403 forbiddenForNonOrganizer")),
        Fault(.refusal(status: 403, reason: "userRateLimitExceeded"), because: .rateLimited),
        Fault(.refusal(status: 403, reason: "quotaExceeded"), because: .quotaExhausted),
        Fault(.refusal(status: 403, reason: "accessNotConfigured"), because: .apiDisabled),
        Fault(.refusal(status: 429, reason: "rateLimitExceeded"), because: .rateLimited),
        Fault(.refusal(status: 400, reason: "invalid"), because: .requestRefused),
        Fault(.refusal(status: 503, reason: "backendError"), because: .serverError),
        Fault(.page(status: 404), because: .captivePortal), Fault(.page(status: 403), because: .captivePortal),
        Fault(.portal, because: .captivePortal), Fault(.redirect, because: .captivePortal),
        Fault(.garbage, because: .malformedReply), Fault(.cut, because: .malformedReply),
        Fault(.unreachable, because: .unreachable), Fault(.untrusted, because: .untrustedCertificate),
        Fault(.slow(.seconds(11)), because: .unreachable),
    ]

    @Test("each fault of a change has its reason, and is over when it is over", arguments: refusals.indices)
    func faults(index: Int) async throws {
        let fault = Self.refusals[index]
        let world = try Self.world()
        let version = try await world.editor.read(MeetingID("e")).version
        world.google.inject(CloudFault(fault.kind, on: .edits))
        do throws(EditFailure) {
            _ = try await world.editor.change(version, to: EventEdit(title: Private("x")))
            Issue.record("the change went well")
        } catch {
            if let failure = fault.failure { #expect(error == failure) }
            if let reason = fault.reason {
                guard case .failed(let failure) = error else {
                    Issue.record("\(error)")
                    return
                }
                #expect(failure.reason == reason)
            }
        }
        let copy = try await world.editor.read(MeetingID("e"))
        _ = try await world.editor.change(copy.version, to: EventEdit(title: Private("y")))
        #expect(try await world.editor.read(MeetingID("e")).meeting.title.exposed == "y")
    }

    @Test(
        "a reply without a mark, or with one that is no mark or another event's, is no version; nor is it a series",
        arguments: ["{}", "[]", #"{"etag":"","id":"\#(id.value.exposed)"}"#, #"{"etag":"1","id":"other"}"#])
    func noMark(body: String) async throws {
        let world = try Self.world()
        let editor = GoogleCalendarEditor(
            calendar: World.room, transport: FixedReply(world.transport, status: 200, body: body), tokens: world.tokens,
            linkFinder: LinkFinder(), now: { World.start })
        #expect(await failure { _ = try await editor.insert(Self.draft()) }?.reason == .malformedReply)
        let series = await failure {
            _ = try await editor.occurrences(of: MeetingID("e"), from: World.start, page: nil)
        }
        #expect(series?.reason == .malformedReply)
    }

    @Test("a token that was revoked is asked for anew, and the write is done once")
    func revoked() async throws {
        let world = try Self.world()
        _ = try await world.editor.read(MeetingID("e"))
        world.google.revokeAccessTokens()
        _ = try await world.editor.insert(Self.draft())
        #expect(try await world.fullSync().window.titles == ["Review", "Walk-up"])
    }

    /// Why the calendar gave no answer; nil where it gave one.
    private func failure(_ body: () async throws -> Void) async -> CalendarFailure? {
        do {
            try await body()
            return nil
        } catch EditFailure.failed(let failure) {
            return failure
        } catch {
            Issue.record("\(error)")
            return nil
        }
    }
}

/// Answers everything but the request for a token with one reply.
private struct FixedReply: HTTPTransport {
    let tokens: SimulatedTransport
    let status: Int
    let body: String

    init(_ tokens: SimulatedTransport, status: Int, body: String) {
        self.tokens = tokens
        self.status = status
        self.body = body
    }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        if request.url.hasSuffix("/token") { return try await tokens.send(request) }
        return HTTPResponse(status: status, headers: [("content-type", "application/json")], body: Array(body.utf8))
    }
}

extension World {
    /// With the same tokens as the source.
    var editor: GoogleCalendarEditor { editor(bookingOn: nil) }

    func editor(bookingOn scheduler: String?) -> GoogleCalendarEditor {
        GoogleCalendarEditor(
            calendar: calendar, transport: transport, tokens: tokens, scheduler: scheduler, linkFinder: LinkFinder(),
            now: { [clock] in clock.now })
    }
}
