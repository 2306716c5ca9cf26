// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import Glibc
import Kernel
import RoomCore
import Testing

@testable import SecureStore

@Suite("The life of keys", .serialized)
struct KeyLifeTests {
    private let bench: Bench
    private let room = "room@example.com"

    init() throws {
        bench = try Bench()
        try Files.makeDirectory(bench.store)
    }

    private var keyPath: String { bench.path + "/key" }
    private var bookPath: String { bench.store + "/window.keys" }

    private func keeper(_ provider: (any KeyProvider)? = nil, room: String? = nil) -> KeyKeeper {
        KeyKeeper(
            directory: bench.store, provider: provider ?? FileKey(path: keyPath, isMadeOnFirstStart: true),
            room: room ?? self.room, now: { Sample.noon })
    }

    private func store(_ ring: KeyRing) -> SecureWindowStore {
        SecureWindowStore(directory: bench.store, ring: ring, room: room, executor: bench.thread)
    }

    private func filled(_ count: Int) async throws -> (KeyKeeper, SecureWindowStore) {
        let keeper = keeper()
        let store = store(try await keeper.open())
        _ = try await store.load()
        try keeper.forgetOldKeys()
        try await store.write(.replaceAll, (0..<count).map { Sample.change($0) })
        return (keeper, store)
    }

    /// What a start finds, with the keys that are there.
    private func restarted() async throws -> StoredRoom {
        let store = store(try await keeper().open())
        defer { withExtendedLifetime(store) {} }
        let found = try await store.load()
        await store.finish()
        return found
    }

    @Test("the data key is made here and is not what the provider holds; the next start has the same")
    func envelope() async throws {
        let first = try await keeper().open()
        #expect(first.keys.count == 2)
        #expect(first.first.madeAt == Sample.noon)
        #expect(try first.first.secret != FileKey(path: keyPath).wrappingKey())
        let again = try await keeper().open()
        #expect(again.keys.map(\.id) == [first.first.id])
        #expect(again.first.secret == first.first.secret)
        let book = try bench.read(bookPath)
        #expect(!first.first.secret.withBytes { secret in secret.withUnsafeBytes { contains(book, Array($0)) } })
    }

    @Test("a replacement that was cut off before its rename leaves what stands: the book of keys, and the window")
    func cutOffBeforeRename() async throws {
        let (_, store) = try await filled(3)
        await store.finish()
        for path in [bookPath, bench.file] { try Files.link(path, to: path + ".former") }
        // The second start reads what the first one left on the medium.
        for _ in 0..<2 {
            let found = try await restarted()
            #expect(found.window.meetings.count == 3)
            #expect(found.damage == nil)
        }
        #expect(try Files.names(in: bench.store).filter { $0.hasSuffix(".former") } == [])
    }

    @Test("a window moves to a new data key with every row, detail and mark; the old key opens nothing then")
    func rotation() async throws {
        let (keeper, store) = try await filled(700)
        let old = try #require(keeper.ring).first
        let ring = try await keeper.addKey()
        #expect(ring.keys.map(\.id) == [ring.first.id, old.id])
        #expect(try await store.reseal(under: ring) == .done(meetings: 700))
        try keeper.forgetOldKeys()
        #expect(try await store.sealedRows() == SealedRows(key: ring.first.id, meetings: 700))
        // The caller's window is still the file's: nothing is told again.
        let delta = try await store.write(.replaceAll, (0..<700).map { Sample.change($0) })
        #expect(delta.isEmpty)
        #expect(!delta.replacesAll)
        #expect(try await store.details(of: MeetingID("event-id-3")) == Sample.details(3))
        await store.finish()

        let found = try await restarted()
        #expect(found.window == MeetingWindow((0..<700).map { Sample.meeting($0) }))
        #expect(found.mark == Sample.mark())
        #expect(found.damage == nil)
        #expect(try Files.names(in: bench.store).sorted() == ["window.db", "window.keys", "window.lock"])
        #expect(!opens(with: old.secret))
    }

