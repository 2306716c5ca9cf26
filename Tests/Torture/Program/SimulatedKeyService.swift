// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import RoomCore
import SecureStore

/// A key service that outlives the device's files: it keeps keys by number, and has moods.
final class SimulatedKeyService: KeyProvider {
    enum Mood: CaseIterable { case fine, away, another, denies }

    var mood = Mood.fine
    private var held: [SecretBytes] = []
    private var version = 1
    let scheme = "service"
    let name = "a key service"

    /// What is wrapped from now on is of a newer version.
    func rotate() { version += 1 }

    func wrap(_ key: SecretBytes, boundTo associated: [UInt8]) async throws(KeyFailure) -> WrappedKey {
        try answer()
        held.append(key)
        return WrappedKey(
            scheme: scheme, version: "\(version)", box: [UInt8(held.count >> 8), UInt8(held.count & 0xFF)])
    }

    func unwrap(_ wrapped: WrappedKey, boundTo associated: [UInt8]) async throws(KeyFailure) -> UnwrappedKey {
        try answer()
        let key = held[Int(wrapped.box[0]) << 8 + Int(wrapped.box[1]) - 1]
        let other = mood == .another ? try? SecretBytes.random(count: 32) : nil
        return UnwrappedKey(other ?? key, isCurrent: wrapped.version == "\(version)")
    }

    func destroy() -> [String] { [] }

    private func answer() throws(KeyFailure) {
        if mood == .away { throw KeyFailure(.unreachable, path: name, cause: "is away", remedy: "Wait.") }
        if mood == .denies { throw KeyFailure(.denied, path: name, cause: "denies", remedy: "Ask.") }
    }
}

/// Who wraps a room's data key.
struct KeySetup {
    /// Nil: the device itself.
    var service: SimulatedKeyService?
    var keepsCopy = false

    func wipe(_ folder: Folder) throws(StoreFailure) -> [String] {
        let key = FileKey(path: folder.path + "/data.key", isMadeOnFirstStart: true)
        return try StoreEraser.wipe(
            directory: folder.path, provider: service ?? key, local: service == nil ? nil : key)
    }
}
