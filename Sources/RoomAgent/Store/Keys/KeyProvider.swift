// SPDX-License-Identifier: Apache-2.0
package import AgentCrypto

/// What wraps the data key, one file for each provider. A provider holds a wrapping key, or asks who holds it. It is
/// asked at start, and again from time to time while it fails.
///
/// A provider may ask over the network, so it may take seconds. It throws what is wrong and what to do, and never any
/// of a key.
package protocol KeyProvider {
    /// The first word of what it wraps, which tells what can unwrap it: `local` for keys on this device.
    var scheme: String { get }
    /// For people: what it is and where.
    var name: String { get }

    /// Wraps a data key under the newest wrapping key. `associated` is not in the result: `unwrap` needs the same.
    func wrap(_ key: SecretBytes, boundTo associated: [UInt8]) async throws(KeyFailure) -> WrappedKey

    /// Throws `.otherKey` where the answer is that no wrapping key of ours opens it.
    func unwrap(_ wrapped: WrappedKey, boundTo associated: [UInt8]) async throws(KeyFailure) -> UnwrappedKey

    /// Wraps the same data key under the newest wrapping key; `wrapped` is how it is wrapped now.
    func rewrap(
        _ wrapped: WrappedKey, of key: SecretBytes, boundTo associated: [UInt8]
    ) async throws(KeyFailure) -> WrappedKey

    /// The key itself, which sealed the windows of agents that knew no wrapping; nil for a provider that gives none
    /// away.
    func directKey() async throws(KeyFailure) -> SecretBytes?

    /// Begins a new wrapping key, if that is this provider's to do; the one before still unwraps.
    func beginNewKey() throws(KeyFailure)

    /// Nothing is wrapped under the wrapping key before any more: destroys it, if that is this provider's to do.
    func endOldKey() throws(KeyFailure)

    /// Nothing is wrapped under any key of this provider any more: destroys them, if that is its to do.
    func retire()

    /// Destroys the wrapping key where it lies on this device. Returns what is left for somebody to do, as sentences.
    func destroy() -> [String]
}

extension KeyProvider {
    /// As if it had never been wrapped.
    package func rewrap(
        _ wrapped: WrappedKey, of key: SecretBytes, boundTo associated: [UInt8]
    ) async throws(KeyFailure) -> WrappedKey {
        try await wrap(key, boundTo: associated)
    }
    /// None.
    package func directKey() async throws(KeyFailure) -> SecretBytes? { nil }
    /// Somebody else does it.
    package func beginNewKey() throws(KeyFailure) {}
    /// Somebody else does it.
    package func endOldKey() throws(KeyFailure) {}
    /// Somebody else does it.
    package func retire() {}
}

/// A data key as a provider wrapped it: no secret without the provider.
package struct WrappedKey: Hashable, Sendable {
    /// `KeyProvider.scheme`, or `direct`: the provider's own key is the data key, and the box is empty.
    package var scheme: String
    /// Which wrapping key did it, in the provider's own words; at most 256 bytes.
    package var version: String
    /// At most 4,096 bytes.
    package var box: [UInt8]

    package init(scheme: String, version: String, box: [UInt8]) {
        self.scheme = scheme
        self.version = version
        self.box = box
    }

    static let direct = "direct"
    static let local = "local"

    /// Keys of this device alone open it.
    var isLocal: Bool { scheme == Self.local || scheme == Self.direct }
}

/// A data key, and whether the newest wrapping key wrapped it.
package struct UnwrappedKey {
    package var key: SecretBytes
    package var isCurrent: Bool

    package init(_ key: SecretBytes, isCurrent: Bool) {
        self.key = key
        self.isCurrent = isCurrent
    }
}