    @Test("a window that nothing was ever written to moves, too, and the next start does not call it lost")
    func rotationOfNothing() async throws {
        let keeper = self.keeper()
        let store = self.store(try await keeper.open())
        _ = try await store.load()
        #expect(try await store.reseal(under: try await keeper.addKey()) == .done(meetings: 0))
        try keeper.forgetOldKeys()
        await store.finish()
        #expect(try await restarted().damage == nil)
    }

    @Test("a sync that has staged is waited for, and its rows move with the others")
    func rotationDuringSync() async throws {
        let (keeper, store) = try await filled(3)
        let ring = try await keeper.addKey()
        let ticket = try await store.begin(.merge)
        try await store.stage([Sample.change(3)], within: Sample.bounds, zone: Sample.zone, for: ticket)
        #expect(try await store.reseal(under: ring) == .waitsForSync)
        _ = try await store.commit(ticket, Sample.mark("token-two"), within: Sample.bounds, zone: Sample.zone)
        #expect(try await store.reseal(under: ring) == .done(meetings: 4))
        try keeper.forgetOldKeys()
        await store.finish()
        #expect(try await restarted().window.meetings.count == 4)
    }

    @Test("a change of keys that was cut off between its steps goes on, and nothing is lost")
    func cutOff() async throws {
        let (keeper, store) = try await filled(3)
        let ring = try await keeper.addKey()
        await store.finish()
        // Cut off after the book was written: the old rows open.
        #expect(try await restarted().window.meetings.count == 3)
        let next = self.keeper()
        #expect(try await next.addKey().keys.map(\.id) == ring.keys.map(\.id))
        // Cut off after the rows moved: both keys are still in the book.
        let moved = self.store(ring)
        _ = try await moved.load()
        #expect(try await moved.reseal(under: ring) == .done(meetings: 3))
        await moved.finish()
        let found = try await restarted()
        #expect(found.window.meetings.count == 3)
        #expect(found.damage == nil)
        let last = self.keeper()
        _ = try await last.open()
        try last.forgetOldKeys()
        #expect(try await restarted().window.meetings.count == 3)
    }

    @Test("a window that an agent without wrapped keys wrote opens, and moves to a key of this device")
    func migration() async throws {
        let folder = #filePath.split(separator: "/").dropLast().joined(separator: "/")
        for name in ["window.db", "window.lock"] {
            try bench.write(bench.read("/\(folder)/Vectors/before-wrapped-keys/\(name)"), to: "\(bench.store)/\(name)")
        }
        try bench.write(bench.read("/\(folder)/Vectors/before-wrapped-keys/data.key"), to: keyPath)
        #expect(try await restarted().window.meetings.count == 3)
        // The start after it: the provider's own key stands in the book.
        let keeper = keeper()
        let ring = try await keeper.open()
        #expect(ring.keys.count == 2)
        let store = store(ring)
        let found = try await store.load()
        let titles = found.window.meetings.values.map(\.title.exposed).sorted()
        #expect(titles == ["Budget", "Design review", "Päätöskokous"])
        #expect(found.damage == nil)
        #expect(try await store.reseal(under: ring) == .done(meetings: 3))
        try keeper.forgetOldKeys()
        await store.finish()
        #expect(try await self.keeper().open().keys.count == 1)
        #expect(try await restarted().window.meetings.count == 3)
        let direct = try FileKey(path: keyPath).wrappingKey()
        #expect(!opens(with: direct))
    }

    @Test("the session's record moves with the window")
    func session() async throws {
        let join = KeptSession(token: JoinToken("00112233445566778899aabbccddeeff"), meeting: MeetingID("a"))
        let keeper = keeper()
        let record = SessionRecord(directory: bench.path, room: room)
        try record.unlock(with: try await keeper.open())
        try keeper.forgetOldKeys()
        try record.save(join)
        let ring = try await keeper.addKey()
        try SessionRecord(directory: bench.path, room: room).unlock(with: ring)
        try keeper.forgetOldKeys()
        let next = SessionRecord(directory: bench.path, room: room)
        try next.unlock(with: try await self.keeper().open())
        #expect(next.load() == join)
    }

