// SPDX-License-Identifier: Apache-2.0
package import AgentCrypto
internal import Glibc
package import RoomCore

/// Keeps the running join session in a sealed file in the runtime directory (`/run`, in memory: a session does not
/// outlive a boot, so nothing is written to flash and nothing synced). Every call takes well under a millisecond. One
/// owner, one thread.
///
/// Without a key nothing is written, and a restart forgets the session; `unlock` can come late, and then keeps what was
/// saved meanwhile.
package final class SessionRecord: SessionKeeper {
    private let path: String
    /// The first seals; the others open what was sealed before a change of keys.
    private var keys: [SealingKey] = []
    /// Saved before there was a key.
    private var unsealed: KeptSession?
    private let room: String
    private let associated: [UInt8]

    private static let version: UInt8 = 1
    private static let padding = RowPadding.block(256)
    /// The longest record, with a meeting ID of 1,024 bytes, has 1,308.
    private static let maximumBytes = 4096
    private static let maximumTokenBytes = 64
    private static let maximumBootIDBytes = 64

    /// - Parameters:
    ///   - directory: exists already, and is on a file system in memory.
    ///   - room: the calendar's ID; a record of another room does not open.
    package init(directory: String, room: String) {
        path = "\(directory)/session"
        self.room = room
        associated = [Self.version] + Array(room.utf8)
    }

    /// From now on sessions are kept, under the ring's first key. One that lies there under another of its keys is
    /// sealed anew.
    package func unlock(with ring: KeyRing) throws(StoreFailure) {
        do throws(CryptoFailure) {
            let info = Array("room-agent session \(Self.version)\0\(room)".utf8)
            keys = []
            for key in ring.keys {
                keys.append(try SealingKey(key.secret.derive(count: SealingKey.keyByteCount, salt: [], info: info)))
            }
        } catch {
            throw StoreProblem.crypto(error).failure("session", path: path)
        }
        if let session = unsealed ?? (keys.count > 1 ? load() : nil) { try save(session) }
        unsealed = nil
    }

    /// The same with one data key, 32 bytes.
    package func unlock(with dataKey: SecretBytes) throws(StoreFailure) { try unlock(with: KeyRing(dataKey)) }

    /// Replaces the record; a crash leaves the old one or the new one.
    package func save(_ session: KeptSession) throws(StoreFailure) {
        guard let key = keys.first else {
            unsealed = session
            return
        }
        defer { key.rest() }
        do throws(StoreProblem) {
            let content = try encode(session)
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

    /// Nil where there is none, and where it is not ours; the latter is removed.
    package func load() -> KeptSession? {
        guard !keys.isEmpty, let file = try? Files.open(path, O_RDONLY | O_NOFOLLOW) else { return nil }
        defer { for key in keys { key.rest() } }
        if let box = try? file.readAll(atMost: Self.maximumBytes) {
            for key in keys {
                if let content = try? key.open(box, boundTo: associated), let session = try? decode(content) {
                    return session
                }
            }
        }
        remove()
        return nil
    }

    /// Forgets the session. It cannot fail: what is left is refused at the next start.
    package func remove() {
        unsealed = nil
        // What is left would be read, and refused or found to be over, at the next start.
        try? Files.remove(path)
    }

    private func encode(_ session: KeptSession) throws(StoreProblem) -> [UInt8] {
        guard session.token.value.utf8.count <= Self.maximumTokenBytes,
            session.meeting.value.exposed.utf8.count <= MeetingCode.maximumIDBytes
        else { throw .crypto(CryptoFailure(.badLength, in: "session record")) }
        var row = RowWriter()
        row.byte(Self.version)
        row.text(session.token.value)
        // Where agents before the joiner kept the program: its process number, its start and the boot. The token alone
        // finds the session now, because it stands in the program's environment. Process 0 is none, and then the start
        // is the meeting's end, in milliseconds since 1970; 0 where nobody knows it.
        row.integer(Int32(0))
        row.integer(session.end?.millisecondsSince1970 ?? 0)
        row.text(session.meeting.value.exposed)
        row.text("")
        row.pad(Self.padding)
        return row.bytes
    }

    private func decode(_ content: [UInt8]) throws(RowMalformed) -> KeptSession {
        var row = RowReader(content)
        guard try row.byte() == Self.version else { throw RowMalformed() }
        let token = try row.text(atMost: Self.maximumTokenBytes)
        let process: Int32 = try row.integer()
        let end: Int64 = try row.integer()
        let meeting = try row.text(atMost: MeetingCode.maximumIDBytes)
        _ = try row.text(atMost: Self.maximumBootIDBytes)
        try row.end(Self.padding)
        let isEnd = process == 0 && end > 0
        return KeptSession(
            token: JoinToken(token), meeting: MeetingID(meeting),
            end: isEnd ? Instant(millisecondsSince1970: end) : nil)
    }
}
