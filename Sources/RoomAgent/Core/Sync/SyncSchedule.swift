// SPDX-License-Identifier: Apache-2.0

/// When to ask the calendar's source again. Pure: outcome, clock and a random number in, a delay out.
package struct SyncSchedule: Sendable, Equatable {
    /// Between polls when all is well, before jitter. Default 60 s.
    package var poll: Duration
    /// How much longer the night's polls are apart, while nothing is on or about to be.
    package static let nightFactor = 5
    /// Civil hours that count as night: from 21:00 up to 06:00.
    package static let nightHours = [21, 22, 23, 0, 1, 2, 3, 4, 5]
    /// Polls are spread by this share of their interval in each direction, so that a fleet never asks in step.
    package static let jitterShare = 0.1
    /// The longest wait that a source can ask for. Past it we try all the same: somebody may have mended things
    /// meanwhile.
    package static let longestRetryAfter = Duration.hours(6)

    package init(poll: Duration = .seconds(60)) { self.poll = poll }

    /// How old the calendar may be before that says that something is wrong: longer than two polls of a night are ever
    /// apart, with the time that a slow answer takes.
    package var staleAfter: Duration {
        max(SyncState.shortestStaleAfter, poll * Self.nightFactor * (1 + Self.jitterShare) + .minutes(2))
    }

    /// The delay after a success. `random` is in 0..<1.
    package func afterSuccess(hour: Int, isQuiet: Bool, random: Double) -> Duration {
        let isNight = isQuiet && Self.nightHours.contains(hour)
        return Self.spread(isNight ? poll * Self.nightFactor : poll, by: Self.jitterShare, random)
    }

    /// The delay after the `count`-th failure in a row (from 1). `random` is in 0..<1.
    package func afterFailure(_ failure: CalendarFailure, count: Int, random: Double) -> Duration {
        let (first, ceiling) = Self.backOff(for: failure.reason)
        let doublings = min(max(count - 1, 0), 16)
        let grown = min(first * (1 << doublings), ceiling)
        // Half fixed, half random: grows for sure, and spreads a fleet that failed at the same moment.
        let delay = Self.spread(grown, by: 0.25, random)
        guard let asked = failure.retryAfter else { return delay }
        return max(delay, min(asked, Self.longestRetryAfter) + .seconds(5) * random)
    }

    /// Nothing is on, and nothing starts within two hours.
    package static func isQuiet(_ window: MeetingWindow, at now: Instant, in zone: any TimeZoneRules) -> Bool {
        !window.meetings.values.contains { meeting in
            meeting.ownResponse != .declined && meeting.span.end(in: zone) > now
                && meeting.span.start(in: zone) < now + .hours(2)
        }
    }

    /// First delay and ceiling of each kind of failure.
    private static func backOff(for reason: CalendarFailure.Reason) -> (first: Duration, ceiling: Duration) {
        switch reason {
        // Costs nobody anything, and the room wants its calendar back soon after the cable is.
        case .unreachable, .captivePortal, .untrustedCertificate, .cancelled: (.seconds(5), .minutes(1))
        case .cursorExpired: (.seconds(1), .minutes(1))
        case .serverError, .malformedReply: (.seconds(15), .minutes(10))
        case .rateLimited: (.seconds(30), .minutes(15))
        case .quotaExhausted: (.hours(1), .hours(4))
        // Somebody has to change something; they look at the display while they do.
        case .scopeNotGranted, .grantRefused, .unauthorized, .badCredentials, .forbidden, .apiDisabled,
            .calendarNotFound:
            (.seconds(30), .minutes(5))
        case .requestRefused: (.seconds(30), .minutes(15))
        }
    }

    private static func spread(_ duration: Duration, by share: Double, _ random: Double) -> Duration {
        duration * (1 - share + 2 * share * min(max(random, 0), 1))
    }
}
