// SPDX-License-Identifier: Apache-2.0

/// A booking in a sentence, such as `Retro 14:00-14:30`. The calendar's service makes an event of it; what we read in
/// it ourselves is shown until then.
package struct BookingSentence: Hashable, Sendable {
    /// As somebody wrote it, with single spaces.
    package let text: Private<String>
    /// What is left of it without the times.
    package let title: Private<String>
    /// When it is, where it ends with two times of today that are still to come. Nil: only the service can tell.
    package let times: Range<Instant>?

    /// The longest sentence, in bytes of UTF-8.
    package static let maximumBytes = 500

    /// Nil for one that is empty or too long.
    /// - Parameter zone: that of the calendar.
    package init?(_ text: String, at now: Instant, in zone: any TimeZoneRules) {
        let words = DisplayText.clean(text).split(separator: " ").map(String.init)
        let whole = words.joined(separator: " ")
        guard (1...Self.maximumBytes).contains(whole.utf8.count) else { return nil }
        self.text = Private(whole)
        var rest = words
        if let times = Self.times(&rest, zone, now), !rest.isEmpty, !rest.contains(where: Self.isDay) {
            title = Private(rest.joined(separator: " "))
            self.times = times
        } else {
            title = Private(whole)
            times = nil
        }
    }

    /// Whether the service may have made that meeting of the sentence.
    package func mayMean(_ meeting: Meeting) -> Bool {
        if let times {
            guard case .timed(let start, let end) = meeting.span else { return false }
            return times == start..<end
        }
        return !meeting.title.exposed.isEmpty && text.exposed.contains(text: meeting.title.exposed)
    }

    /// Takes `14:00-14:30` or `14:00 - 14:30` off the end.
    private static func times(
        _ words: inout [String], _ zone: any TimeZoneRules, _ now: Instant
    ) -> Range<Instant>? {
        var parts: [String] = []
        while let last = words.last, parts.count < 3, last.utf8.allSatisfy(isOfTime) || last == "–" {
            parts.insert(last, at: 0)
            words.removeLast()
        }
        let edges = parts.joined().split { $0 == "-" || $0 == "–" }.map { minutes($0) }
        guard edges.count == 2, let first = edges[0], let second = edges[1], first < second else { return nil }
        let midnight = zone.startOfDay(zone.civilTime(at: now).date)
        // Where the clocks change on the way there, only the service can tell.
        guard zone.startOfDay(zone.civilTime(at: midnight + .hours(30)).date) == midnight + .hours(24) else {
            return nil
        }
        let (start, end) = (midnight + .minutes(first), midnight + .minutes(second))
        return end > now ? start..<end : nil
    }

    private static func isOfTime(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "-") || byte >= 0x80
    }

    /// Minutes since midnight in `14:00`.
    private static func minutes(_ text: Substring) -> Int? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[1].utf8.count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]),
            (0..<24).contains(hour), (0..<60).contains(minute)
        else { return nil }
        return hour * 60 + minute
    }

    /// A word that may move it to another day.
    private static func isDay(_ word: String) -> Bool {
        let word = word.lowercased()
        if word.utf8.contains(where: { (0x30...0x39).contains($0) }) { return true }
        let starts = ["mon", "tue", "wed", "thu", "fri", "sat", "sun", "jan", "feb", "mar", "apr", "may", "jun", "jul"]
        let others = ["aug", "sep", "oct", "nov", "dec", "tom", "next", "every", "weekly", "daily", "week"]
        return (starts + others).contains { word.hasPrefix($0) }
    }
}
