// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import Glibc
internal import Kernel
package import RoomCore

/// Keeps the data keys of a device: makes them, has the provider wrap and unwrap them, and writes the wrapped ones into
/// the key book. Each write replaces the book whole, so a crash leaves the old or the new one; a key stands in it
/// before anything is sealed under it, and until nothing is any more.
///
/// One owner, one thread. A write takes one fsync, and is made at the first start and when somebody changes keys.
package final class KeyKeeper {
    private let directory: String
    private let provider: any KeyProvider
    private let room: String
    private let now: () -> Instant
    private var book: KeyBook?
    /// Nil until `open` succeeds.
    package private(set) var ring: KeyRing?
    /// False where the medium took no book: the keys are then asked for again.
    package private(set) var isKept = false

    private var path: String { "\(directory)/\(KeyBook.fileName)" }
    private var formerPath: String { path + ".former" }

    /// - Parameters:
    ///   - directory: the store's, which exists.
    ///   - room: the calendar's ID; a key that was wrapped for another room does not open.
    ///   - now: the civil time, which the book says of each key.
    package init(directory: String, provider: any KeyProvider, room: String, now: @escaping () -> Instant) {
        self.directory = directory
        self.provider = provider
        self.room = room
        self.now = now
    }

    /// The data keys. The first start makes one. A book that is damaged, or that the keys of this device do not open,
    /// is set aside, as its window will be; one that a service does not open stays, and the failure is thrown.
    package func open() async throws(KeyFailure) -> KeyRing {
        if let ring, isKept { return ring }
        guard let found = try read() else { return try await begin() }
        // What a change of keys left that was cut off.
        try? Files.destroy(formerPath)
        do throws(KeyFailure) { return try await unwrap(found) } catch {
            let isLost = found.entries.allSatisfy { Self.isLocal($0.wrapped) }
            guard error.code == .otherKey, isLost else { throw error }
            try setAside()
            return try await begin()
        }
    }

    /// Looks whether the keys can be had, and changes nothing.
    package func probe() async throws(KeyFailure) {
        guard let found = try read() else {
            _ = try await provider.directKey()
            return
        }
        do throws(KeyFailure) { _ = try await unwrap(found, isProbe: true) } catch {
            // The next start begins anew with the key that is there.
            if error.code != .otherKey || !found.entries.allSatisfy({ Self.isLocal($0.wrapped) }) { throw error }
        }
    }

    /// A new data key, which seals from now on. What is sealed moves to it (`SecureWindowStore.reseal`); then
    /// `forgetOldKeys` is to be called. Where such a change was cut off before, it goes on with the key of that one.
    package func addKey() async throws(KeyFailure) -> KeyRing {
        let ring = try await open()
        guard ring.keys.count == 1, let book else { return ring }
        let (key, entry) = try await fresh()
        let next = KeyRing(key, older: ring.keys)
        try write(KeyBook([entry] + book.entries))
        self.ring = next
        return next
    }

    /// Nothing is sealed under the older keys any more.
    package func forgetOldKeys() throws(KeyFailure) {
        guard let ring, let book, book.entries.count > 1 || ring.keys.count > 1 else { return }
        try write(KeyBook([book.entries[0]]))
        self.ring = KeyRing(ring.first)
    }

    /// Wraps the data key under a new wrapping key, or the newest that there is. No row changes. While a change of data
    /// keys is under way it does nothing: a window may still be sealed under the wrapping key itself.
    package func rewrap() async throws(KeyFailure) {
        guard try await open().keys.count == 1 else { return }
        try provider.beginNewKey()
        try await wrapAgain()
    }

    /// The keys for people, the sealing one first. Empty until `open` has succeeded.
    package var entries: [(id: KeyID, madeAt: Instant, wrapping: String)] {
        (book?.entries ?? []).map { ($0.id, $0.madeAt, "\($0.wrapped.scheme) \($0.wrapped.version)") }
    }

    /// What the provider is.
    package var providerName: String { provider.name }

    /// Destroys every key of a store's directory and what the provider has on this device. Returns what is left for
    /// somebody to do, as sentences.
    package static func destroyKeys(directory: String, provider: any KeyProvider) -> [String] {
        let path = "\(directory)/\(KeyBook.fileName)"
        var left: [String] = []
        for name in [path, path + ".new", path + ".former", path + ".set-aside"] {
            do throws(FileFailure) { try Files.destroy(name) } catch {
                left.append("The wrapped data key \(name) is still there (\(error.text)). Remove it.")
            }
        }
        return left + provider.destroy()
    }

    // MARK: Unwrapping

    private func unwrap(_ found: KeyBook, isProbe: Bool = false) async throws(KeyFailure) -> KeyRing {
        var keys: [DataKey] = []
        var entries: [KeyBook.Entry] = []
        var isCurrent = true
        var refusal: KeyFailure?
        for entry in found.entries {
            do throws(KeyFailure) {
                let unwrapped = try await provider.unwrap(entry.wrapped, boundTo: associated(entry.id, entry.madeAt))
                let key = DataKey(unwrapped.key, madeAt: entry.madeAt)
                // A service that answers with another key must not make us lose what is sealed under ours.
                guard key.id == entry.id else {
                    throw KeyFailure(
                        .otherKey, path: provider.name, cause: "unwrapped another key than the one that was wrapped",
                        remedy: "Check that [store] key names the key that this room was set up with.")
                }
                keys.append(key)
                entries.append(entry)
                isCurrent = isCurrent && unwrapped.isCurrent
            } catch {
                guard error.code == .otherKey, Self.isLocal(entry.wrapped) else { throw error }
                refusal = error
            }
        }
        guard let first = keys.first else {
            throw refusal ?? KeyFailure(.otherKey, path: path, cause: "holds no key", remedy: "Remove it.")
        }
        let ring = KeyRing(first, older: Array(keys.dropFirst()))
        if isProbe { return ring }
        book = KeyBook(entries)
        self.ring = ring
        isKept = true
        // Wrapped by a key that goes, or by one that a cut-off change left.
        if entries.contains(where: { $0.wrapped.scheme == WrappedKey.direct }) { return ring }
        if isCurrent { try? provider.endOldKey() } else { try? await wrapAgain() }
        return ring
    }

    private func wrapAgain() async throws(KeyFailure) {
        guard let book, let ring else { return }
        var entries = book.entries
        for (index, entry) in entries.enumerated() where entry.wrapped.scheme != WrappedKey.direct {
            guard let key = ring.keys.first(where: { $0.id == entry.id }) else { continue }
            entries[index].wrapped = try await provider.wrap(
                key.secret, boundTo: associated(entry.id, entry.madeAt))
        }
        if entries != book.entries { try write(KeyBook(entries)) }
        try provider.endOldKey()
    }

    private static func isLocal(_ wrapped: WrappedKey) -> Bool {
        wrapped.scheme == "local" || wrapped.scheme == WrappedKey.direct
    }

    // MARK: Making

    /// There is no book: makes a key and the book. A window of an agent that knew no wrapping is sealed under the
    /// provider's own key, which stands in the book until the rows have moved.
    private func begin() async throws(KeyFailure) -> KeyRing {
        let direct = try await provider.directKey().map { DataKey($0) }
        let isLegacy = Files.exists("\(directory)/\(WindowPlace.fileName)") || hasHeaderCopy
        do throws(KeyFailure) {
            let (key, entry) = try await fresh()
            var entries = [entry]
            if isLegacy, let direct {
                let wrapped = WrappedKey(scheme: WrappedKey.direct, version: direct.id.description, box: [])
                entries.append(KeyBook.Entry(id: direct.id, madeAt: Instant(secondsSince1970: 0), wrapped: wrapped))
            }
            try write(KeyBook(entries))
            let ring = KeyRing(key, older: direct.map { [$0] } ?? [])
            self.ring = ring
            return ring
        } catch {
            // A medium that takes no byte still shows what is on it.
            guard let direct, error.code == .notMade else { throw error }
            return KeyRing(direct)
        }
    }

    private var hasHeaderCopy: Bool {
        guard let status = try? Files.status("\(directory)/\(WindowPlace.lockName)") else { return false }
        return status.st_size > 0
    }

    private func fresh() async throws(KeyFailure) -> (DataKey, KeyBook.Entry) {
        let secret: SecretBytes
        do throws(CryptoFailure) { secret = try SecretBytes.random(count: DataKey.byteCount) } catch {
            throw KeyFailure(.notMade, path: path, cause: "cannot be made (\(error))", remedy: "Restart the machine.")
        }
        let key = DataKey(secret, madeAt: now())
        let madeAt = key.madeAt ?? now()
        let wrapped = try await provider.wrap(secret, boundTo: associated(key.id, madeAt))
        return (key, KeyBook.Entry(id: key.id, madeAt: madeAt, wrapped: wrapped))
    }

    /// What a wrapped key is bound to.
    private func associated(_ id: KeyID, _ madeAt: Instant) -> [UInt8] {
        var row = RowWriter()
        for byte in "room-agent data-key 1".utf8 { row.byte(byte) }
        row.byte(0)
        for byte in id.bytes { row.byte(byte) }
        row.integer(madeAt.millisecondsSince1970)
        for byte in room.utf8 { row.byte(byte) }
        return row.bytes
    }

    // MARK: The file

    /// Nil where there is none, and where it was damaged, and is set aside.
    private func read() throws(KeyFailure) -> KeyBook? {
        do throws(FileFailure) {
            guard try Files.status(path) != nil else { return nil }
            let bytes = try Files.open(path, O_RDONLY | O_NOFOLLOW).readAll(atMost: KeyBook.maximumBytes)
            if let book = KeyBook(decoding: bytes) { return book }
        } catch {
            // No directory, no book: what cannot be stored is the store's to say.
            if error.errno == ENOTDIR { return nil }
            if [EACCES, EPERM, EIO].contains(error.errno) {
                throw KeyFailure(
                    .notReadable, path: path, cause: "cannot be read (\(error.text))",
                    remedy: "Run: chown \(geteuid()) '\(path)'; chmod 0600 '\(path)'")
            }
        }
        try setAside()
        return nil
    }

    private func setAside() throws(KeyFailure) {
        do throws(FileFailure) { try Files.rename(path, to: path + ".set-aside") } catch { throw notWritten(error) }
    }

    private func write(_ next: KeyBook) throws(KeyFailure) {
        let draft = path + ".new"
        do throws(FileFailure) {
            try Files.remove(draft)
            let file = try Files.open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
            try file.write(next.encoded())
            try file.sync()
            // The book before is overwritten, too: it has the keys that go.
            try Files.destroy(formerPath)
            if try Files.status(path) != nil { try Files.link(path, to: formerPath) }
            try Files.rename(draft, to: path)
            try Files.syncDirectory(directory)
            try Files.destroy(formerPath)
        } catch {
            try? Files.remove(draft)
            throw notWritten(error)
        }
        book = next
        isKept = true
    }

    private func notWritten(_ failure: FileFailure) -> KeyFailure {
        KeyFailure(
            .notMade, path: path, cause: "cannot be written (\(failure.text))",
            remedy: "Make the directory \(directory) writable for the agent.")
    }
}
