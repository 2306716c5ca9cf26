// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// What was decided about accounts, a line each: a digest of the account's address, when it was activated (in
/// milliseconds, 0 for not), and two words.
package struct AccountFile: AccountRecord {
    private let file: RecordFile

    /// More accounts than a device can have; the oldest decisions go first.
    private static let maximumAccounts = 200

    /// The file `accounts` in the store's directory.
    package init(directory: String, executor: any SerialExecutor) {
        file = RecordFile(.accounts, in: directory, executor: executor)
    }

    package func load(_ address: Private<String>) -> AccountState? {
        for line in file.lines(of: address) { if let state = Self.state(line) { return state } }
        return nil
    }

    package func keep(_ state: AccountState, of address: Private<String>) async -> Bool {
        let words =
            "\(state.activatedAt?.millisecondsSince1970 ?? 0) \(state.isWanted ? "wanted" : "unwanted") "
            + (state.hasOwnGrant ? "granted" : "-")
        return await file.keep(words, of: address, limit: Self.maximumAccounts) { Self.state($0) != nil }
    }

    private static func state(_ line: Substring) -> AccountState? {
        let words = line.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, let since = Int64(words[0]), ["wanted", "unwanted"].contains(words[1]),
            ["granted", "-"].contains(words[2])
        else { return nil }
        var state = AccountState()
        state.isWanted = words[1] == "wanted"
        state.activatedAt = since > 0 && state.isWanted ? Instant(millisecondsSince1970: since) : nil
        state.hasOwnGrant = words[2] == "granted"
        return state
    }
}
