// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import RoomCore
import Testing

@testable import SecureStore

@Suite("The window on disk")
struct WindowStoreTests {
    private let bench: Bench

    init() throws { bench = try Bench() }

    private func titles(_ store: SecureWindowStore) async throws -> [String] {
        try await store.load().window.meetings.values.map(\.title.exposed).sorted()
    }

    /// Closes the file and opens it with another store, as a restart does.
    private func restarted(_ store: SecureWindowStore) async -> SecureWindowStore {
        await store.finish()
        return bench.open()
    }

    @Test("the first load finds nothing, and that is no damage")
    func empty() async throws {
        let room = try await bench.open().load()
        #expect(room.window == MeetingWindow())
        #expect(room.mark == nil)
        #expect(room.damage == nil)
    }

    @Test("what was committed is there after a restart, with its details and its mark")
    func roundTrip() async throws {
        let store = bench.open()
        _ = try await store.load()
        let delta = try await store.write(.replaceAll, (0..<5).map { Sample.change($0) })
        #expect(delta == WindowDelta(stored: (0..<5).map { Sample.meeting($0) }))
        let again = await restarted(store)
        let room = try await again.load()
        #expect(room.window == MeetingWindow((0..<5).map { Sample.meeting($0) }))
        #expect(room.mark == Sample.mark())
        #expect(room.damage == nil)
        #expect(try await again.details(of: MeetingID("event-id-3")) == Sample.details(3))
        #expect(try await again.details(of: MeetingID("event-id-9")) == nil)
    }

    @Test("every field of a meeting survives")
    func fields() async throws {
        let store = bench.open()
        _ = try await store.load()
        var all: [Meeting] = []
        guard let first = CivilDate(year: 2027, month: 1, day: 16), let end = CivilDate(year: 2027, month: 1, day: 18)
        else {
            return #expect(Bool(false), "days that exist")
        }
        for (index, response) in [OwnResponse.notInvited, .needsAction, .accepted, .tentative, .declined].enumerated() {
            all.append(
                Meeting(
                    id: MeetingID("x\(index)"), title: Private("\u{0}\u{202e}ä😀\n"),
                    span: .allDay(first: first, end: end),
                    isTentative: index == 0, ownResponse: response, isPrivate: index == 1, isBusyOnly: index == 2,
                    blocksTime: index == 3, organizer: Private(""),
                    joinAddresses: [.video, .sip, .phone].map {
                        JoinAddress(service: "s\(index)", kind: $0, address: Private("sip:a@b"))
                    }))
        }
        try await store.write(.replaceAll, all.map { .stored($0, MeetingDetails()) })
        let again = await restarted(store)
        #expect(try await again.load().window == MeetingWindow(all))
    }

