// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// What the receiver of presence was told last, a line a person: a digest of the person's address, the number and the
/// ID of the message, and a word. It does not say whether anybody is away. It is written twice a message.
package struct PresenceFile: PresenceRecord {
    private let file: RecordFile

    /// More people than a configuration can name; the oldest go first.
    private static let maximumPeople = 100

    /// The file `presence` in the store's directory.
    package init(directory: String, executor: any SerialExecutor) {
        file = RecordFile(.presence, in: directory, executor: executor)
    }

    package func load(_ person: Private<String>) -> KeptMessage? {
        for line in file.lines(of: person) { if let message = Self.message(line) { return message } }
        return nil
    }

    package func keep(_ message: KeptMessage, of person: Private<String>) async -> Bool {
        let words = "\(message.number) \(message.id) \(message.isAcknowledged ? "acknowledged" : "sent")"
        return await file.keep(words, of: person, limit: Self.maximumPeople) { Self.message($0) != nil }
    }

    private static func message(_ line: Substring) -> KeptMessage? {
        let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        guard words.count == 3, let number = Int(words[0]), (1...1_000_000_000).contains(number),
            (1...64).contains(words[1].utf8.count), ["acknowledged", "sent"].contains(words[2])
        else { return nil }
        return KeptMessage(number: number, id: words[1], isAcknowledged: words[2] == "acknowledged")
    }
}
