// SPDX-License-Identifier: Apache-2.0
import CMedium
import Glibc
import RoomCore
import SecureStore

/// What a room does while its medium cannot be read.
enum ReadWork: String, CaseIterable {
    case start = "starts"
    case details = "looks at details"
    case sync = "syncs"
    case rotation = "rotations"

    /// Work that writes nothing to the window.
    var onlyReads: Bool { self == .start || self == .details }
}

extension Trials {
    /// From each read of some work on, reads of the room's files fail with EIO for as long as the work runs; `times`: no
    /// more than so many of them, 0 for all. It throws, or what it says is true; nothing that is sound is set aside,
    /// made anew or lost; and the same store and the next start find, on a sound medium, what was told last, whole.
    mutating func failReads(of work: ReadWork, times: Int64, meetings: Int, _ keys: KeySetup) async throws {
        let first = (0..<meetings).map { Room.change($0, form: 1) }
        let changes = [Room.change(3, form: 2), Room.change(90, form: 1), .removed(MeetingID("event-5"))]
        var old = Promise()
        old.apply(.replaceAll, first, Room.mark(1))
        var new = old
        new.apply(.merge, changes, Room.mark(2))
        var reads = 0
        var failed: Int64 = 1
        while failed > 0 {
            let place = "\(work.rawValue), EIO from read \(reads) on\(times > 0 ? ", \(times) times" : "")"
            let folder = Folder("reads")
            defer { folder.clear() }
            medium_seed(UInt64(reads + 1))
            medium_begin(folder.path)
            defer { medium_end() }
            var room = try await Room(folder, thread, keys)
            _ = try await room.load()
            try await room.write(.replaceAll, first, Room.mark(1))
            await room.store.finish()
            let files = folder.files
            var allowed = [old]
            if work != .start { room = try await next(folder, keys) }
            medium_fail_reads(Int64(reads), times, EIO)
            var hasThrown = false
            do {
                switch work {
                case .start:
                    room = try await Room(folder, thread, keys)
                    check(try await room.load(), [old], place)
                case .details: try await checkDetails(room.store, [old], place)
                case .sync:
                    allowed.append(new)
                    try await room.write(.merge, changes, Room.mark(2))
                    allowed = [new]
                case .rotation: try await room.rotate()
                }
            } catch { hasThrown = true }
            failed = medium_failed_reads()
            if work == .start, times == 0, hasThrown {
                await room.store.finish()
                try SecureWindowStore.setAside(directory: folder.path)
            }
            medium_fail_reads(0, 0, 0)
            if work == .start, times == 0, hasThrown { putBack(folder, files["window.db"], place) }
            count += 1
            outcomes.add("\(work.rawValue) that \(hasThrown ? "failed" : "did not")")
            for name in work.onlyReads ? ["window.db", "window.keys"] : work == .sync ? ["window.keys"] : []
            where folder.read(name) != files[name] { fail(place, "\(name) was written to") }
            if work != .start { await goOn(room, allowed, "\(place), the same store") }
            await room.store.finish()
            do {
                room = try await Room(folder, thread, keys)
                await goOn(room, allowed, "\(place), the next start")
                await room.store.finish()
            } catch { fail(place, "the next start: \(error)") }
            let odd = folder.names.filter { name in
                ["set-aside", ".former", ".next"].contains { name.contains(text: $0) }
            }
            if !odd.isEmpty { fail(place, "\(odd)") }
            reads += 1
        }
    }

    /// Who has all of it in memory has moved the file out of the way as it was; the rest of the trial has it back.
    private mutating func putBack(_ folder: Folder, _ window: [UInt8]?, _ place: String) {
        let names = folder.names.filter { $0.contains(text: "set-aside") }
        guard names.count == 1, folder.read(names[0]) == window, !folder.names.contains("window.db") else {
            return fail(place, "\(names) set aside")
        }
        rename("\(folder.path)/\(names[0])", "\(folder.path)/window.db")
    }

    private func next(_ folder: Folder, _ keys: KeySetup) async throws -> Room {
        let room = try await Room(folder, thread, keys)
        _ = try await room.load()
        return room
    }

    private mutating func goOn(_ room: Room, _ allowed: [Promise], _ place: String) async {
        do {
            check(try await room.load(), allowed, place)
            try await checkDetails(room.store, allowed, place)
        } catch { fail(place, "\(error)") }
    }

    private mutating func check(_ found: StoredRoom, _ allowed: [Promise], _ place: String) {
        if let damage = found.damage { return fail(place, "damage \(damage)") }
        if !allowed.contains(where: { $0.window == found.window && $0.mark == found.mark }) {
            fail(place, "\(found.window.meetings.count) meetings, another window than was told")
        }
    }

    private mutating func checkDetails(
        _ store: SecureWindowStore, _ allowed: [Promise], _ place: String
    ) async throws {
        var others = 0
        for id in Set(allowed.flatMap { $0.window.meetings.keys }).sorted() {
            let details = try await store.details(of: id)
            if !allowed.contains(where: { $0.details[id] == details }) { others += 1 }
        }
        if others > 0 { fail(place, "other details of \(others) meetings") }
    }
}
