// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// What the receiver of presence was told last, in a small file of lines: a digest of the person's address, the number
/// and the ID of the message, and a word. No address stands in it, and not whether anybody is away.
///
/// An actor of its own for the reason that `ChannelFile` is one; it is written twice a message.
package actor PresenceFile: PresenceRecord {
    nonisolated private let directory: String
    private let executor: any SerialExecutor
    nonisolated package var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private static let head = "room-agent presence 1"
    /// More people than a configuration can name; the oldest go first.
    private static let maximumPeople = 100

    /// The file `presence` in the store's directory.
    package init(directory: String, executor: any SerialExecutor) {
        self.directory = directory
        self.executor = executor
    }

    /// Every file that it makes there.
    package static func paths(in directory: String) -> [String] {
        ["\(directory)/presence", "\(directory)/presence.new"]
    }

    nonisolated package func load(_ person: Private<String>) -> KeptMessage? {
        let name = AccountFile.name(person)
        return lines().last { $0.name == name }?.message
    }

    package func keep(_ message: KeptMessage, of person: Private<String>) -> Bool {
        let name = AccountFile.name(person)
        let others = lines().filter { $0.name != name }.suffix(Self.maximumPeople - 1)
        let lines = (others + [(name, message)]).map { name, message in
            "\(name) \(message.number) \(message.id) \(message.isAcknowledged ? "acknowledged" : "sent")"
        }
        return SmallRecord.write([Self.head] + lines, to: Self.paths(in: directory), in: directory)
    }

    /// A line that is none of ours is left out; a file that is none is empty.
    nonisolated private func lines() -> [(name: String, message: KeptMessage)] {
        SmallRecord.lines(of: Self.paths(in: directory)[0], under: Self.head).compactMap { line in
            let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
            guard words.count == 4, words[0].utf8.count == 32, let number = Int(words[1]),
                (1...1_000_000_000).contains(number), (1...64).contains(words[2].utf8.count),
                ["acknowledged", "sent"].contains(words[3])
            else { return nil }
            return (
                words[0], KeptMessage(number: number, id: words[2], isAcknowledged: words[3] == "acknowledged")
            )
        }
    }
}
