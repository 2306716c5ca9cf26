// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import Glibc
internal import RoomCore

/// The small records of an agent. The raw value is the file's name in the store's directory, and stands in its first
/// line.
package enum RecordName: String, CaseIterable, Sendable {
    /// What was decided about accounts.
    case accounts
    /// The channels of push that are open at the source.
    case channels
    /// The no-shows of series, in a row.
    case noShows = "no-shows"
    /// What of people's absences was told to whoever is to know.
    case presence
    /// How many requests the day has had.
    case requests
    /// The same of the accounts of watched people.
    case requestsOfPeople = "requests-people"
    /// The language and the clock that the calendar's user has chosen.
    case settings
}

/// The file of one record: lines of text, the first of which says what it is. No secret and no address stands in it.
///
/// It is an actor of its own, on the store's thread: an fsync on an SD card can stall, and the loop may not. Whoever
/// reads does so at the start, on any thread.
package actor RecordFile {
    nonisolated private let name: RecordName
    nonisolated private let directory: String
    private let executor: any SerialExecutor
    nonisolated package var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private static let maximumBytes = 32 * 1024

    /// - Parameters:
    ///   - directory: the store's. It need not be there: then there are no lines, and nothing can be kept.
    ///   - executor: what writes run on: the `StoreThread`, or a loop that nothing else needs meanwhile.
    package init(_ name: RecordName, in directory: String, executor: any SerialExecutor) {
        self.name = name
        self.directory = directory
        self.executor = executor
    }

    /// Every file that a record makes: its own, and the next one until it is whole.
    package static func paths(of name: RecordName, in directory: String) -> [String] {
        ["\(directory)/\(name.rawValue)", "\(directory)/\(name.rawValue).new"]
    }

    nonisolated private var head: String { "room-agent \(name.rawValue) 1" }

    /// The lines below the first; none where the file is not there, cannot be read, or is something else.
    nonisolated func lines() -> ArraySlice<Substring> {
        let path = Self.paths(of: name, in: directory)[0]
        let bytes = (try? Files.open(path, O_RDONLY).readAll(atMost: Self.maximumBytes)) ?? []
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        return lines.first == head[...] ? lines.dropFirst() : []
    }

    /// Keeps these lines and no others: on the medium, under the file's name, on return. False: the medium refuses, and
    /// the lines of before stay.
    func keep(_ lines: [String]) -> Bool {
        let paths = Self.paths(of: name, in: directory)
        let text = ([head] + lines).joined(separator: "\n") + "\n"
        do throws(FileFailure) {
            let file = try Files.open(paths[1], O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, mode: 0o600)
            try file.write(Array(text.utf8))
            try file.sync()
            try Files.rename(paths[1], to: paths[0])
            try Files.syncDirectory(directory)
            return true
        } catch { return false }
    }

    /// Keeps the line of one address, behind those of the others, of which the newest `limit` - 1 stay. Another's line
    /// with words that `isOne` refuses goes. It returns what the other `keep` does.
    func keep(
        _ words: String, of address: Private<String>, limit: Int, isOne: @Sendable (Substring) -> Bool
    ) -> Bool {
        let name = Self.digest(of: address)
        let others = lines().filter { line in
            guard let (digest, words) = Self.parts(line) else { return false }
            return digest != name && isOne(words)
        }
        return keep(others.suffix(limit - 1).map(String.init) + ["\(name) \(words)"])
    }

    /// What follows the digest in each line of one address, the newest first.
    nonisolated func lines(of address: Private<String>) -> [Substring] {
        let name = Self.digest(of: address)
        return lines().reversed().compactMap(Self.parts).filter { $0.digest == name }.map(\.words)
    }

    /// Of a line that begins with 32 bytes and a space; nil for any other.
    private static func parts(_ line: Substring) -> (digest: Substring, words: Substring)? {
        guard let space = line.utf8.firstIndex(of: UInt8(ascii: " ")),
            line.utf8.distance(from: line.startIndex, to: space) == 32
        else { return nil }
        return (line[..<space], line[line.utf8.index(after: space)...])
    }

    /// What stands for an address: 128 bits of SHA-256 of it in small letters, in hexadecimal.
    static func digest(of address: Private<String>) -> String {
        guard let digest = try? Digest.sha256(Array(address.exposed.lowercased().utf8)) else {
            preconditionFailure("libcrypto works out SHA-256")
        }
        return digest.prefix(16).map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0\(digits)" : digits
        }.joined()
    }
}
