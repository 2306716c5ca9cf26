// SPDX-License-Identifier: Apache-2.0
package import AgentCrypto

/// What wraps the data key, one file for each provider. A provider holds a wrapping key, or asks who holds it. It is
/// asked at start, and again from time to time while it fails; a service also twice a day while all is well.
///
/// A provider may ask over the network, so it may take seconds; whoever calls gives it a limit of its own
/// (`KeyService.timeout`). It throws what is wrong and what to do, and never any of a key. What it throws decides what
/// becomes of the window: after `.otherKey` of a provider on this device a new book is begun, after anything else the
/// book stays and it is asked again.
///
/// `KeyKeeper` alone calls it, one call after the other, and holds the store's lock meanwhile, but for `unwrap` while
/// it only looks (`KeyKeeper.probe`).
package protocol KeyProvider {
    /// The first word of what it wraps, which tells what can unwrap it: `local` for keys on this device.
    var scheme: String { get }
    /// For people: what it is and where.
    var name: String { get }

    /// Wraps a data key under the newest wrapping key. `associated` (at most some hundred bytes) is not in the result:
    /// `unwrap` needs the same. It makes a wrapping key that is missing, if that is this provider's to do.
    func wrap(_ key: SecretBytes, boundTo associated: [UInt8]) async throws(KeyFailure) -> WrappedKey

    /// The data key again, in locked pages. It throws `.otherKey` where the answer is that no wrapping key of ours
    /// opens it, `.unreachable` where there is no answer, `.denied` where this device may not know, and as
    /// `KeyFile.read` does for a key on this device. Whether it is the key that was wrapped is for the caller to see,
    /// by its name.
    func unwrap(_ wrapped: WrappedKey, boundTo associated: [UInt8]) async throws(KeyFailure) -> UnwrappedKey

    /// Wraps the same data key under the newest wrapping key; `wrapped` is how it is wrapped now. A service that can
    /// do so without seeing the key does. Default: `wrap`, as if it had never been wrapped.
    func rewrap(
        _ wrapped: WrappedKey, of key: SecretBytes, boundTo associated: [UInt8]
    ) async throws(KeyFailure) -> WrappedKey

    /// The key itself, which sealed the windows of agents that knew no wrapping; nil for a provider that gives none
    /// away, which is the default.
    func directKey() async throws(KeyFailure) -> SecretBytes?

    /// Begins a new wrapping key, if that is this provider's to do; the one before still unwraps, until `endOldKey`.
    /// Where one was begun and not ended, it goes on with that one. Default: somebody else does it.
    func beginNewKey() throws(KeyFailure)

    /// Nothing is wrapped under the wrapping key before any more, on the medium: destroys it, if that is this
    /// provider's to do. Default: somebody else does it.
    func endOldKey() throws(KeyFailure)

    /// Nothing is wrapped under any key of this provider any more, on the medium: destroys them, if that is its to do.
    /// A failure is passed over: the next start comes here again. Default: somebody else does it.
    func retire()

    /// Destroys the wrapping key where it lies on this device, for a wipe. It returns what is left for somebody to do,
    /// as sentences for people; empty where nothing is. It can be called again.
    func destroy() -> [String]
}

extension KeyProvider {
    package func rewrap(
        _ wrapped: WrappedKey, of key: SecretBytes, boundTo associated: [UInt8]
    ) async throws(KeyFailure) -> WrappedKey {
        try await wrap(key, boundTo: associated)
    }
    package func directKey() async throws(KeyFailure) -> SecretBytes? { nil }
    package func beginNewKey() throws(KeyFailure) {}
    package func endOldKey() throws(KeyFailure) {}
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

    /// The caller keeps to the limits; a book that does not is no book to its reader.
    package init(scheme: String, version: String, box: [UInt8]) {
        self.scheme = scheme
        self.version = version
        self.box = box
    }

    /// Of windows that an agent wrote which knew no wrapping.
    static let direct = "direct"
    /// Of every `LocalKeyProvider`.
    static let local = "local"

    /// Keys of this device alone open it.
    var isLocal: Bool { scheme == Self.local || scheme == Self.direct }
}

/// A data key, and whether the newest wrapping key wrapped it.
package struct UnwrappedKey {
    /// 32 bytes.
    package var key: SecretBytes
    /// False: it is to be wrapped anew. True also where the provider does not say.
    package var isCurrent: Bool

    /// What a provider answers.
    package init(_ key: SecretBytes, isCurrent: Bool) {
        self.key = key
        self.isCurrent = isCurrent
    }
}
