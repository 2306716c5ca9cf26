// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import RoomCore

@Suite("Answers to invitations")
struct InvitationRuleTests {
    private struct Row: Sendable, CustomTestStringConvertible {
        var name: String
        var others: [Meeting]
        var busy: [String]
        var answer: InvitationAnswer

        init(_ name: String, _ others: [Meeting], busy: [String] = [], _ answer: InvitationAnswer) {
            self.name = name
            self.others = others
            self.busy = busy
            self.answer = answer
        }

        var testDescription: String { name }
    }

    private static func other(_ start: String, _ end: String, _ response: OwnResponse = .accepted) -> Meeting {
        .make("other", start, end) { $0.ownResponse = response }
    }

    private static func open(_ start: String, _ end: String) -> Meeting {
        .make("open", start, end) { $0.blocksTime = false }
    }

    /// The invitation is from 10 to 11.
    private static let rows: [Row] = [
        Row("nothing else", [], .accepted),
        Row("free/busy knows the invitation itself", [], busy: ["10:00-11:00"], .accepted),
        Row("a meeting before and one after", [other("9:00", "10:00"), .make("x", "11:00", "12:00")], .accepted),
        Row("the same, told as one time", [other("9:00", "10:00")], busy: ["9:00-11:00"], .accepted),
        Row("a meeting inside", [other("10:15", "10:30")], .declined),
        Row("a meeting across its start", [other("9:30", "10:15")], .declined),
        Row("one that stands on the calendar directly", [other("10:30", "12:00", .notInvited)], .declined),
        Row("a tentative one", [other("10:30", "12:00", .tentative)], .declined),
        Row("a declined one", [other("10:30", "12:00", .declined)], .accepted),
        Row("one that takes no time", [open("10:00", "11:00")], .accepted),
        Row("a whole day", [.allDay("all")], .declined),
        Row("another invitation, not answered either", [other("10:30", "12:00", .needsAction)], .accepted),
        Row(
            "both, told as one time", [other("10:30", "12:00", .needsAction)], busy: ["10:00-12:00"], .accepted),
        Row(
            "both, told apart", [other("10:30", "12:00", .needsAction)], busy: ["10:00-11:00", "10:30-12:00"], .accepted
        ),
        Row("free/busy knows of one that the window has not", [], busy: ["10:15-10:45"], .declined),
        Row("one that begins before", [], busy: ["9:00-11:00"], .declined),
        Row("one that ends after, beside a known one", [other("9:00", "10:00")], busy: ["9:00-11:30"], .declined),
        Row("one at another time", [], busy: ["8:00-9:00"], .accepted),
    ]

    @Test("what is free is accepted, and what collides declined", arguments: rows)
    private func rule(row: Row) {
        let invitation = Meeting.make("a") { $0.ownResponse = .needsAction }
        let busy = row.busy.map { text in
            let edges = text.split(separator: "-").map { Day.at(String($0)) }
            return BusyTime(start: edges[0], end: edges[1])
        }
        func answer(
            _ meeting: Meeting, accepted: Set<MeetingID> = [], free: InvitationAnswer = .accepted
        ) -> InvitationAnswer {
            let days = CalendarDays(
                calendar: .aalto, window: MeetingWindow([meeting] + row.others), zone: Day.zone)
            return InvitationRule.answer(to: meeting, in: days, accepted: accepted, busy: busy, free: free)
        }
        #expect(answer(invitation) == row.answer)
        #expect(answer(invitation, free: .tentative) == (row.answer == .accepted ? .tentative : .declined))
        var open = invitation
        open.blocksTime = false
        #expect(answer(open) == .accepted)
        #expect(answer(open, free: .tentative) == .accepted)
        // Once the other one has an answer, it counts.
        let isInvited = row.others.contains { $0.ownResponse == .needsAction }
        if isInvited { #expect(answer(invitation, accepted: [MeetingID("other")]) == .declined) }
    }

    @Test("a booking that no sync has brought yet has its time")
    func pending() throws {
        let invitation = Meeting.make("a") { $0.ownResponse = .needsAction }
        var days = CalendarDays(calendar: .aalto, window: MeetingWindow([invitation]), zone: Day.zone)
        days.pending = [PendingChange(booked: .make("walk-up", "10:30", "11:30"), at: .zero)]
        #expect(InvitationRule.answer(to: invitation, in: days, accepted: [], busy: [], free: .accepted) == .declined)
    }
}
