// SPDX-License-Identifier: Apache-2.0
package import RoomCore

extension GoogleCalendarSource: CalendarAccess {
    /// Asks for one event and reads `accessRole` of the reply. Nil where Google names a role that is not known here.
    package func role() async throws(CalendarFailure) -> CalendarRole? {
        let reply = try await reply(to: query.probeURL(at: now()), isIncremental: false)
        return try decode(reply.body).accessRole.flatMap { CalendarRole(rawValue: $0) }
    }
}
