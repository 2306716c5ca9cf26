// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto

/// The one value of the file that is not sealed: salt, key check, and a digest of both that tells damage from a wrong
/// key.
struct WindowHeader {
    /// As they stand in the file: salt, check, digest.
    let bytes: [UInt8]
    /// Derived for this salt.
    let keys: WindowKeys

    private static let digestByteCount = 16

    /// A header with a random salt. Throws where there is no randomness or no memory.
    static func fresh(for key: DataKey, room: String) throws(CryptoFailure) -> WindowHeader {
        let salt = try Random.bytes(WindowKeys.saltByteCount)
        let keys = try WindowKeys(key, salt: salt, room: room)
        let content = salt + keys.check
        return WindowHeader(bytes: content + (try digest(content)), keys: keys)
    }

    /// What a header that was found says.
    enum Check {
        case fits(WindowKeys)
        case damaged
        case wrongKey
    }

    /// Tries each key of the ring: while rows move to a new key, the file may still be of the one before.
    static func check(_ bytes: [UInt8], _ ring: KeyRing, room: String) throws(CryptoFailure) -> Check {
        let contentCount = WindowKeys.saltByteCount + WindowKeys.checkByteCount
        guard bytes.count == contentCount + digestByteCount else { return .damaged }
        let content = Array(bytes.prefix(contentCount))
        guard try digest(content) == Array(bytes.suffix(digestByteCount)) else { return .damaged }
        for key in ring.keys {
            let keys = try WindowKeys(key, salt: Array(content.prefix(WindowKeys.saltByteCount)), room: room)
            if constantTimeEqual(keys.check, Array(content.suffix(WindowKeys.checkByteCount))) { return .fits(keys) }
        }
        return .wrongKey
    }

    private static func digest(_ content: [UInt8]) throws(CryptoFailure) -> [UInt8] {
        Array(try Digest.sha256(content).prefix(digestByteCount))
    }
}
