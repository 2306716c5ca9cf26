// SPDX-License-Identifier: Apache-2.0

/// How much one window may hold, and one sync may bring. A source beyond that is broken or hostile: the sync is refused
/// as a malformed reply, and the window stays as it was.
package enum WindowLimits {
    /// Meetings of a window. A room that is booked in five-minute slots around the clock has 11,000 in its 38 days.
    /// Whatever may be written can be read at the next start, because both go by this number.
    package static let meetings = 20_000
    /// Bytes that one sync may stage, by `bytes(of:_:)`: some 3 KiB for each of the most meetings, where an ordinary
    /// one has less than 1. It bounds what the log beside the window takes of the medium.
    package static let stagedBytes = 64 << 20

    /// Why a write of so many meetings and staged bytes is refused; nil if it isn't.
    package static func refusal(meetings count: Int, stagedBytes bytes: Int) -> String? {
        if count > meetings { return "more than \(meetings) meetings" }
        return bytes > stagedBytes ? "more than \(stagedBytes) bytes in one sync" : nil
    }

    /// About what a meeting takes where it is stored, padding and seals included.
    package static func bytes(of meeting: Meeting, _ details: MeetingDetails) -> Int {
        512 + bytes(of: meeting) + bytes(of: details)
    }

    /// About what the fields of a meeting take.
    package static func bytes(of meeting: Meeting) -> Int {
        var bytes = meeting.id.value.exposed.utf8.count + meeting.title.exposed.utf8.count
        bytes += meeting.organizer.exposed.utf8.count
        // By places: a loop over the elements would copy each, and count references to its texts.
        let addresses = meeting.joinAddresses.span
        for place in addresses.indices { bytes += 8 + addresses[place].address.exposed.utf8.count }
        return bytes
    }

    /// About what the fields of its details take.
    package static func bytes(of details: MeetingDetails) -> Int {
        var bytes = details.agenda.exposed.utf8.count + details.etag.utf8.count
        bytes += details.seriesID?.value.exposed.utf8.count ?? 0
        let people = details.participants.span
        for place in people.indices {
            bytes += 8 + people[place].name.exposed.utf8.count + people[place].address.exposed.utf8.count
        }
        return bytes
    }
}
