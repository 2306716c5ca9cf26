// SPDX-License-Identifier: Apache-2.0
internal import JSON
internal import RoomCore

/// The invitees of one event, and this account among them.
struct Invitees {
    private(set) var participants: [Participant] = []
    /// Google left some out, or we did.
    private(set) var areOmitted: Bool
    private var own: (participant: Participant, rank: Rank)?

    var ownResponse: OwnResponse { own?.participant.response ?? .notInvited }

    /// How surely an invitee is this account, least first.
    private enum Rank: Int {
        /// The same address.
        case address
        /// A resource with the same address.
        case resource
        /// Google says so: the invitee whose calendar this copy of the event stands on.
        case oneself
    }

    init(_ event: borrowing JSONRow, account: String) throws(EventRefusal) {
        areOmitted = try event.bool(.attendeesOmitted) ?? false
        var all: [Participant] = []
        var cut = false
        var own: (participant: Participant, rank: Rank)?
        try event.rows(.attendees, paths: Self.paths) { invitee throws(JSONFailure) in
            var participant = Participant(
                name: Private(try invitee.text(0, maximumBytes: EventDecoder.maximumNameBytes) ?? ""),
                address: Private(try invitee.text(1, maximumBytes: EventDecoder.maximumAddressBytes) ?? ""),
                response: Self.response(try invitee.text(2, maximumBytes: EventDecoder.maximumNameBytes)),
                isSelf: false)
            let isOneself = try invitee.bool(3) ?? false
            let isResource = try invitee.bool(4) ?? false
            let isSameAddress = !account.isEmpty && Self.isSame(participant.address.exposed, account)
            if isOneself || isSameAddress {
                let rank: Rank = isOneself ? .oneself : isResource ? .resource : .address
                participant.isSelf = true
                if own.map({ $0.rank.rawValue < rank.rawValue }) ?? true { own = (participant, rank) }
            }
            if all.count < MeetingDetails.maximumParticipants { all.append(participant) } else { cut = true }
        }
        participants = all
        self.own = own
        areOmitted = areOmitted || cut
        // The account itself is always in the list, also where it comes after the last place.
        if let own, cut, !all.contains(where: \.isSelf) { participants[all.count - 1] = own.participant }
    }

    /// `account` is in lower case. Of what is ASCII, and so nearly always, no lower-case copy is made.
    private static func isSame(_ address: String, _ account: String) -> Bool {
        if address.utf8.count != account.utf8.count, address.utf8.allSatisfy({ $0 < 0x80 }) { return false }
        return address.lowercased() == account
    }

    static let paths: JSONPaths = ["$.displayName", "$.email", "$.responseStatus", "$.self", "$.resource"]

    private static func response(_ status: String?) -> OwnResponse {
        switch status {
        case "accepted": .accepted
        case "tentative": .tentative
        case "declined": .declined
        default: .needsAction
        }
    }
}
