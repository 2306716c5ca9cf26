// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import Glibc
import RoomCore
import TestSupport
import Testing

@testable import SecureStore

/// A TPM 2.0 in software, over the socket that takes the bytes that /dev/tpmrm0 takes.
private final class SoftwareTPM {
    private let folder = TemporaryFolder()
    private let program: Program
    var counter: TPMCounter { TPMCounter(path: folder.file("tpm.sock")) }

    init() throws {
        try #require(mkdir(folder.file("state"), 0o700) == 0)
        program = Program(
            [
                "swtpm", "socket", "--tpm2", "--tpmstate", "dir=\(folder.file("state"))", "--server",
                "type=unixio,path=\(folder.file("tpm.sock"))", "--flags", "not-need-init,startup-clear",
            ], errors: folder.file("log"))
        // The socket has its name a moment before swtpm listens.
        var isThere = false
        for _ in 0..<500 where !isThere {
            do {
                _ = try counter.value()
                isThere = true
            } catch { usleep(20_000) }
        }
        try #require(isThere, "\(folder.read("log"))")
    }
}

/// Dies between the file and the counter.
private struct CutOff: RollbackCounter {
    let counter: TPMCounter
    func value() throws(CounterFailure) -> UInt64? { try counter.value() }
    func advance() throws(CounterFailure) -> UInt64 { throw CounterFailure("cut off") }
}

@Suite("A window and a counter outside of it")
struct CounterTests {
    private let bench: Bench
    private let tpm: SoftwareTPM

    init() throws {
        bench = try Bench()
        tpm = try SoftwareTPM()
    }

    private func open(_ counter: (any RollbackCounter)?) -> SecureWindowStore {
        SecureWindowStore(
            directory: bench.store, ring: KeyRing(bench.key), room: "room@example.com", executor: bench.thread,
            counter: counter)
    }

    private func load(_ counter: (any RollbackCounter)?) async throws -> StoredRoom {
        let store = open(counter)
        let room = try await store.load()
        await store.finish()
        return room
    }

    private func fill(_ counter: (any RollbackCounter)?) async throws {
        let store = open(counter)
        _ = try await store.load()
        try await store.write(.replaceAll, (0..<5).map { Sample.change($0) })
        await store.finish()
    }

    @Test("the TPM's counter is made when it is first needed, and counts one by one")
    func counts() throws {
        #expect(try tpm.counter.value() == nil)
        let first = try tpm.counter.advance()
        #expect(try tpm.counter.value() == first)
        #expect(try tpm.counter.advance() == first + 1)
        #expect(try tpm.counter.advance() == first + 2)
        #expect(try tpm.counter.value() == first + 2)
    }

    @Test("what is opened again and again is never taken for an older copy, and each opening and whole window counts")
    func opened() async throws {
        try await fill(tpm.counter)
        let first = try #require(try tpm.counter.value())
        for number in 1...3 {
            let room = try await load(tpm.counter)
            #expect(room.damage == nil)
            #expect(room.mark == Sample.mark())
            #expect(try tpm.counter.value() == first + UInt64(number))
        }
        try await fill(tpm.counter)
        #expect(try tpm.counter.value() == first + 5)
        let store = open(tpm.counter)
        _ = try await store.load()
        try await store.write(.merge, [Sample.change(7)])
        await store.finish()
        #expect(try tpm.counter.value() == first + 6)
    }

    @Test("an older copy is told, its meetings are shown and its cursor is dropped; the next opening is in order")
    func olderCopy() async throws {
        try await fill(tpm.counter)
        let old = try bench.files()
        _ = try await load(tpm.counter)
        try bench.restore(old)
        let room = try await load(tpm.counter)
        #expect(room.damage == .olderCopy)
        #expect(room.window.meetings.count == 5)
        #expect(room.mark != nil)
        #expect(room.mark?.cursor == nil)
        #expect(try await load(tpm.counter).damage == nil)
    }

    @Test("a crash between the file and the counter is no older copy")
    func cutOff() async throws {
        try await fill(tpm.counter)
        for _ in 0..<2 {
            #expect(try await load(CutOff(counter: tpm.counter)).damage == .notCounted("cut off"))
            #expect(try await load(tpm.counter).damage == nil)
        }
    }

    @Test("a window of before the counter is taken as it is; one of another TPM is told")
    func otherCounters() async throws {
        try await fill(nil)
        #expect(try await load(tpm.counter).damage == nil)
        #expect(try await load(tpm.counter).damage == nil)
        let other = try SoftwareTPM()
        #expect(try await load(other.counter).damage == .olderCopy)
        #expect(try await load(other.counter).damage == nil)
    }

    @Test("without its TPM the window is shown, and nobody says that it is the newest")
    func lost() async throws {
        try await fill(tpm.counter)
        let room = try await load(TPMCounter(path: bench.path + "/none"))
        #expect(
            room.damage == .notCounted("TPM \(bench.path)/none: cannot be asked (open: No such file or directory)"))
        #expect(room.window.meetings.count == 5)
        #expect(room.mark == Sample.mark())
        #expect(try await load(tpm.counter).damage == nil)
    }

    @Test("a change of keys keeps the count")
    func reseal() async throws {
        try await fill(tpm.counter)
        let store = open(tpm.counter)
        _ = try await store.load()
        let next = DataKey(try .random(count: 32))
        _ = try await store.reseal(under: KeyRing(next, older: [DataKey(bench.key)]))
        await store.finish()
        let again = SecureWindowStore(
            directory: bench.store, ring: KeyRing(next), room: "room@example.com", executor: bench.thread,
            counter: tpm.counter)
        #expect(try await again.load().damage == nil)
        #expect(await again.count != nil)
        await again.finish()
    }

    @Test("what is made anew from a damaged file keeps the count without its TPM, and a copy of it is told later")
    func salvaged() async throws {
        try await fill(tpm.counter)
        let value = try #require(try tpm.counter.value())
        var content = try bench.read(bench.file)
        for offset in 0..<16 { content[offset] = 0 }
        try bench.write(content, to: bench.file)
        let store = open(TPMCounter(path: bench.path + "/none"))
        let room = try await store.load()
        #expect(room.damage == .fileSetAside("window.db.set-aside-1"))
        #expect(room.mark != nil)
        #expect(await store.count == value)
        try await store.write(.replaceAll, (0..<5).map { Sample.change($0) })
        await store.finish()
        let copy = try bench.files()
        for _ in 0..<2 { #expect(try await load(tpm.counter).damage == nil) }
        try bench.restore(copy)
        #expect(try await load(tpm.counter).damage == .olderCopy)
    }
}

extension SecureWindowStore {
    fileprivate var count: UInt64? { window?.count }
}