    @Test("rewrapping changes the wrapping key and no row; the old wrapping key is gone")
    func rewrap() async throws {
        let (keeper, store) = try await filled(2)
        await store.finish()
        let before = try bench.read(bench.file)
        let oldKey = try bench.read(keyPath)
        let id = try #require(keeper.ring).first.id
        try await keeper.rewrap()
        #expect(try bench.read(bench.file) == before)
        #expect(try bench.read(keyPath) != oldKey)
        #expect(!Files.exists(keyPath + ".old"))
        #expect(try await self.keeper().open().first.id == id)
    }

    @Test("rewrapping that was cut off is ended by the next start", arguments: [false, true])
    func rewrapCutOff(isNewKeyMade: Bool) async throws {
        let id = try await keeper().open().first.id
        try Files.rename(keyPath, to: keyPath + ".old")
        if isNewKeyMade { try bench.write((0..<32).map { UInt8($0) }, to: keyPath) }
        let keeper = keeper()
        #expect(try await keeper.open().first.id == id)
        #expect(!Files.exists(keyPath + ".old"))
        #expect(try await self.keeper().open().first.id == id)
    }

    @Test("an administrator's new key takes over from the one beside it with .old, which stays theirs to remove")
    func administratorsKey() async throws {
        try bench.write((0..<32).map { UInt8($0) }, to: keyPath)
        let id = try await keeper(FileKey(path: keyPath)).open().first.id
        try Files.rename(keyPath, to: keyPath + ".old")
        try bench.write((0..<32).map { UInt8($0 + 100) }, to: keyPath)
        #expect(try await keeper(FileKey(path: keyPath)).open().first.id == id)
        #expect(Files.exists(keyPath + ".old"))
        try Files.remove(keyPath + ".old")
        #expect(try await keeper(FileKey(path: keyPath)).open().first.id == id)
    }

    @Test("with another key, or for another room, the book is set aside and the window with it")
    func otherKey() async throws {
        let (_, store) = try await filled(2)
        await store.finish()
        try bench.write((0..<32).map { UInt8($0) }, to: keyPath)
        let found = try await restarted()
        #expect(found.damage == .wrongKey("window.db.set-aside-1"))
        #expect(Files.exists(bookPath + ".set-aside"))
        let id = try await keeper().open().first.id
        #expect(try await keeper(room: "other@example.com").open().first.id != id)
    }

    @Test("a book with a bit flipped anywhere, or cut anywhere, is no book")
    func damagedBook() async throws {
        _ = try await keeper().open()
        let book = try bench.read(bookPath)
        #expect(KeyBook(decoding: book) != nil)
        for place in book.indices {
            var broken = book
            broken[place] ^= 1 << (place % 8)
            #expect(KeyBook(decoding: broken) == nil, "\(place)")
            #expect(KeyBook(decoding: Array(book.prefix(place))) == nil, "\(place)")
        }
        #expect(KeyBook(decoding: book + [0]) == nil)
        try bench.write(Array(book.dropLast()), to: bookPath)
        _ = try await keeper().open()
        #expect(Files.exists(bookPath + ".set-aside"))
    }

    // MARK: A service that holds the key

    /// Keeps keys by number, and answers as it is told to.
    private final class Service: KeyProvider {
        enum Mood { case fine, away, denies, givesAnother }

        var mood = Mood.fine
        private var held: [SecretBytes] = []
        let scheme = "service"
        let name = "a service"

        func wrap(_ key: SecretBytes, boundTo associated: [UInt8]) async throws(KeyFailure) -> WrappedKey {
            try answer()
            held.append(key)
            return WrappedKey(scheme: scheme, version: "1", box: [UInt8(held.count - 1)])
        }

