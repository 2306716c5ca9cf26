// SPDX-License-Identifier: Apache-2.0

/// The life of one calendar's channels, and what a notice is worth. Pure: times and outcomes in, the next step out.
///
/// A channel is asked for, and counts once its first notice has come; it is renewed before it ends, and the old one is
/// ended when the new one counts. Whatever was ever asked for and did not end by itself is ended, whether or not the
/// service answered, and after a restart too.
package struct PushPlan: Sendable {
    /// What is to be asked of the service next.
    package enum Step: Equatable, Sendable {
        /// Ask for a channel under a fresh ID and token, and remember it before.
        case make
        /// End this channel, which is live no more or never counted.
        case stop(PushChannel)
    }

    /// A channel that is asked for lasts so long at most: Google's own default
    /// (https://developers.google.com/workspace/calendar/api/v3/reference/events/watch, `params.ttl`).
    package static let life = Duration.days(7)
    /// The first notice follows within seconds; after this time it will not come.
    package static let confirmation = Duration.minutes(1)
    /// A notice may be so late. A change that is found before it counts as missed only then.
    package static let lateness = Duration.minutes(1)
    /// More channels that were left behind are not remembered; the oldest end by themselves first.
    package static let maximumLeftovers = 32

    /// One that was asked for; it counts from its first notice on.
    private struct Tried: Sendable {
        var channel: PushChannel
        /// When it is given up, or renewed, in time since boot.
        var dueAt: Duration
        /// When it ends by itself, in time since boot.
        var endsAt: Duration
        var renewsAt: Duration
        var lastNumber = 0
        /// The service said that it made it.
        var isMade = false
        /// A first notice came.
        var isNoticed = false
    }

    private var isWanted: Bool
    private var trial: Tried?
    private var live: Tried?
    private var leftovers: [PushChannel]
    private var isReceiving = false
    private var retryAt = Duration.zero
    private var stopAt = Duration.zero
    private var failures = 0
    private var stopFailures = 0
    private var healthySince: Duration?
    private var lastNotice: Duration?
    private var suspectAt: Duration?
    private var isMissing = false
    private var day: CivilDate?
    /// What status tells.
    package private(set) var state = PushState()

    /// - Parameters:
    ///   - isWanted: whether push is configured; where it isn't, what is left of it is ended.
    ///   - leftovers: channels of earlier runs.
    ///   - beginsAt: before this time since boot nothing is asked for. Default: zero.
    package init(isWanted: Bool, leftovers: [PushChannel] = [], beginsAt: Duration = .zero) {
        self.isWanted = isWanted
        self.leftovers = leftovers
        retryAt = beginsAt
        stopAt = beginsAt
    }

    /// There is nothing to do, now or ever.
    package var isIdle: Bool { !isWanted && leftovers.isEmpty }
    /// Every change is told as it happens, as far as is known: looks can be far apart.
    package var isTrusted: Bool { healthySince != nil && !isMissing }
    /// Push claimed to be live, and a change was found without it.
    package var hasMissed: Bool { isMissing }
    /// What has to be remembered over a restart.
    package var channels: [PushChannel] { leftovers + [live, trial].compactMap { $0?.channel } }

    // MARK: Steps

    /// No channel is wanted any more, and every one that there is is to be ended.
    package mutating func retire(at now: Moment) {
        isWanted = false
        for channel in [live, trial].compactMap({ $0?.channel }) { leave(channel) }
        live = nil
        trial = nil
        stopAt = .zero
        rate(now)
    }

    /// Channels are wanted again, after `retire`, if push is configured.
    package mutating func resume(isWanted: Bool) { self.isWanted = isWanted }

    /// What to do now; nil for nothing before `next`. `random` is in 0..<1.
    package mutating func step(at now: Moment, random: Double) -> Step? {
        expire(now, random)
        judge(now)
        if let step = stopping(now.uptime) { return .stop(step) }
        return wantsChannel(now.uptime) ? .make : nil
    }

    /// Forgets what has ended by itself. `now` is civil time as the service has it: by a clock that was set wrong a
    /// channel would be left behind.
    package mutating func forgetEnded(at now: Instant) { leftovers.removeAll { $0.endsAt + .days(1) < now } }

    /// When `step` has something to do without anything happening before, in time since boot; nil for never.
    package func next(after now: Duration) -> Duration? {
        var times: [Duration] = []
        if let trial { times.append(trial.dueAt) }
        if let live { times.append(live.endsAt) }
        if isWanted, isReceiving, trial == nil { times.append(max(live?.dueAt ?? retryAt, retryAt)) }
        if leftovers.contains(where: { canStop($0) }) { times.append(stopAt) }
        if let suspectAt { times.append(suspectAt + Self.lateness) }
        return times.min().map { max($0, now) }
    }

    private func wantsChannel(_ now: Duration) -> Bool {
        guard isWanted, isReceiving, trial == nil, now >= retryAt else { return false }
        return live.map { now >= $0.dueAt } ?? true
    }

    private mutating func stopping(_ now: Duration) -> PushChannel? {
        guard now >= stopAt, let place = leftovers.firstIndex(where: { canStop($0) }) else { return nil }
        var channel = leftovers[place]
        channel.resource = channel.resource(by: channels)
        return channel
    }

    private func canStop(_ channel: PushChannel) -> Bool { channel.resource(by: channels) != nil }

    private mutating func expire(_ now: Moment, _ random: Double) {
        if let trial, now.uptime >= trial.dueAt {
            leave(trial.channel)
            self.trial = nil
            fail("no notice came to the address", retryAfter: nil, now.uptime, random)
        }
        if let live, now.uptime >= live.endsAt { self.live = nil }
        rate(now)
    }

    /// A change that was found without a notice, and no notice since.
    private mutating func judge(_ now: Moment) {
        guard let suspectAt, now.uptime >= suspectAt + Self.lateness else { return }
        self.suspectAt = nil
        isMissing = true
        // A new channel may do what this one doesn't.
        live?.dueAt = now.uptime
        rate(now)
    }

    private mutating func leave(_ channel: PushChannel) {
        leftovers.append(channel)
        if leftovers.count > Self.maximumLeftovers { leftovers.removeFirst() }
    }

    private mutating func fail(_ why: String, retryAfter: Duration?, _ now: Duration, _ random: Double) {
        failures += 1
        state.failure = why
        retryAt = now + max(Self.backOff(failures, random), retryAfter ?? .zero)
    }

    /// From a minute, twice as long after each failure, to four hours: each attempt costs two requests of the day's.
    private static func backOff(_ count: Int, _ random: Double) -> Duration {
        min(.minutes(1) * (1 << min(count - 1, 10)), .hours(4)) * (0.75 + random / 2)
    }

    // MARK: What came of a step

    /// A channel is about to be asked for. It counts as being there from now on, whatever the answer.
    package mutating func asking(for channel: PushChannel, at now: Moment) {
        trial = Tried(
            channel: channel, dueAt: now.uptime + Self.confirmation, endsAt: now.uptime + Self.life,
            renewsAt: now.uptime + Self.life * 0.7)
    }

    /// The service made it. `random` spreads the renewals of a fleet that was started at the same moment.
    package mutating func made(_ lease: PushLease, at now: Moment, random: Double) {
        guard trial != nil else { return }
        let life = min(max(lease.life, .zero), .days(31))
        trial?.channel.resource = lease.resource
        trial?.channel.endsAt = now.wall + life
        trial?.endsAt = now.uptime + life
        trial?.renewsAt = now.uptime + life * (0.7 + 0.2 * random)
        trial?.dueAt = now.uptime + Self.confirmation
        trial?.isMade = true
        if trial?.isNoticed ?? false { confirm(now) }
    }

    /// The service made none, or did not say so, or was not asked. `isCertain`: there is no channel.
    package mutating func refused(
        _ why: String, isCertain: Bool, retryAfter: Duration?, at now: Moment, random: Double
    ) {
        if let trial, !isCertain {
            // Only the answer was lost.
            if trial.isNoticed, trial.channel.resource != nil { return confirm(now) }
            leave(trial.channel)
        }
        trial = nil
        fail(why, retryAfter: retryAfter, now.uptime, random)
        rate(now)
    }

    /// Whether a channel could be ended.
    package mutating func stopped(_ channel: PushChannel, _ isDone: Bool, at now: Moment, random: Double) {
        if isDone {
            for place in leftovers.indices { leftovers[place].resource = leftovers[place].resource(by: [channel]) }
            leftovers.removeAll { $0.id == channel.id }
            stopFailures = 0
        } else {
            stopFailures += 1
            stopAt = now.uptime + Self.backOff(stopFailures, random)
        }
    }

    // MARK: What comes

    /// Notices can come, or cannot for a reason.
    package mutating func receiving(_ isReceiving: Bool, _ why: String?, at now: Moment) {
        self.isReceiving = isReceiving
        if let why { state.failure = why } else if live != nil { state.failure = nil }
        rate(now)
    }

    /// Whether a notice is ours and new, so that the calendar is to be looked at.
    package mutating func receive(_ notice: PushNotice, on today: CivilDate, at now: Moment) -> Bool {
        guard notice.channel != nil else {
            confirmTrial(now)
            return count(today, now)
        }
        if let live, live.channel.sent(notice) {
            guard isNew(notice, after: live.lastNumber) else { return false }
            self.live?.lastNumber = notice.number
            return count(today, now)
        }
        if let trial, trial.channel.sent(notice) {
            self.trial?.lastNumber = notice.number
            if trial.channel.resource == nil { self.trial?.channel.resource = notice.resource }
            confirmTrial(now)
            return count(today, now)
        }
        if leftovers.contains(where: { $0.sent(notice) }) { state.repeated += 1 } else { state.refused += 1 }
        return false
    }

    private mutating func isNew(_ notice: PushNotice, after last: Int) -> Bool {
        if notice.number == 0 || notice.number > last { return true }
        state.repeated += 1
        return false
    }

    /// The first notice can be faster than the answer.
    private mutating func confirmTrial(_ now: Moment) {
        trial?.isNoticed = true
        if trial?.isMade ?? false { confirm(now) }
    }

    private mutating func confirm(_ now: Moment) {
        guard var confirmed = trial else { return }
        if let live { leave(live.channel) }
        confirmed.dueAt = confirmed.renewsAt
        live = confirmed
        trial = nil
        failures = 0
        retryAt = .zero
        state.failure = nil
        rate(now)
    }

    private mutating func count(_ today: CivilDate, _ now: Moment) -> Bool {
        turn(to: today)
        state.notices += 1
        lastNotice = now.uptime
        suspectAt = nil
        return true
    }

    /// A new day counts its notices anew.
    package mutating func turn(to today: CivilDate) {
        if day != nil, day != today { state.notices = 0 }
        day = today
    }

    /// The calendar was looked at: whether something had changed there, when this look and the one before it began.
    package mutating func looked(foundChanges: Bool, began: Duration, before: Duration, at now: Moment) {
        guard foundChanges, let healthySince, healthySince <= before else { return }
        if let lastNotice, lastNotice >= before {
            isMissing = false
            rate(now)
        } else if !isMissing, suspectAt == nil {
            suspectAt = now.uptime
        }
    }

    private mutating func rate(_ now: Moment) {
        state.channelEnds = live?.channel.endsAt
        let isHealthy = live != nil && isReceiving
        if isHealthy, healthySince == nil { healthySince = now.uptime }
        if !isHealthy {
            healthySince = nil
            suspectAt = nil
            isMissing = false
        }
        let phase: PushState.Phase =
            switch (isHealthy, isMissing) {
            case (true, true): .missing
            case (true, false): .live
            // Before the first channel was confirmed or refused nobody knows.
            case (false, _): state.phase == .starting && state.failure == nil ? .starting : .down
            }
        if phase != state.phase || state.since == nil { state.since = now.wall }
        state.phase = phase
    }
}
