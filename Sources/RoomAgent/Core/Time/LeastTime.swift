// SPDX-License-Identifier: Apache-2.0

/// The least that the civil time can be, whatever the clock says: what somebody else confirmed last, and how much time
/// has passed since by a clock that nobody can set. What deletes for good goes by it, because a clock that is fast for
/// an hour would else delete what is still to come.
package struct LeastTime: Sendable, Equatable {
    private var confirmed: Moment?

    package init() {}

    /// The civil time was at least `wall` at `uptime`. An earlier time than is known already changes nothing.
    package mutating func confirm(_ wall: Instant, at uptime: Duration) {
        let moment = Moment(wall: wall, uptime: uptime)
        if let known = instant(moment), known > wall { return }
        confirmed = moment
    }

    /// Never later than the clock says; nil while nothing is confirmed.
    package func instant(_ now: Moment) -> Instant? {
        confirmed.map { min(now.wall, $0.wall + (now.uptime - $0.uptime)) }
    }
}
