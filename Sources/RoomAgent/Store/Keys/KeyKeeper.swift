// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import Glibc
internal import Kernel
package import RoomCore

/// Keeps the data keys of a device: makes them, has the provider wrap and unwrap them, and writes the wrapped ones into
/// the key book. A key stands in it before anything is sealed under it, and until nothing is any more.
///
/// Beside a key service, `local` may keep a further copy of each key, wrapped on this device: it opens the window while
/// the service is away. The copy answers first, so that a start waits for no network; `confirm` then asks the service.
/// It lives by the service's leave: where that denies, the copy goes.
///
/// Its owner holds the store's lock (`StoreLock`) from before `open` for as long as the keys are used: two that write a
/// book side by side would each seal under a key that only one of the books has. Without the lock only `probe`, and
/// `open` without leave to write, may be called.
///
/// One owner, one thread. A write takes some fsyncs, and is made at the first start and when somebody changes keys.
package final class KeyKeeper {
    private let file: KeyBookFile
    private let provider: any KeyProvider
    private let local: (any KeyProvider)?
    private let keepsCopy: Bool
    private let room: String
    private let now: () -> Instant
    private var book: KeyBook?
    /// As it stood on the medium when this read or wrote it last.
    private var seen: KeyBook?
    /// Schemes whose wrapping key is not the newest any more.
    private var stale: [String] = []
    /// Nil until `open` succeeds.
    package private(set) var ring: KeyRing?
    /// False where the medium took no book: the keys are then asked for again.
    package private(set) var isKept = false
    /// When the key service last opened these keys; nil where it has not yet, and without one.
    package private(set) var confirmedAt: Instant?

    /// - Parameters:
    ///   - directory: the store's, which exists.
    ///   - local: beside a key service, what wraps on this device; nil where `provider` does so itself.
    ///   - keepsCopy: `local` keeps a copy. Else it only opens what it wrapped before there was the service.
    ///   - room: the calendar's ID; a key that was wrapped for another room does not open.
    ///   - now: the civil time, which the book says of each key.
    package init(
        directory: String, provider: any KeyProvider, local: (any KeyProvider)? = nil, keepsCopy: Bool = false,
        room: String, now: @escaping () -> Instant
    ) {
        file = KeyBookFile(directory: directory)
        self.provider = provider
        self.local = local
        self.keepsCopy = keepsCopy
        self.room = room
        self.now = now
    }

    /// The data keys. The first start makes one. A book that is damaged, or that the keys of this device do not open,
    /// is set aside, as its window will be; one that a service does not open stays, and the failure is thrown. What is
    /// open already is returned again.
    /// - Parameters:
    ///   - asking: false: what would have to ask a service throws `.unreachable` at once. Default: true.
    ///   - mayWrite: the caller holds the `StoreLock`. False: the book is only read; where one would have to be made,
    ///     it throws `.notMade`, or returns the key that sealed windows before there were books. Default: true.
    package func open(asking: Bool = true, mayWrite: Bool = true) async throws(KeyFailure) -> KeyRing {
        if let ring, isKept { return ring }
        guard let found = try file.read() else { return try await begin(asking, mayWrite) }
        seen = found
        if mayWrite { file.destroyFormer() }
        do throws(KeyFailure) { return try await unwrap(found, asking, mayWrite) } catch {
            guard error.code == .otherKey, found.entries.allSatisfy({ $0.wrapped.isLocal }) else { throw error }
            return try await begin(asking, mayWrite)
        }
    }

    /// Another process has changed keys since they were opened: it had the store meanwhile, and rows may now be sealed
    /// under a key that is not in `ring`.
    package var isOutdated: Bool { isKept && (try? file.read()) != seen }

    /// The next `open` reads the key book anew.
    package func forget() { (ring, book, seen, stale, isKept) = (nil, nil, nil, [], false) }

    /// Looks whether the keys can be had, and whether a service opens them, and changes nothing.
    package func probe() async throws(KeyFailure) {
        guard let found = try file.read() else { return try await probeProvider() }
        guard isService else {
            do throws(KeyFailure) { for id in found.ids { _ = try await key(id, of: found, true) } } catch {
                // The next start begins anew with the key that is there.
                if error.code != .otherKey || !found.entries.allSatisfy({ $0.wrapped.isLocal }) { throw error }
            }
            return
        }
        let own = found.entries.filter { $0.wrapped.scheme == provider.scheme }
        for entry in own { _ = try await open(entry, with: provider) }
        if own.isEmpty { try await probeProvider() }
    }

    private func probeProvider() async throws(KeyFailure) {
        guard isService else {
            _ = try await provider.directKey()
            return
        }
        let (key, entries) = try await fresh([provider])
        guard try await open(entries[0], with: provider).key.secret == key.secret else { throw wrongKey }
    }

    /// A new data key, which seals from now on. What is sealed moves to it (`SecureWindowStore.reseal`); then
    /// `forgetOldKeys` is to be called. Where such a change was cut off before, it goes on with the key of that one.
    package func addKey() async throws(KeyFailure) -> KeyRing {
        let ring = try await open()
        guard ring.keys.count == 1, let book else { return ring }
        let (key, entries) = try await fresh(keepers)
        let next = KeyRing(key, older: ring.keys)
        try write(KeyBook(entries + book.entries))
        self.ring = next
        return next
    }

    /// Nothing is sealed under the older keys any more.
    package func forgetOldKeys() throws(KeyFailure) {
        guard let ring, let book, book.ids.count > 1 || ring.keys.count > 1 else { return }
        try write(KeyBook(book.entries.filter { $0.id == book.entries[0].id }))
        self.ring = KeyRing(ring.first)
    }

    /// Wraps the data key under a new wrapping key, or the newest that there is. No row changes. While a change of data
    /// keys is under way it does nothing: a window may still be sealed under the wrapping key itself.
    package func rewrap() async throws(KeyFailure) {
        guard try await open().keys.count == 1 else { return }
        stale = keepers.map(\.scheme)
        for keeper in keepers { try keeper.beginNewKey() }
        try await tidy()
    }

    /// Asks the key service whether it opens the keys that are in use, and brings the book into order: what it has not
    /// wrapped yet, what is under an older version of its key, copies that are to be kept or to go. Without a service
    /// it does nothing. Where the service denies, what it wrapped has no copy any more.
    package func confirm() async throws(KeyFailure) {
        guard isService, let book, ring != nil else { return }
        do throws(KeyFailure) {
            for entry in book.entries where entry.wrapped.scheme == provider.scheme {
                if !(try await open(entry, with: provider).isCurrent) { stale.append(provider.scheme) }
            }
            try await tidy()
            confirmedAt = now()
        } catch {
            if error.code == .denied { forgetCopies() }
            throw error
        }
    }

    private func forgetCopies() {
        guard let book else { return }
        let own = book.entries.filter { $0.wrapped.scheme == provider.scheme }
        // What the service never wrapped has nothing but the copy.
        guard own.count == book.ids.count, own.count < book.entries.count, (try? write(KeyBook(own))) != nil else {
            return
        }
        local?.retire()
    }

    /// The keys for people, the sealing one first. Empty until `open` has succeeded.
    package var entries: [(id: KeyID, madeAt: Instant, wrapping: String)] {
        (book?.ids ?? []).map { id in
            let own = (book?.entries ?? []).filter { $0.id == id }
            let wrapping = own.map { "\($0.wrapped.scheme) \($0.wrapped.version)" }.joined(separator: " and ")
            return (id, own[0].madeAt, wrapping)
        }
    }

    /// What the provider is.
    package var providerName: String { provider.name }

    /// Destroys every key of a store's directory and what the providers have on this device. Returns what is left for
    /// somebody to do, as sentences.
    package static func destroyKeys(directory: String, providers: [any KeyProvider]) -> [String] {
        var left: [String] = []
        for name in KeyBookFile(directory: directory).paths {
            do throws(FileFailure) { try Files.destroy(name) } catch {
                left.append("The wrapped data key \(name) is still there (\(error.text)). Remove it.")
            }
        }
        return left + providers.flatMap { $0.destroy() }
    }

    // MARK: Unwrapping

    private var isService: Bool { provider.scheme != WrappedKey.local }

    /// Whoever wraps each key: the provider first.
    private var keepers: [any KeyProvider] { [provider] + (keepsCopy ? local.map { [$0] } ?? [] : []) }

    private func unwrap(_ found: KeyBook, _ asking: Bool, _ mayWrite: Bool) async throws(KeyFailure) -> KeyRing {
        var keys: [DataKey] = []
        var isConfirmed = true
        var refusal: KeyFailure?
        for id in found.ids {
            do throws(KeyFailure) {
                let (key, scheme, isCurrent) = try await key(id, of: found, asking)
                keys.append(key)
                isConfirmed = isConfirmed && scheme == provider.scheme
                if !isCurrent { stale.append(scheme) }
            } catch {
                guard error.code == .otherKey, found.entries.allSatisfy({ $0.id != id || $0.wrapped.isLocal }) else {
                    throw error
                }
                refusal = error
            }
        }
        guard let first = keys.first else {
            throw refusal ?? KeyFailure(.otherKey, path: file.path, cause: "holds no key", remedy: "Remove it.")
        }
        let ring = KeyRing(first, older: Array(keys.dropFirst()))
        let book = KeyBook(found.entries.filter { entry in keys.contains { $0.id == entry.id } })
        self.book = book
        self.ring = ring
        isKept = true
        if isService { confirmedAt = isConfirmed ? now() : nil }
        // Wrapped by a key that goes, or by one that a cut-off change left; what a copy opened waits for `confirm`.
        if mayWrite, isConfirmed, !book.entries.contains(where: { $0.wrapped.scheme == WrappedKey.direct }) {
            try? await tidy()
        }
        return ring
    }

    /// One data key, by whoever of this configuration can open it: a copy first, for that answers at once.
    private func key(
        _ id: KeyID, of found: KeyBook, _ asking: Bool
    ) async throws(KeyFailure) -> (key: DataKey, scheme: String, isCurrent: Bool) {
        let own = found.entries.filter { $0.id == id }
        let isOfService = own.contains { !$0.wrapped.isLocal && $0.wrapped.scheme == provider.scheme }
        var failure: KeyFailure?
        if let local, keepsCopy || !isOfService {
            for entry in own where entry.wrapped.isLocal {
                do throws(KeyFailure) { return try await open(entry, with: local) } catch { failure = error }
            }
        }
        for entry in own where !isService ? entry.wrapped.isLocal : entry.wrapped.scheme == provider.scheme {
            try askable(asking)
            do throws(KeyFailure) { return try await open(entry, with: provider) } catch { failure = error }
        }
        throw failure
            ?? KeyFailure(
                .missing, path: file.path,
                cause: "was wrapped by \(own[0].wrapped.scheme), which [store] key does not name",
                remedy: "Name that key again; or remove the file: the calendar is then fetched again.")
    }

    private func open(
        _ entry: KeyBook.Entry, with provider: any KeyProvider
    ) async throws(KeyFailure) -> (key: DataKey, scheme: String, isCurrent: Bool) {
        let unwrapped = try await provider.unwrap(entry.wrapped, boundTo: associated(entry.id, entry.madeAt))
        let key = DataKey(unwrapped.key, madeAt: entry.madeAt)
        // A service that answers with another key must not make us lose what is sealed under ours.
        guard key.id == entry.id else { throw wrongKey }
        return (key, provider.scheme, unwrapped.isCurrent)
    }

    private var wrongKey: KeyFailure {
        KeyFailure(
            .otherKey, path: provider.name, cause: "unwrapped another key than the one that was wrapped",
            remedy: "Check that [store] key names the key that this room was set up with.")
    }

    private func askable(_ asking: Bool) throws(KeyFailure) {
        if isService, !asking {
            throw KeyFailure(.unreachable, path: provider.name, cause: "was not asked yet", remedy: "Wait a moment.")
        }
    }

    /// Brings the book into the form that the configuration asks for: each key wrapped by each keeper, by nobody else,
    /// and under the newest wrapping keys.
    private func tidy() async throws(KeyFailure) {
        guard let book, let ring else { return }
        var entries: [KeyBook.Entry] = []
        for key in ring.keys {
            let own = book.entries.filter { $0.id == key.id }
            guard let first = own.first else { continue }
            if first.wrapped.scheme == WrappedKey.direct {
                entries.append(first)
                continue
            }
            let bound = associated(key.id, first.madeAt)
            for keeper in keepers {
                var entry = first
                if let known = own.first(where: { $0.wrapped.scheme == keeper.scheme }) {
                    entry = known
                    if stale.contains(keeper.scheme) {
                        entry.wrapped = try await keeper.rewrap(known.wrapped, of: key.secret, boundTo: bound)
                    }
                } else {
                    entry.wrapped = try await keeper.wrap(key.secret, boundTo: bound)
                }
                entries.append(entry)
            }
        }
        // Somebody may have changed keys while a service was asked, here or in another process: theirs stay.
        guard self.book == book, try file.read() == seen else { return }
        if entries != book.entries { try write(KeyBook(entries)) }
        stale = []
        // Rows may still be sealed under the wrapping key itself.
        if entries.contains(where: { $0.wrapped.scheme == WrappedKey.direct }) { return }
        for keeper in keepers { try keeper.endOldKey() }
        if !keepsCopy { local?.retire() }
    }

    // MARK: Making

    /// There is no book: makes a key and the book. A window of an agent that knew no wrapping is sealed under the
    /// provider's own key, which stands in the book until the rows have moved.
    private func begin(_ asking: Bool, _ mayWrite: Bool) async throws(KeyFailure) -> KeyRing {
        try askable(asking)
        let direct = try await provider.directKey().map { DataKey($0) }
        let isLegacy = Files.exists("\(file.directory)/\(WindowPlace.fileName)") || hasHeaderCopy
        do throws(KeyFailure) {
            guard mayWrite else { throw file.notWritten("the store's lock is not to be had") }
            var (key, entries) = try await fresh(keepers)
            if isLegacy, let direct {
                let wrapped = WrappedKey(scheme: WrappedKey.direct, version: direct.id.description, box: [])
                entries.append(KeyBook.Entry(id: direct.id, madeAt: Instant(secondsSince1970: 0), wrapped: wrapped))
            }
            try file.setAside()
            try write(KeyBook(entries))
            let ring = KeyRing(key, older: direct.map { [$0] } ?? [])
            self.ring = ring
            if isService { confirmedAt = now() }
            return ring
        } catch {
            // A medium that takes no byte still shows what is on it.
            guard let direct, error.code == .notMade else { throw error }
            return KeyRing(direct)
        }
    }

    private var hasHeaderCopy: Bool {
        guard let status = try? Files.status("\(file.directory)/\(StoreLock.fileName)") else { return false }
        return status.st_size > 0
    }

    /// A new data key, and its entries by these.
    private func fresh(_ keepers: [any KeyProvider]) async throws(KeyFailure) -> (DataKey, [KeyBook.Entry]) {
        let secret: SecretBytes
        do throws(CryptoFailure) { secret = try SecretBytes.random(count: DataKey.byteCount) } catch {
            throw KeyFailure(
                .notMade, path: file.path, cause: "cannot be made (\(error))", remedy: "Restart the machine.")
        }
        let madeAt = now()
        let key = DataKey(secret, madeAt: madeAt)
        var entries: [KeyBook.Entry] = []
        for keeper in keepers {
            let wrapped = try await keeper.wrap(secret, boundTo: associated(key.id, madeAt))
            entries.append(KeyBook.Entry(id: key.id, madeAt: madeAt, wrapped: wrapped))
        }
        return (key, entries)
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

    private func write(_ next: KeyBook) throws(KeyFailure) {
        try file.write(next)
        (book, seen) = (next, next)
        isKept = true
    }
}
