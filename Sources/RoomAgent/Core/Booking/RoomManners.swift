// SPDX-License-Identifier: Apache-2.0

/// What people may do to the room's calendar at the room itself. Everything is off by default.
package struct RoomManners: Sendable, Equatable {
    /// A press in a free room offers to book it, and a press near the end of a meeting to extend it; scripts may book,
    /// extend and end. Default: no.
    package var books = false
    /// Somebody has to show that a meeting is held: by a press, by joining, or by a sensor. Default: no.
    package var checksIn = false
    /// A meeting in which so long after its start nobody has shown up gives the room back. Default: nil, none does.
    package var releaseAfter: Duration?
    /// So many no-shows in a row give the rest of a recurring series back. Default: nil, none does.
    package var releaseSeriesAfter: Int?

    /// What a press in a free room offers, where so much fits before the next meeting.
    package static let walkUp = Duration.minutes(30)
    /// What a press near the end of a meeting offers, where so much fits.
    package static let longer = Duration.minutes(15)
    /// Less than this is not offered.
    package static let least = Duration.minutes(5)
    /// How long before the end of a meeting a press offers to extend it.
    package static let nearEnd = Duration.minutes(5)
    /// A meeting that is longer than this is never given back: who books half a day comes and goes.
    package static let longestReleased = Duration.hours(4)
    /// The longest booking or extension that a script may ask for by its length.
    package static let most = Duration.hours(12)

    package init() {}
}
