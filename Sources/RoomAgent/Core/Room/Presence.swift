// SPDX-License-Identifier: Apache-2.0

/// Who says that the room is in use, and until when. Sources add up: none can say that nobody is there.
package struct Presence: Sendable {
    /// In time since boot.
    private var sources: [String: Duration] = [:]

    /// As many sources as a room has doors, sensors and systems.
    package static let maximumCount = 16
    /// The longest that one word counts: a day.
    package static let longest = Duration.hours(24)
    /// The longest name of a source, in bytes.
    package static let maximumNameBytes = 32

    package init() {}

    /// A source says that the room is in use, for so long from now on; it cannot take back what it said before. False:
    /// there are too many sources.
    package mutating func add(_ source: String, for time: Duration, at uptime: Duration) -> Bool {
        sources = sources.filter { $0.value > uptime }
        guard sources[source] != nil || sources.count < Self.maximumCount else { return false }
        sources[source] = max(sources[source] ?? .zero, uptime + min(time, Self.longest))
        return true
    }

    /// A source that is always heard says itself until when.
    package mutating func set(_ source: String, until uptime: Duration) { sources[source] = uptime }

    /// Until when the room is in use, in time since boot; a time that is past where it is not known to be.
    package var until: Duration { sources.values.max() ?? .zero }

    /// Letters, digits and a few signs of ASCII.
    package static func isName(_ text: String) -> Bool {
        (1...maximumNameBytes).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                    || byte == 0x2D || byte == 0x2E || byte == 0x5F
            }
    }
}
