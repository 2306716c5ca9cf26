// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// Channels that were asked for, in a small file: their IDs, what they watch and when they end by themselves. Nothing
/// in it is secret: nobody can send a notice with it, and what it says of the calendar is a name of the service's own.
///
/// An actor of its own, for an fsync on an SD card can stall, and the loop may not: it is written on the store's
/// thread. Each write is on the medium, with its name, before it counts; it happens some times a week.
package actor ChannelFile: ChannelRecord {
    nonisolated private let directory: String
    private let executor: any SerialExecutor
    nonisolated package var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private static let head = "room-agent channels 1"
    /// The year 10000, in milliseconds.
    private static let endOfTime: Int64 = 253_402_300_800_000

    /// The file `channels` in the store's directory.
    package init(directory: String, executor: any SerialExecutor) {
        self.directory = directory
        self.executor = executor
    }

    /// Whether an agent remembers channels there.
    package static func isThere(_ directory: String) -> Bool { Files.exists(paths(in: directory)[0]) }

    /// Every file that it makes there.
    package static func paths(in directory: String) -> [String] {
        ["\(directory)/channels", "\(directory)/channels.new"]
    }

    /// A line that is none of ours is left out; a file that is none is empty.
    nonisolated package func load() -> [PushChannel] {
        let lines = SmallRecord.lines(of: Self.paths(in: directory)[0], under: Self.head)
        return lines.suffix(PushPlan.maximumLeftovers).compactMap { line in
            let words = line.split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            guard words.count == 3, !words[0].isEmpty, let end = Int64(words[1]), (0..<Self.endOfTime).contains(end)
            else { return nil }
            return PushChannel(
                id: String(words[0]), resource: words[2].isEmpty ? nil : String(words[2]),
                endsAt: Instant(millisecondsSince1970: end))
        }
    }

    package func keep(_ channels: [PushChannel]) -> Bool {
        let lines = channels.map { "\($0.id) \($0.endsAt.millisecondsSince1970) \($0.resource ?? "")" }
        return SmallRecord.write([Self.head] + lines, to: Self.paths(in: directory), in: directory)
    }
}