        func unwrap(
            _ wrapped: WrappedKey, boundTo associated: [UInt8]
        ) async throws(KeyFailure) -> UnwrappedKey {
            try answer()
            if mood == .givesAnother, let other = try? SecretBytes.random(count: 32) {
                return UnwrappedKey(other, isCurrent: true)
            }
            return UnwrappedKey(held[Int(wrapped.box[0])], isCurrent: true)
        }

        func destroy() -> [String] { ["Disable the key there."] }

        private func answer() throws(KeyFailure) {
            if mood == .away { throw KeyFailure(.unreachable, path: name, cause: "is away", remedy: "Wait.") }
            if mood == .denies { throw KeyFailure(.denied, path: name, cause: "denies", remedy: "Ask.") }
        }
    }

    @Test("a service that is away, denies, or answers with another key changes nothing; later it opens all")
    func service() async throws {
        let service = Service()
        let id = try await keeper(service).open().first.id
        let book = try bench.read(bookPath)
        let moods: [(Service.Mood, KeyFailure.Code)] = [
            (.away, .unreachable), (.denies, .denied), (.givesAnother, .otherKey),
        ]
        for (mood, code) in moods {
            service.mood = mood
            let failure = await #expect(throws: KeyFailure.self) { try await keeper(service).open() }
            #expect(failure?.code == code)
            await #expect(throws: KeyFailure.self) { try await keeper(service).probe() }
            #expect(try bench.read(bookPath) == book)
        }
        service.mood = .fine
        #expect(try await keeper(service).open().first.id == id)
    }

    private func keeper(_ service: Service, copy keepsCopy: Bool) -> KeyKeeper {
        KeyKeeper(
            directory: bench.store, provider: service, local: FileKey(path: keyPath, isMadeOnFirstStart: true),
            keepsCopy: keepsCopy, room: room, now: { Sample.noon })
    }

    @Test("a copy opens while the service is away, at once; where it denies, the copy goes")
    func copy() async throws {
        let service = Service()
        let id = try await keeper(service, copy: true).open().first.id
        service.mood = .away
        let away = keeper(service, copy: true)
        #expect(try await away.open(asking: false).keys.map(\.id) == [id])
        #expect(away.confirmedAt == nil)
        await #expect(throws: KeyFailure.self) { try await away.confirm() }
        #expect(try await keeper(service, copy: true).open().first.id == id)
        // Another key is no reason to give the copy up.
        service.mood = .givesAnother
        await #expect(throws: KeyFailure.self) { try await away.confirm() }
        #expect(try await keeper(service, copy: true).open().first.id == id)
        service.mood = .denies
        await #expect(throws: KeyFailure.self) { try await away.confirm() }
        #expect(!Files.exists(keyPath))
        service.mood = .away
        let failure = await #expect(throws: KeyFailure.self) { try await keeper(service, copy: true).open() }
        #expect(failure?.code == .unreachable)
        // The window that is open stays open, and the copy comes again with the service's leave.
        service.mood = .fine
        try await away.confirm()
        #expect(away.confirmedAt == Sample.noon)
        service.mood = .away
        #expect(try await keeper(service, copy: true).open().first.id == id)
    }

    @Test("wrapping anew, where a service that denied took the copy's key: a new one is made")
    func rewrapWithoutCopy() async throws {
        let service = Service()
        let keeper = keeper(service, copy: true)
        let id = try await keeper.open().first.id
        service.mood = .denies
        await #expect(throws: KeyFailure.self) { try await keeper.confirm() }
        #expect(!Files.exists(keyPath))
        service.mood = .fine
        try await keeper.rewrap()
        service.mood = .away
        #expect(try await self.keeper(service, copy: true).open().first.id == id)
    }