    @Test("a merge changes what it names and nothing else")
    func merge() async throws {
        let store = bench.open()
        _ = try await store.load()
        try await store.write(.replaceAll, (0..<4).map { Sample.change($0) })
        let delta = try await store.write(
            .merge,
            [
                Sample.change(1, title: "New"), .removed(MeetingID("event-id-2")), .removed(MeetingID("never-seen")),
                Sample.change(3), Sample.change(9),
            ], Sample.mark("token-two"))
        #expect(
            delta
                == WindowDelta(
                    stored: [Sample.meeting(1, title: "New"), Sample.meeting(9)], removed: [MeetingID("event-id-2")]))
        let room = try await restarted(store).load()
        #expect(
            room.window
                == MeetingWindow([
                    Sample.meeting(0), Sample.meeting(1, title: "New"), Sample.meeting(3), Sample.meeting(9),
                ]))
        #expect(room.mark == Sample.mark("token-two"))
    }

    @Test("a meeting whose details alone changed is told, too")
    func detailsOnly() async throws {
        let store = bench.open()
        _ = try await store.load()
        try await store.write(.replaceAll, [Sample.change(1)])
        let changed = MeetingChange.stored(Sample.meeting(1), Sample.details(1, agenda: "Other"))
        #expect(try await store.write(.merge, [changed]) == WindowDelta(stored: [Sample.meeting(1)]))
        #expect(try await store.details(of: MeetingID("event-id-1")) == Sample.details(1, agenda: "Other"))
    }

    @Test("what lies outside of the bounds is not stored, and goes when the bounds move over it")
    func bounds() async throws {
        let store = bench.open()
        _ = try await store.load()
        let wide = Sample.bounds
        #expect(try await store.write(.replaceAll, [Sample.change(0), Sample.change(31 * 48 + 1)]).stored.count == 1)
        try await store.write(.merge, [Sample.change(1), Sample.change(2)])
        // A stored meeting that moves out is removed.
        var moved = Sample.meeting(1)
        moved.span = .timed(start: wide.latest, end: wide.latest + .minutes(5))
        #expect(
            try await store.write(.merge, [.stored(moved, Sample.details(1))])
                == WindowDelta(removed: [MeetingID("event-id-1")]))
        // Ends exactly at the new edge: outside.
        let later = WindowBounds(earliest: Sample.noon + .minutes(25), latest: wide.latest)
        #expect(try await store.write(.merge, [], bounds: later) == WindowDelta(removed: [MeetingID("event-id-0")]))
        #expect(try await titles(restarted(store)) == ["Board secret 2"])
    }

    @Test("a write that is discarded, or left alone, leaves no trace on the medium", arguments: [true, false])
    func discarded(isTold: Bool) async throws {
        let store = bench.open()
        _ = try await store.load()
        try await store.write(.replaceAll, [Sample.change(0)])
        let before = try bench.files()
        let ticket = try await store.begin(.replaceAll)
        // More than is kept in memory.
        for part in 1...20 {
            let changes = (0..<50).map { Sample.change(part * 50 + $0) }
            try await store.stage(changes, within: Sample.bounds, zone: Sample.zone, for: ticket)
        }
        #expect(try bench.files() == before)
        if isTold { await store.discard(ticket) }
        #expect(try await titles(restarted(store)) == ["Board secret 0"])
    }

    @Test("between the pages of a sync no transaction is open: the log stays empty, and nobody waits")
    func noTransaction() async throws {
        let store = bench.open()
        _ = try await store.load()
        try await store.write(.replaceAll, [Sample.change(0)])
        let ticket = try await store.begin(.merge)
        #expect(try await !store.isInTransaction)
        for number in 1..<400 {
            try await store.stage([Sample.change(number)], within: Sample.bounds, zone: Sample.zone, for: ticket)
            #expect(try await !store.isInTransaction)
        }
        #expect(try bench.files()["window.db-wal"]?.isEmpty ?? true)
        let delta = try await store.commit(ticket, Sample.mark(), within: Sample.bounds, zone: Sample.zone)
        #expect(delta.stored.count == 399)
        #expect(try await !store.isInTransaction)
    }

    @Test("a cursor is kept only on a window that had all")
    func cursorNeedsBase() async throws {
        let store = bench.open()
        _ = try await store.load()
        try await store.write(.merge, [Sample.change(0)], Sample.mark("too-early"))
        #expect(try await restarted(store).load().mark?.cursor == nil)
        let again = await restarted(store)
        await again.finish()
        let third = bench.open()
        _ = try await third.load()
        try await third.write(.replaceAll, [Sample.change(0)], Sample.mark("complete"))
        try await third.write(.merge, [Sample.change(1)], Sample.mark("next"))
        #expect(try await restarted(third).load().mark?.cursor?.token.exposed == "next")
    }

    @Test("an erased store is empty, on disk too, and can be filled again")
    func erase() async throws {
        let store = bench.open()
        _ = try await store.load()
        try await store.write(.replaceAll, (0..<20).map { Sample.change($0) })
        let before = try bench.files()["window.db"] ?? []
        try await store.erase()
        #expect(try bench.files().keys.sorted() == ["window.lock"])
        #expect(before.count > 4096)
        let delta = try await store.write(.replaceAll, [Sample.change(3)])
        #expect(delta == WindowDelta(replacesAll: true, stored: [Sample.meeting(3)]))
        #expect(try await titles(restarted(store)) == ["Board secret 3"])
    }

    @Test("oversized texts are cut, and an ID that is too long is no meeting")
    func oversized() async throws {
        let store = bench.open()
        _ = try await store.load()
        var huge = Sample.meeting(0, title: String(repeating: "ä", count: 100_000))
        huge.joinAddresses = (0..<40).map {
            JoinAddress(service: "s", kind: .video, address: Private("https://x/\($0)"))
        }
        var details = Sample.details(0, agenda: String(repeating: "😀", count: 100_000))
        details.participants = (0..<500).map { number in
            Participant(name: Private("n\(number)"), address: Private(""), response: .accepted, isSelf: false)
        }
        var nameless = Sample.meeting(1)
        nameless.id = MeetingID(String(repeating: "x", count: 1025))
        try await store.write(.replaceAll, [.stored(huge, details), .stored(nameless, MeetingDetails())])
        let again = await restarted(store)
        let window = try await again.load().window
        #expect(window.meetings.count == 1)
        #expect(window.meetings[huge.id]?.title.exposed == String(repeating: "ä", count: 1024))
        #expect(window.meetings[huge.id]?.joinAddresses.count == 16)
        let stored = try await again.details(of: huge.id)
        #expect(stored?.agenda.exposed == String(repeating: "😀", count: 4096))
        #expect(stored?.participants.count == 200)
        #expect(stored?.participantsOmitted == true)
    }
}

extension SecureWindowStore {
    fileprivate var isInTransaction: Bool {
        get throws { try current().file.database.isInTransaction }
    }
}
