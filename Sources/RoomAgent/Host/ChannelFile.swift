// SPDX-License-Identifier: Apache-2.0
import Kernel
package import RoomCore

/// Channels that were asked for, in a small file: their IDs, what they watch and when they end by themselves. Nothing
/// in it is secret: nobody can send a notice with it, and what it says of the calendar is a name of the service's own.
///
/// It is written without waiting for the medium. A power cut in the seconds after it can cost an entry; the channel
/// then ends by itself within `PushPlan.life`.
package final class ChannelFile: ChannelRecord {
    private let path: String
    private static let head = "room-agent channels 1"
    private static let maximumBytes = 32 * 1024

    /// `channels` in the store's directory.
    package init(directory: String) { path = "\(directory)/channels" }

    /// A line that is none of ours is left out; a file that is none is empty.
    package func load() -> [PushChannel] {
        let bytes = (try? SmallFile.read(path, maximumBytes: Self.maximumBytes)) ?? []
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard lines.first == Self.head[...] else { return [] }
        return lines.dropFirst().suffix(PushPlan.maximumLeftovers).compactMap { line in
            let words = line.split(separator: " ", omittingEmptySubsequences: false)
            guard words.count == 3, !words[0].isEmpty, !words[1].isEmpty, let end = Int64(words[2]), end >= 0,
                end < 253_402_300_800_000
            else { return nil }
            return PushChannel(
                id: String(words[0]), resource: words[1] == "-" ? nil : String(words[1]),
                endsAt: Instant(millisecondsSince1970: end))
        }
    }

    package func keep(_ channels: [PushChannel]) -> Bool {
        let lines = channels.map { "\($0.id) \($0.resource ?? "-") \($0.endsAt.millisecondsSince1970)" }
        let text = ([Self.head] + lines).joined(separator: "\n") + "\n"
        do throws(CallFailure) {
            try SmallFile.write(Array(text.utf8), to: path + ".new")
            try Path.rename(path + ".new", to: path)
        } catch { return false }
        return true
    }
}
