// SPDX-License-Identifier: Apache-2.0
package import AgentCrypto

/// A provider whose wrapping key lies on this device. It wraps with AES-256-GCM (docs/window-format.md, "Keys").
///
/// An administrator changes the key by keeping the old one beside it for a moment, with `.old` behind its name: what it
/// wrapped is wrapped anew at the next start, and then it can go.
package protocol LocalKeyProvider: KeyProvider {
    /// The wrapping key: 32 bytes in locked pages. It is read anew at each call. One that is the agent's own to make,
    /// and missing, is made. Throws as `KeyFile.read` does.
    func wrappingKey() throws(KeyFailure) -> SecretBytes
    /// The one before it, which only unwraps; nil where there is none. Throws as `wrappingKey` does.
    func formerKey() throws(KeyFailure) -> SecretBytes?
}

extension LocalKeyProvider {
    package var scheme: String { WrappedKey.local }

    package func directKey() async throws(KeyFailure) -> SecretBytes? { try wrappingKey() }

    package func wrap(_ key: SecretBytes, boundTo associated: [UInt8]) async throws(KeyFailure) -> WrappedKey {
        let wrappingKey = try wrappingKey()
        var plain = key.withBytes { bytes in bytes.withUnsafeBytes { Array($0) } }
        defer { SecretBytes.wipe(&plain) }
        do throws(CryptoFailure) {
            let box = try seal(wrappingKey).seal(plain, boundTo: associated)
            return WrappedKey(scheme: scheme, version: KeyID(of: wrappingKey).description, box: box)
        } catch {
            throw KeyFailure(
                .notReadable, path: name, cause: "cannot wrap the data key (\(error))",
                remedy: "Restart the agent; if it stays, restart the machine.")
        }
    }

    package func unwrap(
        _ wrapped: WrappedKey, boundTo associated: [UInt8]
    ) async throws(KeyFailure) -> UnwrappedKey {
        if let key = open(wrapped, try wrappingKey(), associated) { return UnwrappedKey(key, isCurrent: true) }
        if let former = try formerKey(), let key = open(wrapped, former, associated) {
            return UnwrappedKey(key, isCurrent: false)
        }
        throw KeyFailure(
            .otherKey, path: name, cause: "is another key than the one that wrapped the data key",
            remedy: "Put the old key back, or nothing: the window is fetched again.")
    }

    private func open(_ wrapped: WrappedKey, _ wrappingKey: SecretBytes, _ associated: [UInt8]) -> SecretBytes? {
        if wrapped.scheme == WrappedKey.direct {
            return KeyID(of: wrappingKey).description == wrapped.version ? wrappingKey : nil
        }
        guard let seal = try? seal(wrappingKey), var plain = try? seal.open(wrapped.box, boundTo: associated) else {
            return nil
        }
        defer { SecretBytes.wipe(&plain) }
        return plain.count == DataKey.byteCount ? try? SecretBytes(copying: plain) : nil
    }

    private func seal(_ wrappingKey: SecretBytes) throws(CryptoFailure) -> SealingKey {
        let info = Array("room-agent wrap 1".utf8)
        return try SealingKey(wrappingKey.derive(count: SealingKey.keyByteCount, salt: [], info: info))
    }
}
