// SPDX-License-Identifier: Apache-2.0

/// Makes and ends channels at the calendar's service: it posts a notice to a public address when the calendar changes.
package protocol PushService {
    /// Asks for a channel of this ID and token whose notices go to `address`, and says what came of it. The service
    /// sends a first notice (`sync`) as soon as it has the channel, which may be before this returns.
    func watch(_ id: String, token: Private<String>, address: Private<String>) async throws(CalendarFailure)
        -> PushLease

    /// Ends a channel. One that is not there any more is no failure.
    func stop(_ id: String, resource: String) async throws(CalendarFailure)
}

/// What the service says of a channel that it made.
package struct PushLease: Equatable, Sendable {
    /// The service's name for what is watched: the same for every channel of one calendar. Only with it can a channel
    /// be ended.
    package var resource: String
    /// How long the channel lasts from now on, by the service's own clock.
    package var life: Duration

    /// As the service says it.
    package init(resource: String, life: Duration) {
        self.resource = resource
        self.life = life
    }
}

/// One notice that the calendar changed. It says nothing of what changed, and nobody has to believe it: the most that
/// it does is to have the calendar looked at.
package struct PushNotice: Equatable, Sendable {
    /// The channel's ID. Nil where notices come without one: through a relay, whose channel has a name that only the
    /// service and this device know.
    package var channel: String?
    /// The service's name for what is watched.
    package var resource: String
    /// The channel's token.
    package var token: Private<String>
    /// Grows with each notice of a channel; 0 where the notice has none.
    package var number: Int

    /// A notice of a channel, or without arguments one that says no more than that there is something new.
    package init(channel: String? = nil, resource: String = "", token: String = "", number: Int = 0) {
        self.channel = channel
        self.resource = resource
        self.token = Private(token)
        self.number = number
    }
}

/// Where notices come in. Everything happens on the loop's thread.
package protocol PushReceiver: AnyObject {
    /// Begins to receive. `handler` is called for each event, never from within this call.
    func begin(_ handler: @escaping (PushReceiverEvent) -> Void)

    /// Receives no more. May be called more than once.
    func close()
}

/// What a receiver tells.
package enum PushReceiverEvent: Equatable, Sendable {
    /// Notices can come from now on. What changed while they could not is not told.
    case ready
    /// Notices cannot come, for a reason that holds no private value.
    case lost(String)
    /// A notice came, from whomever: `PushPlan.receive` decides whether it counts.
    case notice(PushNotice)
}

/// Remembers channels over restarts, so that none is left behind.
package protocol ChannelRecord {
    /// The channels of earlier runs, without tokens; empty where nothing is remembered. Called once, before `keep`.
    func load() -> [PushChannel]

    /// Remembers these, and no others, through a power cut from the return on. False: it could not be kept.
    func keep(_ channels: [PushChannel]) async -> Bool
}
