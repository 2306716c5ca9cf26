// SPDX-License-Identifier: Apache-2.0

/// Tells in which language the organiser of an event has their calendar. It belongs to one actor.
package protocol OrganizerLanguages {
    /// Nil where nobody tells, or the room has no texts in that language.
    func language(of organizer: Private<String>) async -> Language?

    /// How many requests the service has answered for it.
    var requests: Int { get }
}
