// SPDX-License-Identifier: Apache-2.0

/// A channel that was asked for, and may be there.
package struct PushChannel: Equatable, Sendable {
    /// Ours: letters, digits and hyphens, at most 64. What stands before the first hyphen is the calendar's `family`.
    package let id: String
    /// Comes with each notice. Empty for a channel of an earlier run: it is not remembered, and none of its notices is
    /// taken.
    package let token: Private<String>
    /// The service's name for what is watched; nil until it has answered.
    package var resource: String?
    /// When it ends by itself, in civil time, as near as is known. Only to know when it need not be ended any more.
    package var endsAt: Instant

    /// A channel that was not asked for yet, or one of an earlier run. Defaults: no token, and a resource that is not
    /// known, as of one that was only remembered.
    package init(id: String, token: Private<String> = Private(""), resource: String? = nil, endsAt: Instant) {
        self.id = id
        self.token = token
        self.resource = resource
        self.endsAt = endsAt
    }

    /// What the IDs of a calendar's channels begin with. The service has one name for what all of them watch, so that a
    /// channel whose answer was lost can be ended with another's; and not with that of another calendar, where the
    /// configuration was changed meanwhile.
    package static func family(of calendar: CalendarID) -> String {
        // FNV-1a: it has to tell a device's few calendars apart, and not to hide them.
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in calendar.value.exposed.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return String(hash, radix: 16)
    }

    /// The service's name for what this channel watches, if one of `channels` tells.
    package func resource(by channels: [PushChannel]) -> String? {
        resource ?? channels.lazy.filter { $0.family == family }.compactMap(\.resource).first
    }

    private var family: Substring { id.prefix { $0 != "-" } }

    /// Whether a notice is the channel's own. The time that this takes does not tell how much of the token is right.
    func sent(_ notice: PushNotice) -> Bool {
        guard notice.channel == id, !token.exposed.isEmpty else { return false }
        return Self.isSame(token.exposed, notice.token.exposed) && (resource.map { $0 == notice.resource } ?? true)
    }

    private static func isSame(_ secret: String, _ given: String) -> Bool {
        let (secret, given) = (Array(secret.utf8), Array(given.utf8))
        var difference = UInt8(secret.count == given.count ? 0 : 1)
        for place in secret.indices { difference |= secret[place] ^ (place < given.count ? given[place] : 0) }
        return difference == 0
    }
}
