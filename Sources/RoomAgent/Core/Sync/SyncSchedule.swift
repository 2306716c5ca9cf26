// SPDX-License-Identifier: Apache-2.0

/// When to ask the calendar's source again. Pure: outcome, clock and a random number in, a delay out.
package struct SyncSchedule: Sendable, Equatable {
    /// The least time between polls when all is well, before jitter, however many requests there are to spend. Default
    /// 60 s.
    package var poll: Duration
    /// So many failures in a row are followed by attempts that come fast; then they have to keep to the budget too.
    package static let freeAttempts = 4
    /// Polls are spread by this share of their interval in each direction, so that a fleet never asks in step.
    package static let jitterShare = 0.1
    /// What makes a whole fleet ask at the same moment is spread over this time: 10,000 rooms, each with an incremental
    /// sync and a look at the window's edge, are then 4,000 requests a minute, and a project of Google's has 10,000.
    package static let span = Duration.minutes(5)
    /// An agent that is started so soon after its machine was is one of many whose power came back.
    static let bootTime = Duration.minutes(3)
    /// The longest wait that a source can ask for. Past it we try all the same: somebody may have mended things
    /// meanwhile.
    package static let longestRetryAfter = Duration.hours(6)

    package init(poll: Duration = .seconds(60)) { self.poll = poll }

    /// Over how long the first look at a calendar is spread that is known already, by the time since boot at the start.
    package static func startSpan(at uptime: Duration) -> Duration { uptime < bootTime ? span : .zero }

    /// How old the calendar may be before that says that something is wrong, where the next look is planned after
    /// `delay`: longer than that and the attempts that may follow it, with the time that a slow answer takes.
    package static func staleAfter(_ delay: Duration) -> Duration {
        max(SyncState.shortestStaleAfter, delay * 2 + .minutes(2))
    }

    /// The delay after a success, where the budget would have the next look after `pause`. `random` is in 0..<1.
    package func afterSuccess(pause: Duration, random: Double) -> Duration {
        Self.spread(max(poll, pause), by: Self.jitterShare, random)
    }

    /// The delay after the `count`-th failure in a row (from 1). `random` is in 0..<1. What costs a request keeps to
    /// the budget's `pause` after a few attempts.
    package func afterFailure(
        _ failure: CalendarFailure, count: Int, pause: Duration, random: Double
    ) -> Duration {
        if failure.reason == .requestsSpent { return pause + Self.spread(.minutes(5), by: 1, random) }
        let delay = backOff(failure, count: count, random: random)
        guard count > Self.freeAttempts, failure.reason.costsRequest else { return delay }
        // Spread too: rooms that the same fault has hit would ask in step from then on.
        return max(delay, Self.spread(pause, by: Self.jitterShare, random))
    }

    private func backOff(_ failure: CalendarFailure, count: Int, random: Double) -> Duration {
        let (first, ceiling) = Self.backOff(for: failure.reason)
        let doublings = min(max(count - 1, 0), 16)
        let grown = min(first * (1 << doublings), ceiling)
        // Half fixed, half random: grows for sure, and spreads a fleet that failed at the same moment.
        let delay = Self.spread(grown, by: 0.25, random)
        guard let asked = failure.retryAfter else { return delay }
        return max(delay, min(asked, Self.longestRetryAfter) + .seconds(5) * random)
    }

    /// First delay and ceiling of each kind of failure.
    private static func backOff(for reason: CalendarFailure.Reason) -> (first: Duration, ceiling: Duration) {
        switch reason {
        // Costs nobody anything, and the room wants its calendar back soon after the cable is: about as soon as it was
        // gone. After a long time it is not the one room that lost its network, and all of them must not come at once.
        case .unreachable, .captivePortal, .untrustedCertificate, .cancelled: (.seconds(5), Self.span)
        case .cursorExpired: (.seconds(1), .minutes(1))
        case .serverError, .malformedReply: (.seconds(15), .minutes(10))
        case .rateLimited: (.seconds(30), .minutes(15))
        case .quotaExhausted, .requestsSpent: (.hours(1), .hours(4))
        // Somebody has to change something; they look at the display while they do.
        case .scopeNotGranted, .grantRefused, .unauthorized, .badCredentials, .forbidden, .apiDisabled,
            .calendarNotFound, .certificateRefused, .impersonationRefused, .signInRevoked, .mayNotWrite:
            (.seconds(30), .minutes(5))
        // A command or another configuration changes it, and each of them has the calendar looked at.
        case .notActivated, .outsideDomains: (.hours(24), .hours(24))
        case .requestRefused: (.seconds(30), .minutes(15))
        }
    }

    private static func spread(_ duration: Duration, by share: Double, _ random: Double) -> Duration {
        duration * (1 - share + 2 * share * min(max(random, 0), 1))
    }
}

extension CalendarFailure.Reason {
    /// The service was reached, and counted the request.
    fileprivate var costsRequest: Bool {
        switch self {
        case .unreachable, .captivePortal, .untrustedCertificate, .cancelled, .scopeNotGranted, .grantRefused,
            .certificateRefused, .impersonationRefused, .signInRevoked,
            .badCredentials, .requestsSpent, .notActivated, .outsideDomains:
            false
        case .unauthorized, .forbidden, .apiDisabled, .calendarNotFound, .cursorExpired, .rateLimited, .quotaExhausted,
            .serverError, .requestRefused, .malformedReply, .mayNotWrite:
            true
        }
    }
}
