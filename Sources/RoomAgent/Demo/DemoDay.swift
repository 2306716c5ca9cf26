// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Simulation

/// The day that the room goes through, and each day after it: from a stand-up to a double booking. The room's zone is
/// UTC.
struct DemoDay: Equatable {
    /// One meeting of the day. Times are since midnight.
    struct Booking {
        let id: String
        let title: String
        let start: Duration
        let length: Duration
        /// Where it is joined; nil for a meeting that needs no call.
        let link: String?
        let service: String
        /// When it is worth a look, for who jumps from one to the next.
        let moment: Duration
    }

    let date: CivilDate

    init(of instant: Instant) { date = Self.zone.civilTime(at: instant).date }
    private init(date: CivilDate) { self.date = date }

    static let zone = FixedOffset()

    static let bookings = [
        Booking(
            id: "stand-up", title: "Stand-up", start: .hours(9), length: .minutes(15),
            link: "https://meet.google.com/abc-defg-hij", service: "Meet", moment: .minutes(8 * 60 + 56)),
        Booking(
            id: "review", title: "Design review", start: .hours(10), length: .minutes(30),
            link: "https://zoom.us/j/91234567890?pwd=a1B2c3", service: "Zoom", moment: .minutes(9 * 60 + 57)),
        Booking(
            id: "lunch", title: "Lunch talk", start: .hours(12), length: .hours(1), link: nil, service: "no link",
            moment: .minutes(12 * 60 + 10)),
        Booking(
            id: "one", title: "Interview A", start: .hours(14), length: .minutes(45),
            link: "https://meet.google.com/klm-nopq-rst", service: "Meet", moment: .minutes(14 * 60 + 1)),
        Booking(
            id: "two", title: "Interview B", start: .hours(14), length: .minutes(30),
            link: "https://acme.webex.com/meet/aino", service: "Webex", moment: .minutes(14 * 60 + 1)),
    ]

    /// The first and the last hour of a drawing of the day.
    static let hours = 8...16

    var midnight: Instant { Self.zone.startOfDay(date) }
    /// Where the demonstration begins: the stand-up can be joined.
    var opening: Instant { midnight + Self.bookings[0].moment }
    /// From then on nothing more comes.
    var end: Instant { midnight + .hours(15) }
    /// When the demonstration goes on to the next day by itself.
    var rollover: Instant { midnight + .minutes(15 * 60 + 30) }
    var next: DemoDay { DemoDay(date: date.adding(days: 1)) }

    func start(_ booking: Booking) -> Instant { midnight + booking.start }
    func end(_ booking: Booking) -> Instant { start(booking) + booking.length }
    /// The event's ID in the calendar.
    func id(_ booking: Booking) -> String { "\(booking.id)\(date.daysSince1970)" }

    /// The next moment worth a look: today's, else tomorrow's first.
    func moment(after now: Instant) -> Instant {
        Self.bookings.map { midnight + $0.moment }.first { $0 > now } ?? next.opening
    }

    /// Puts the day's meetings into the calendar.
    func add(to calendar: inout SimulatedCalendar, at now: Instant) {
        for booking in Self.bookings {
            calendar.add(
                id(booking),
                SimulatedEvent(booking.title, from: start(booking), lasting: booking.length, location: booking.link),
                at: now)
        }
        // Every week, and nobody comes.
        var round = SimulatedEvent("Status round", from: midnight + .minutes(12 * 60 + 5), lasting: .minutes(50))
        round.attendees = [
            SimulatedEvent.Attendee("kalle@example.com"), SimulatedEvent.Attendee(calendar.id, isResource: true),
        ]
        round.isCopy = true
        calendar.addSeries(series, round, repeating: SimulatedRecurrence(.weekly, count: 3), at: now)
    }

    /// The ID of the series to which nobody comes.
    var series: String { "round\(date.daysSince1970)" }

    // MARK: Words

    /// `Tue 24 Nov`.
    var name: String {
        let weekdays = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return "\(weekdays[date.weekday]) \(date.day) \(months[date.month - 1])"
    }

    /// `08:56`, as the room's clock shows it.
    static func time(_ instant: Instant) -> String {
        let time = zone.civilTime(at: instant)
        return "\(time.hour.twoDigits):\(time.minute.twoDigits)"
    }

    /// `08:56:03`.
    static func timeWithSeconds(_ instant: Instant) -> String {
        "\(time(instant)):\(zone.civilTime(at: instant).second.twoDigits)"
    }
}
