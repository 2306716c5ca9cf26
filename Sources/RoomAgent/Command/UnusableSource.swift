// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// Stands in for the calendar while its credentials cannot be used: the room goes on with what it knows, and says why.
final class UnusableSource: CalendarSource {
    private let failure: CalendarFailure

    init(_ failure: CalendarFailure) { self.failure = failure }

    func page(_ request: CalendarPageRequest) async throws(CalendarFailure) -> CalendarPage { throw failure }
}
