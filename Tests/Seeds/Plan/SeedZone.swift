// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// Where and when a room stands: in half of the seeds at a fixed offset in a quiet week, in the others in a real zone, most
/// of them in the days around a change of its clocks.
struct SeedZone {
    var zone: any TimeZoneRules
    /// When the room is switched on.
    var beginning: Instant

    /// 2026-11-23 06:00 UTC, a Monday.
    private static let quiet = Instant(secondsSince1970: 1_795_413_600)

    /// A zone, and the day before its clocks change.
    private static let places: [(zone: String, month: Int, day: Int)] = [
        ("Europe/Helsinki", 3, 28), ("Europe/Helsinki", 10, 24), ("America/New_York", 3, 7),
        ("America/New_York", 10, 31),
        // By half an hour.
        ("Australia/Lord_Howe", 4, 4), ("Australia/Lord_Howe", 10, 3),
        // At midnight: a day that begins at 01:00.
        ("America/Santiago", 9, 5), ("Africa/Cairo", 4, 23),
        // The other side of the date line, with three quarters of an hour.
        ("Pacific/Chatham", 4, 4), ("Pacific/Chatham", 9, 26),
        // No change at all.
        ("Pacific/Kiritimati", 12, 30), ("Pacific/Pago_Pago", 12, 30), ("Asia/Kolkata", 2, 27),
    ]

    init(fixed offset: FixedOffset, _ dice: inout Dice) {
        guard dice.happens(50) else {
            zone = offset
            beginning = Self.quiet
            return
        }
        let place = dice.pick(Self.places)
        guard let bytes = SeedFolder.read("/usr/share/zoneinfo/\(place.zone)"),
            let rules = try? ZoneRules(name: place.zone, file: bytes),
            let date = CivilDate(year: 2026, month: place.month, day: place.day)
        else { preconditionFailure("tzdata has \(place.zone)") }
        zone = rules
        // The hour is drawn, so that the change comes in the night as well as among the meetings.
        beginning = Instant(secondsSince1970: Int64(date.daysSince1970 * 86400 + dice.number(0...23) * 3600))
    }

    /// How far the zone's clocks are ahead of UTC.
    func offset(at instant: Instant) -> Duration {
        let shown = zone.civilTime(at: instant)
        let seconds =
            shown.date.daysSince1970 * 86400 + shown.hour * 3600 + shown.minute * 60 + shown.second
        return .seconds(Int64(seconds) - instant.secondsSince1970)
    }
}