    @Test("a change of both wrapping keys that the service cuts off leaves a copy that opens")
    func rewrapCutOffByService() async throws {
        let service = Service()
        let keeper = keeper(service, copy: true)
        let id = try await keeper.open().first.id
        service.mood = .away
        await #expect(throws: KeyFailure.self) { try await keeper.rewrap() }
        #expect(try await self.keeper(service, copy: true).open().first.id == id)
        service.mood = .fine
        try await keeper.confirm()
        #expect(!Files.exists(keyPath + ".old"))
        service.mood = .away
        #expect(try await self.keeper(service, copy: true).open().first.id == id)
    }

    @Test("without the switch a copy is not used, and goes when the service answers")
    func copyOff() async throws {
        let service = Service()
        let id = try await keeper(service, copy: true).open().first.id
        service.mood = .away
        await #expect(throws: KeyFailure.self) { try await keeper(service, copy: false).open() }
        service.mood = .fine
        #expect(try await keeper(service, copy: false).open().first.id == id)
        #expect(!Files.exists(keyPath))
    }

    @Test("a key of this device moves to a service once that answers; until then it opens, and nothing is lost")
    func movesToService() async throws {
        let id = try await keeper().open().first.id
        let service = Service()
        service.mood = .away
        let moving = keeper(service, copy: false)
        #expect(try await moving.open(asking: false).first.id == id)
        #expect(try await keeper(service, copy: false).open().first.id == id)
        service.mood = .fine
        try await moving.confirm()
        #expect(!Files.exists(keyPath))
        #expect(try await keeper(service, copy: false).open().first.id == id)
    }

    @Test("a rotation beside a copy has two keys of two entries each, and whatever cuts it off loses nothing")
    func rotationWithCopy() async throws {
        let service = Service()
        let keeper = keeper(service, copy: true)
        let old = try await keeper.open().first.id
        let ring = try await keeper.addKey()
        #expect(ring.keys.map(\.id) == [ring.first.id, old])
        service.mood = .away
        #expect(try await self.keeper(service, copy: true).open().keys.map(\.id) == ring.keys.map(\.id))
        try keeper.forgetOldKeys()
        #expect(try await self.keeper(service, copy: true).open().keys.map(\.id) == [ring.first.id])
    }

    // MARK: Wipe

    @Test("a wipe leaves no key, no row and no file of the window, and can be repeated")
    func wipe() async throws {
        let (_, store) = try await filled(3)
        await store.finish()
        let record = bench.path + "/session"
        let certificate = bench.path + "/device.pem"
        try bench.write([1], to: record)
        try bench.write([2], to: certificate)
        for _ in 0..<2 {
            let left = try StoreEraser.wipe(
                directory: bench.store, provider: FileKey(path: keyPath), remains: [record])
            #expect(left == [])
            #expect(StoreEraser.destroy([certificate], as: "The private key") == [])
            #expect(try Files.names(in: bench.store).sorted() == ["window.lock", "wiped"])
            #expect(try bench.read(bench.store + "/window.lock") == [])
            for path in [keyPath, record, certificate] { #expect(!Files.exists(path), "\(path)") }
            #expect(StoreEraser.isWiped(bench.store))
        }
    }

    @Test("while another process has the store nothing is wiped")
    func wipeInUse() async throws {
        let (_, store) = try await filled(1)
        let failure = #expect(throws: StoreFailure.self) {
            try StoreEraser.wipe(directory: bench.store, provider: FileKey(path: keyPath))
        }
        #expect(failure?.code == .inUse)
        for path in [keyPath, bookPath] { #expect(Files.exists(path), "\(path)") }
        #expect(!StoreEraser.isWiped(bench.store))
        await store.finish()
    }

    private func opens(with key: SecretBytes) -> Bool {
        ReadOnlyWindow.load(directory: bench.store, ring: KeyRing(key), room: room) != nil
    }

    private func contains(_ bytes: [UInt8], _ part: [UInt8]) -> Bool {
        bytes.indices.contains { bytes[$0...].starts(with: part) }
    }
}
