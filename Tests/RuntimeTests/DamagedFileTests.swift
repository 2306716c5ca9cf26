// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Simulation
import Testing

@testable import CalendarKeeping

@Suite("A stored window that turns out to be damaged while the room runs")
struct DamagedFileTests {
    private static let damage = StoreDamage.fileSetAside("window.db.set-aside-1")

    /// The warnings that went on since the start, each with its subject.
    private func warned(_ room: VirtualRoom) -> [String] {
        room.reports.filter { $0.kind == .warning }
            .compactMap { $0.warning.map { "\($0.code.rawValue) \($0.subject)" } }
    }

    @Test("the room says so, goes on with the new file, and fetches all of it again at once")
    func fetchedAgain() throws {
        let room = try VirtualRoom.running(("early", 120), to: 1)
        let fullSyncs = try #require(room.status?.sync.fullSyncs)
        room.disk.assumeIsolated { $0.fail(1, damage: Self.damage) }
        room.add("late", at: 180)
        room.run(to: 3)
        #expect(room.titles == ["early", "late"])
        #expect(warned(room) == ["store-damaged window.db.set-aside-1"])
        #expect(room.warnings == [])
        #expect(room.status?.sync.storage == .encrypted)
        #expect(room.status?.sync.fullSyncs == fullSyncs + 1)
        room.kill()
        room.google.inject(CloudFault(.unreachable, times: nil))
        try room.start()
        #expect(room.titles == ["early", "late"])
    }

    @Test("found by the hourly purge, too, and told until the calendar could be fetched")
    func purge() throws {
        let room = try VirtualRoom.running(("early", 120), to: 1)
        room.google.inject(CloudFault(.unreachable, times: nil))
        room.run(to: 59)
        room.disk.assumeIsolated { $0.fail(1, damage: Self.damage) }
        room.run(to: 70)
        #expect(room.titles == ["early"])
        #expect(room.warnings.contains("store-damaged"))
        #expect(!room.warnings.contains("store-not-writable"))
        room.google.clearFaults()
        room.run(to: 90)
        #expect(room.warnings == [])
        #expect(room.titles == ["early"])
    }

    private static let unreadable = OpenedStore.unusable(StoreFailure(.unreadable, operation: "load"))

    @Test("a window that the medium does not give is set aside when the memory has all of it, and not at once")
    func unreadable() throws {
        let room = try VirtualRoom.running(("early", 300), to: 1)
        room.kill()
        room.diskFailure = Self.unreadable
        room.google.inject(CloudFault(.unreachable, times: nil))
        try room.start()
        room.run(to: 90)
        // Nobody knows what it holds but the file.
        #expect(room.setAside == 0)
        room.google.clearFaults()
        room.run(to: 95)
        #expect(room.titles == ["early"])
        #expect(room.warnings == ["store-not-writable"])
        room.run(to: 240)
        #expect(room.setAside == 1)
        #expect(room.status?.sync.storage == .encrypted)
        #expect(room.warnings == [])
        room.kill()
        room.google.inject(CloudFault(.unreachable, times: nil))
        try room.start()
        #expect(room.titles == ["early"])
    }

    @Test("a medium that gives it again in time has nothing set aside")
    func readableAgain() throws {
        let room = try VirtualRoom.running(("early", 240), to: 1)
        room.kill()
        room.diskFailure = Self.unreadable
        try room.start()
        room.run(to: 5)
        room.diskFailure = nil
        room.run(to: 60)
        #expect(room.setAside == 0)
        #expect(room.status?.sync.storage == .encrypted)
        #expect(room.titles == ["early"])
    }

    @Test("a medium that spoils file after file is left for the memory, and the calendar is not asked for each")
    func spoiling() throws {
        let room = try VirtualRoom.running(("early", 120), to: 1)
        let requests = room.google.requests.count
        room.disk.assumeIsolated { $0.fail(1000, damage: Self.damage) }
        room.add("late", at: 180)
        room.run(to: 6)
        #expect(room.titles == ["early", "late"])
        #expect(room.warnings == ["store-not-writable"])
        #expect(room.status?.sync.storage == .memory)
        #expect(room.google.requests.count - requests < 12)
        room.disk.assumeIsolated { $0.fail(0) }
        room.run(to: 30)
        #expect(room.status?.sync.storage == .encrypted)
        #expect(room.warnings == [])
        #expect(room.titles == ["early", "late"])
    }
}
