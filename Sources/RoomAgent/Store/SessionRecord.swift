// SPDX-License-Identifier: Apache-2.0
package import AgentCrypto
internal import Glibc
package import RoomCore

/// The join session that runs, as a restart must know it to adopt or end it.
package struct RunningJoin: Hashable, Sendable {
    package var token: JoinToken
    package var process: Int32
    /// Field 22 of `/proc/PID/stat` (proc_pid_stat(5)): with the process number it names one process of this boot.
    package var processStartTicks: UInt64
    package var meeting: MeetingID
    /// `/proc/sys/kernel/random/boot_id`: a process of another boot is none of ours.
    package var bootID: String

    package init(token: JoinToken, process: Int32, processStartTicks: UInt64, meeting: MeetingID, bootID: String) {
        self.token = token
        self.process = process
        self.processStartTicks = processStartTicks
        self.meeting = meeting
        self.bootID = bootID
    }
}

/// Keeps the running join in a sealed file in the runtime directory (`/run`, in memory: a session does not outlive a
/// boot, so nothing is written to flash and nothing synced). Every call takes well under a millisecond. One owner, one
/// thread.
package final class SessionRecord {
    /// How many records could not be read: cut, changed, or sealed under another key.
    package private(set) var refused = 0

    private let path: String
    private let key: SealingKey
    private let associated: [UInt8]

    private static let version: UInt8 = 1
    private static let paddingBytes = 256
    /// The longest record, with a meeting ID of 1,024 bytes, has 1,308.
    private static let maximumBytes = 4096
    private static let maximumTokenBytes = 64
    private static let maximumBootIDBytes = 64

    /// - Parameters:
    ///   - directory: exists already, and is on a file system in memory.
    ///   - key: the data key, 32 bytes.
    ///   - room: the calendar's ID.
    package init(directory: String, key: SecretBytes, room: String) throws(StoreFailure) {
        path = "\(directory)/session"
        do throws(CryptoFailure) {
            let info = Array("room-agent session \(Self.version)\0\(room)".utf8)
            self.key = try SealingKey(key.derive(count: SealingKey.keyByteCount, salt: [], info: info))
        } catch {
            throw StoreProblem.crypto(error).failure("session", path: directory)
        }
        associated = [Self.version] + Array(room.utf8)
    }

    /// Replaces the record; a crash leaves the old one or the new one.
    package func write(_ join: RunningJoin) throws(StoreFailure) {
        defer { key.rest() }
        do throws(StoreProblem) {
            let content = try encode(join)
            let box = try StoreProblem.crypto { () throws(CryptoFailure) in try key.seal(content, boundTo: associated) }
            try StoreProblem.files { () throws(FileFailure) in
                let draft = path + ".new"
                try Files.remove(draft)
                try Files.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600).write(box)
                try Files.rename(draft, to: path)
            }
        } catch {
            throw error.failure("session", path: path)
        }
    }

    /// Nil where there is none, and where it is not ours; the latter is counted in `refused` and removed.
    package func read() -> RunningJoin? {
        guard let file = try? Files.open(path, O_RDONLY | O_NOFOLLOW) else { return nil }
        defer { key.rest() }
        if let box = try? file.readAll(atMost: Self.maximumBytes),
            let content = try? key.open(box, boundTo: associated),
            let join = try? decode(content)
        {
            return join
        }
        refused += 1
        remove()
        return nil
    }

    package func remove() {
        // What is left would be read, and refused or found to be over, at the next start.
        try? Files.remove(path)
    }

    private func encode(_ join: RunningJoin) throws(StoreProblem) -> [UInt8] {
        guard join.token.value.utf8.count <= Self.maximumTokenBytes, join.bootID.utf8.count <= Self.maximumBootIDBytes,
            join.meeting.value.exposed.utf8.count <= MeetingCode.maximumIDBytes
        else { throw .crypto(CryptoFailure(.badLength, in: "session record")) }
        var row = RowWriter()
        row.byte(Self.version)
        row.text(join.token.value)
        row.integer(join.process)
        row.integer(join.processStartTicks)
        row.text(join.meeting.value.exposed)
        row.text(join.bootID)
        row.pad(toMultipleOf: Self.paddingBytes)
        return row.bytes
    }

    private func decode(_ content: [UInt8]) throws(RowMalformed) -> RunningJoin {
        var row = RowReader(content)
        guard try row.byte() == Self.version else { throw RowMalformed() }
        let token = try row.text(atMost: Self.maximumTokenBytes)
        let process: Int32 = try row.integer()
        let ticks: UInt64 = try row.integer()
        let meeting = try row.text(atMost: MeetingCode.maximumIDBytes)
        let bootID = try row.text(atMost: Self.maximumBootIDBytes)
        try row.end(padding: Self.paddingBytes)
        return RunningJoin(
            token: JoinToken(token), process: process, processStartTicks: ticks, meeting: MeetingID(meeting),
            bootID: bootID)
    }
}
