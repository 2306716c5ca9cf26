// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// Answers what the room is invited to, where the room does not do that by itself: after a sync, what is free is
/// accepted, or answered as tentative, and what collides declined. What was answered stays as it is; only an invitation
/// without an answer is looked at.
package final class InvitationDesk {
    private let editor: any CalendarEditor
    private let loop: any AgentLoop
    private let free: InvitationAnswer
    /// Of invitations.
    private var tried = Attempts<MeetingID>()

    /// Answers of one look; the next look goes on. Each costs three requests.
    private static let most = 5
    /// How often an event that changes under our hands is read again.
    private static let maximumReadings = 3

    /// - Parameters:
    ///   - editor: of the room's calendar.
    ///   - free: the answer where the room is free: accepted, or tentative where somebody else decides.
    package init(editor: any CalendarEditor, loop: any AgentLoop, free: InvitationAnswer) {
        self.editor = editor
        self.loop = loop
        self.free = free
    }

    /// How many requests the service has answered for this desk.
    var requests: Int { editor.requests }

    /// What came of one look.
    struct Result {
        var accepted = 0
        var tentative = 0
        var declined = 0
        /// Why the room could not answer; nil where it could.
        var failure: EditFailure?
    }

    /// Answers the soonest invitations. The first failure ends it, until the next look.
    func answer(_ days: CalendarDays, now: Instant) async -> Result {
        var result = Result()
        let zone = days.zone
        tried.keep { days.window.meetings[$0]?.ownResponse == .needsAction }
        let uptime = loop.now.uptime
        let open = days.window.meetings.values.filter { meeting in
            meeting.ownResponse == .needsAction && meeting.span.end(in: zone) > now
                && tried.isDue(meeting.id, at: uptime)
        }
        let soonest = open.sorted { ($0.span.start(in: zone), $0.id) < ($1.span.start(in: zone), $1.id) }
        var accepted: Set<MeetingID> = []
        for meeting in soonest.prefix(Self.most) {
            if Task.isCancelled { break }
            tried.begin(meeting.id, at: loop.now.uptime)
            do throws(EditFailure) {
                switch try await answer(meeting.id, days, accepted) {
                case .accepted?:
                    accepted.insert(meeting.id)
                    result.accepted += 1
                case .tentative?:
                    accepted.insert(meeting.id)
                    result.tentative += 1
                case .declined?: result.declined += 1
                case nil: break
                }
            } catch {
                switch error {
                // It is another, or not there: the next sync tells.
                case .conflict, .gone, .unclear: continue
                case .notAllowed, .failed:
                    result.failure = error
                    return result
                }
            }
        }
        return result
    }

    /// Nil where it has an answer by now.
    private func answer(
        _ event: MeetingID, _ days: CalendarDays, _ accepted: Set<MeetingID>
    ) async throws(EditFailure) -> InvitationAnswer? {
        for _ in 0..<Self.maximumReadings {
            // Somebody's change since the last look is decided about anew.
            let copy = try await editor.invitation(event)
            guard copy.meeting.ownResponse == .needsAction else { return nil }
            let (start, end) = (copy.meeting.span.start(in: days.zone), copy.meeting.span.end(in: days.zone))
            let busy = start < end ? try await editor.busy(from: start, until: end) : []
            let answer = InvitationRule.answer(to: copy.meeting, in: days, accepted: accepted, busy: busy, free: free)
            do throws(EditFailure) {
                _ = try await editor.respond(answer, to: copy)
                return answer
            } catch {
                guard error == .conflict else { throw error }
            }
        }
        throw .conflict
    }
}
