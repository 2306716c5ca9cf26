// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import RoomCore

extension AgentAssembly {
    /// What changes the calendar, as `[manners]` says; nil where it says nothing, and no request is ever sent.
    func desk(_ source: LateSource) -> BookingDesk? {
        let needs = GoogleNeeds(configuration)
        guard needs.writes else { return nil }
        return BookingDesk(
            editor: LateEditor(source, invitesRoom: needs.scheduler != nil), loop: loop,
            freshID: {
                var generator = SystemRandomNumberGenerator()
                return MeetingID.made(
                    of: (0..<MeetingID.madeByteCount).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
            }, random: { Double.random(in: 0..<1) })
    }
}
