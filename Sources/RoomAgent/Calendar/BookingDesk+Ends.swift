// SPDX-License-Identifier: Apache-2.0
import RoomCore

// Another end for a meeting that is there, and none for a booking that was none.
extension BookingDesk {
    /// Reads the event and decides again, as long as only other things than its end change meanwhile.
    func moveEnd(
        of event: MeetingID, from: Instant, to end: Instant, claiming claim: Range<Instant>
    ) async throws(EditFailure) {
        for _ in 0..<Self.maximumReadings {
            let copy = try await editor.read(event)
            guard case .timed(_, let present) = copy.meeting.span else { throw .conflict }
            // Done by a request whose reply was lost.
            if present == end { return }
            guard present == from else { throw .conflict }
            if !claim.isEmpty { try await checkFree(claim) }
            do throws(EditFailure) {
                _ = try await editor.change(copy.version, to: EventEdit(end: end))
                return
            } catch {
                guard error == .conflict else { throw error }
            }
        }
        throw .conflict
    }

    func checkFree(_ time: Range<Instant>) async throws(EditFailure) {
        guard try await editor.busy(from: time.lowerBound, until: time.upperBound).isEmpty else { throw .conflict }
    }

    /// Deletes a booking of the room's own, while it has the times that are shown. One that is gone is as good.
    func removeBooking(_ event: MeetingID, as days: CalendarDays) async throws(EditFailure) {
        for _ in 0..<Self.maximumReadings {
            do throws(EditFailure) {
                let copy = try await editor.read(event)
                guard copy.meeting.span == days.window.meetings[event]?.span else { throw .conflict }
                try await editor.delete(copy.version)
                return
            } catch {
                switch error {
                case .gone: return
                case .conflict: continue
                case .notAllowed, .unclear, .failed: throw error
                }
            }
        }
        throw .conflict
    }
}
