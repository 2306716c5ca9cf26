// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
package import RoomCore

/// What was decided about accounts, in a small file of lines: a digest of the account's address, when it was activated,
/// and two words. No address stands in it, and nothing of a calendar.
///
/// An actor on the store's thread, as `ChannelFile` is, and for the same reason.
package actor AccountFile: AccountRecord {
    nonisolated private let directory: String
    private let executor: any SerialExecutor
    nonisolated package var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private static let head = "room-agent accounts 1"
    /// More accounts than a device can have; the oldest decisions go first.
    private static let maximumAccounts = 200

    /// The file `accounts` in the store's directory.
    package init(directory: String, executor: any SerialExecutor) {
        self.directory = directory
        self.executor = executor
    }

    /// Every file that it makes there.
    package static func paths(in directory: String) -> [String] {
        ["\(directory)/accounts", "\(directory)/accounts.new"]
    }

    nonisolated package func load(_ address: Private<String>) -> AccountState? {
        let name = Self.name(address)
        return lines().last { $0.name == name }?.state
    }

    package func keep(_ state: AccountState, of address: Private<String>) -> Bool {
        let name = Self.name(address)
        let others = lines().filter { $0.name != name }.suffix(Self.maximumAccounts - 1)
        let lines = [Self.head] + others.map(\.text) + [Line(name: name, state: state).text]
        return SmallRecord.write(lines, to: Self.paths(in: directory), in: directory)
    }

    /// A line that is none of ours is left out; a file that is none is empty.
    nonisolated private func lines() -> [Line] {
        SmallRecord.lines(of: Self.paths(in: directory)[0], under: Self.head).compactMap(Line.init)
    }

    /// 128 bits of SHA-256, in hexadecimal.
    static func name(_ address: Private<String>) -> String {
        guard let digest = try? Digest.sha256(Array(address.exposed.lowercased().utf8)) else {
            preconditionFailure("libcrypto works out SHA-256")
        }
        return digest.prefix(16).map { byte in
            let digits = String(byte, radix: 16)
            return digits.utf8.count == 1 ? "0\(digits)" : digits
        }.joined()
    }

    private struct Line {
        let name: String
        let state: AccountState

        init(name: String, state: AccountState) {
            self.name = name
            self.state = state
        }

        init?(_ text: Substring) {
            let words = text.split(separator: " ", omittingEmptySubsequences: false)
            guard words.count == 4, words[0].utf8.count == 32, let since = Int64(words[1]),
                ["wanted", "unwanted"].contains(words[2]), ["granted", "-"].contains(words[3])
            else { return nil }
            name = String(words[0])
            var state = AccountState()
            state.isWanted = words[2] == "wanted"
            state.activatedAt = since > 0 && state.isWanted ? Instant(millisecondsSince1970: since) : nil
            state.hasOwnGrant = words[3] == "granted"
            self.state = state
        }

        var text: String {
            "\(name) \(state.activatedAt?.millisecondsSince1970 ?? 0) \(state.isWanted ? "wanted" : "unwanted") "
                + (state.hasOwnGrant ? "granted" : "-")
        }
    }
}
