// SPDX-License-Identifier: Apache-2.0

/// The rules of a time zone out of the IANA database, as its compiled files have them (RFC 8536): offsets with the
/// instants at which they begin, and a rule for what comes after the last one. A value, without state outside of it:
/// zones live side by side, on any thread.
package struct ZoneRules: TimeZoneRules {
    /// The zone's IANA name, such as `Europe/Helsinki`.
    package let name: String
    /// Instants at which the offset changes, in seconds since 1970, ascending.
    let changes: [Int64]
    /// The offset from each of `changes` on, in seconds east of UTC.
    let offsets: [Int32]
    /// The offset before the first change.
    let firstOffset: Int32
    /// What holds from the last change on; nil leaves it at the last offset for ever.
    let afterwards: YearlyRule?

    /// A stretch of time with one offset: from its first second to the one behind its last.
    private struct Span {
        var offset: Int64
        var start: Int64
        var end: Int64

        /// Whether clocks show this time within the stretch.
        func contains(_ local: Int64) -> Bool { (start..<end).contains(local - offset) }
    }

    /// How many seconds local time is ahead of UTC; negative west of Greenwich.
    package func secondsEast(at instant: Instant) -> Int { Int(span(at: instant.secondsSince1970).offset) }

    /// What clocks of the zone show at the instant. Two instants can show the same, an hour apart, where clocks are put
    /// back.
    package func civilTime(at instant: Instant) -> CivilTime {
        FixedOffset.civilTime(at: instant, secondsEast(at: instant))
    }

    /// The first second that bears the date. Where a zone left the whole day out, as Samoa did with 2011-12-30, the
    /// first second behind it: the day has no length.
    package func startOfDay(_ date: CivilDate) -> Instant {
        let local = Int64(date.daysSince1970) * 86400
        let found = spans(around: local)
        for span in found where span.contains(local) { return Instant(secondsSince1970: local - span.offset) }
        // Midnight was left out: the day begins with the change that did it.
        let gap = found.dropFirst().first { $0.start + $0.offset > local }
        return Instant(secondsSince1970: gap?.start ?? local - Int64(firstOffset))
    }

    /// The instant at which clocks show this time. A time that clocks show twice is the first of both, or the second if
    /// `isRepetition`. One that they leave out is told by the offset before the change, or after it if `isRepetition`:
    /// the reading of Python's `fold` (PEP 495).
    package func instant(of time: CivilTime, isRepetition: Bool = false) -> Instant {
        let local =
            Int64(time.date.daysSince1970) * 86400 + Int64(time.hour * 3600 + time.minute * 60 + time.second)
        let found = spans(around: local)
        let bearers = found.filter { $0.contains(local) }
        if let span = isRepetition ? bearers.last : bearers.first {
            return Instant(secondsSince1970: local - span.offset)
        }
        let later = found.firstIndex { $0.start + $0.offset > local } ?? found.endIndex
        let chosen = isRepetition ? later : later - 1
        let offset = found.indices.contains(chosen) ? found[chosen].offset : Int64(firstOffset)
        return Instant(secondsSince1970: local - offset)
    }

    /// Every stretch in which local time could be this, in order. Offsets are less than 26 hours.
    private func spans(around local: Int64) -> [Span] {
        var found = [span(at: local - Self.reach)]
        while let last = found.last, last.end <= local + Self.reach, found.count < Self.maximumSpans {
            found.append(span(at: last.end))
        }
        return found
    }

    private static let reach: Int64 = 26 * 3600
    /// Within two days no zone has changed more than twice; a damaged file could.
    private static let maximumSpans = 64

    private func span(at second: Int64) -> Span {
        // How many changes lie at or before it.
        var low = 0
        var high = changes.count
        while low < high {
            let middle = (low + high) / 2
            if changes[middle] <= second { low = middle + 1 } else { high = middle }
        }
        let start = low == 0 ? .min : changes[low - 1]
        if low < changes.count {
            return Span(offset: Int64(low == 0 ? firstOffset : offsets[low - 1]), start: start, end: changes[low])
        }
        guard let afterwards else {
            return Span(offset: Int64(offsets.last ?? firstOffset), start: start, end: .max)
        }
        let (offset, from, until) = afterwards.span(at: second)
        return Span(offset: Int64(offset), start: max(start, from), end: until)
    }
}
