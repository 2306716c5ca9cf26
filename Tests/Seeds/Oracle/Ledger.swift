// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// The calendar as it is truly, kept by whoever changes it: what the oracle holds the room against.
struct Ledger {
    /// What anybody who may read the calendar can see of one event.
    struct Entry: Equatable {
        var id: String
        /// One word that nothing else on a display has: `M12.3` is the third version of the twelfth event.
        var title: String
        var start: Instant
        var end: Instant
        var isAllDay: Bool
        var blocks: Bool
        var isPrivate: Bool
        var isTentative: Bool
        /// What an address that may be opened for it has in it; nil where there is none.
        var code: String?
        /// The room has declined it, or it is no meeting.
        var isHidden: Bool
        var isNoMeeting = false

        var number: Int? { OracleWords.number(title) }
    }

    /// A title from when until when it stood in the calendar, in time since boot.
    struct Life {
        var from: Duration
        var until: Duration?
        /// When the event began, by its last word.
        var start: Instant
        var isPrivate: Bool
    }

    private(set) var entries: [String: Entry] = [:]
    private(set) var lives: [String: Life] = [:]
    private(set) var lastChange = Duration.zero
    /// Every code that was ever safe to open.
    private(set) var safeCodes: Set<String> = []

    mutating func put(_ entry: Entry, at now: Duration) {
        if let old = entries[entry.id], old.title != entry.title { lives[old.title]?.until = now }
        if lives[entry.title] == nil {
            lives[entry.title] = Life(from: now, until: nil, start: entry.start, isPrivate: entry.isPrivate)
        }
        lives[entry.title]?.start = entry.start
        lives[entry.title]?.until = entry.isHidden ? now : nil
        if let code = entry.code { safeCodes.insert(code) }
        entries[entry.id] = entry
        lastChange = now
    }

    mutating func remove(_ id: String, at now: Duration) {
        if let old = entries.removeValue(forKey: id) { lives[old.title]?.until = now }
        lastChange = now
    }

    /// What is seen by an account of that role.
    func seen(_ entry: Entry, role: Int) -> Entry {
        var entry = entry
        let isBare = role == 2 || (role == 0 && entry.isPrivate)
        if isBare {
            entry.code = nil
            entry.blocks = true
            // Who may not see the invitees cannot see that the room declined.
            entry.isHidden = entry.isNoMeeting
        }
        return entry
    }
}
