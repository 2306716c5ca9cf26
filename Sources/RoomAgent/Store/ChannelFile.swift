// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// Channels that were asked for, a line each: ID, when the channel ends by itself (in milliseconds), and what it
/// watches, where that is known. Nobody can send a notice with it. It is written some times a week.
package struct ChannelFile: ChannelRecord {
    private let file: RecordFile

    /// The year 10000, in milliseconds.
    private static let endOfTime: Int64 = 253_402_300_800_000

    /// The file `channels` in the store's directory.
    package init(directory: String, executor: any SerialExecutor) {
        file = RecordFile(.channels, in: directory, executor: executor)
    }

    /// Whether an agent remembers channels there.
    package static func isThere(_ directory: String) -> Bool {
        Files.exists(RecordFile.paths(of: .channels, in: directory)[0])
    }

    package func load() -> [PushChannel] {
        file.lines().suffix(PushPlan.maximumLeftovers).compactMap { line in
            let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            guard words.count == 3, !words[0].isEmpty, let end = Int64(words[1]), (0..<Self.endOfTime).contains(end)
            else { return nil }
            return PushChannel(
                id: String(words[0]), resource: words[2].isEmpty ? nil : String(words[2]),
                endsAt: Instant(millisecondsSince1970: end))
        }
    }

    package func keep(_ channels: [PushChannel]) async -> Bool {
        await file.keep(channels.map { "\($0.id) \($0.endsAt.millisecondsSince1970) \($0.resource ?? "")" })
    }
}
