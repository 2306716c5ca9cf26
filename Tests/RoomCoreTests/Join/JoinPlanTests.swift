// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import RoomCore

@Suite("The plan of a join")
struct JoinPlanTests {
    private struct Case: CustomTestStringConvertible {
        var name: String
        var found: [JoinAddress]
        var order: [JoinKind]
        var kinds: Set<JoinKind> = [.video, .sip, .phone]
        var expected: [JoinAddress]
        var testDescription: String { name }
    }

    private static let other = JoinAddress(service: "webex", kind: .video, address: Private("https://x.webex.com/j/2"))

    private static let cases = [
        Case(
            name: "no order: as found", found: [.call, .zoom, .number], order: [], expected: [.call, .zoom, .number]),
        Case(
            name: "the room's order goes first", found: [.zoom, .number, .call], order: [.sip, .video, .phone],
            expected: [.call, .zoom, .number]),
        Case(
            name: "what is not named comes after, in the order of kinds", found: [.number, .call, .zoom],
            order: [.sip], expected: [.call, .zoom, .number]),
        Case(
            name: "two of a kind stay as found", found: [other, .call, .zoom], order: [.video],
            expected: [other, .zoom, .call]),
        Case(
            name: "what the room has no action for is no attempt, whatever the order", found: [.call, .zoom],
            order: [.sip], kinds: [.video], expected: [.zoom]),
        Case(name: "nothing found", found: [], order: [.sip], expected: []),
    ]

    @Test("has the addresses that the room can join, in the room's order", arguments: cases)
    private func order(row: Case) {
        let plan = JoinPlan(row.found, preferences: JoinPreferences(kinds: row.kinds, order: row.order))
        #expect(plan.attempts.map(\.address) == row.expected)
        #expect(plan.best == row.expected.first)
    }

    @Test("a press takes the first address that may still be opened")
    func firstThatMayBeOpened() {
        let plan = JoinPlan([.zoom, .call, .number], preferences: JoinPreferences(kinds: [.video, .sip, .phone]))
        #expect(plan.firstAttempt { $0.kind != .video }?.address == .call)
        #expect(plan.firstAttempt { _ in false } == nil)
        #expect(plan.attempts.allSatisfy { $0.limit == .seconds(30) })
    }
}
