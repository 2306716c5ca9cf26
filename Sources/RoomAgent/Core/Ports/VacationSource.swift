// SPDX-License-Identifier: Apache-2.0

/// Reads the vacation responder of one person. It belongs to one actor.
package protocol VacationSource {
    /// Asks for it, and for nothing of what it replies.
    func responder() async throws(CalendarFailure) -> VacationResponder
}

/// Tells somebody else of a person's presence. It belongs to one actor.
package protocol PresenceReceiver {
    /// The ID of a message: the same for the same message, whenever it is asked for, and another for every other one.
    /// Nil while what makes it, such as a key, is not there.
    func id(of message: PresenceMessage) -> String?

    /// Sends one message, at this civil time. Throws why it was not acknowledged.
    func send(_ message: PresenceMessage, id: String, at now: Instant) async throws(PresenceRefusal)
}

/// What is told of a person.
package struct PresenceMessage: Hashable, Sendable {
    /// Of whom.
    package var person: Private<String>
    /// Nil: the person is not away.
    package var absence: Absence?
    /// The how-manieth message it is of this person, from 1.
    package var number: Int

    package init(_ person: Private<String>, _ absence: Absence?, number: Int) {
        self.person = person
        self.absence = absence
        self.number = number
    }
}

/// Why a message was not acknowledged.
package struct PresenceRefusal: Error, Hashable {
    /// A status, or a word of the transport's; never a private value.
    package var detail: String
    /// How long the receiver asked to wait; nil if it asked for nothing.
    package var retryAfter: Duration?

    package init(_ detail: String, retryAfter: Duration? = nil) {
        self.detail = detail
        self.retryAfter = retryAfter
    }
}

/// The last message about a person.
package struct KeptMessage: Hashable, Sendable {
    /// As `PresenceMessage.number`.
    package var number: Int
    /// Its ID, at most 64 letters and digits.
    package var id: String
    /// False: it may have come, and nobody said so.
    package var isAcknowledged: Bool

    package init(number: Int, id: String, isAcknowledged: Bool) {
        self.number = number
        self.id = id
        self.isAcknowledged = isAcknowledged
    }
}

/// Remembers what was told over restarts and power cuts.
package protocol PresenceRecord {
    /// The last message about a person; nil where there is none, or it cannot be read.
    func load(_ person: Private<String>) -> KeptMessage?

    /// Remembers it. False: it could not be written, and a restart may send a message again, under the same ID.
    func keep(_ message: KeptMessage, of person: Private<String>) async -> Bool
}
