// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import RoomCore

/// Names of meetings for scripts: a keyed hash of the ID that the calendar has for the meeting. It is the same each
/// time, and says nothing to anybody without the key.
final class MeetingNames {
    private let key: CodeKey

    /// Bytes of a name; enough that no two meetings of a room share one.
    private static let byteCount = 16

    /// Without a data key the names are good for this run of the agent alone.
    init(_ dataKey: SecretBytes?, room: String) throws(CryptoFailure) {
        let secret = if let dataKey { dataKey } else { try SecretBytes.random(count: Digest.byteCount) }
        key = try CodeKey(
            secret.derive(
                count: Digest.byteCount, salt: Array("room-agent".utf8),
                info: Array("room-agent meeting-id 1\0\(room)".utf8)))
    }

    /// 32 hexadecimal digits.
    func name(of meeting: MeetingID) -> String {
        let code = key.code(of: Array(meeting.value.exposed.utf8))
        return code.prefix(Self.byteCount).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
