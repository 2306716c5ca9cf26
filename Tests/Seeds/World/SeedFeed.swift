// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import RoomCore

/// The way between the room and its keeper. It sees what the room asks for, and what comes of it.
final class SeedFeed: WindowFeed {
    var keeper: CalendarKeeper?
    private unowned let room: SeedRoom
    /// The request that is just beginning: its ID is made before the first wait.
    private var beginning: Int?

    init(_ room: SeedRoom) { self.room = room }

    private var inner: CalendarKeeper {
        guard let keeper else { preconditionFailure("the keeper is there before the agent") }
        return keeper
    }

    func made(_ id: MeetingID) -> MeetingID {
        if let beginning { room.oracle.bookings.named(beginning, id) }
        return id
    }

    var calendar: CalendarID { inner.calendar }
    var window: MeetingWindow { inner.window }
    var pending: [PendingChange] { inner.pending }
    var zone: any TimeZoneRules { inner.zone }
    var state: SyncState { inner.state }
    func open(_ report: @escaping (FeedReport) -> Void) async { await inner.open(report) }
    func keep() async { await inner.keep() }
    func stop() { inner.stop() }
    func look() { inner.look() }
    func syncNow(_ done: @escaping (SyncOutcome) -> Void) { inner.syncNow(done) }
    func attended(_ meeting: MeetingID) async { await inner.attended(meeting) }
    func clockStepped() { inner.clockStepped() }

    func request(_ request: BookingRequest) async -> BookingOutcome {
        let number = room.oracle.bookings.asked(request, room)
        beginning = number
        let outcome = await inner.request(request)
        room.oracle.bookings.answered(number, outcome, room)
        return outcome
    }
}
