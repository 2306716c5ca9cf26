// SPDX-License-Identifier: Apache-2.0
import CMedium
import Glibc
import RoomCore
import SecureStore

/// Starts on what a power cut, a kill or a fault left.
struct Trials {
    let thread: StoreThread
    var count = 0
    private(set) var failures: [String] = []
    /// What came of the trials, one of these each, so that a run shows that it tried what it says. None where all that
    /// comes of a trial is a start.
    var outcomes = Tally()
    /// Starts that had to find a window that was promised: a trial has one, or a second one after it, or none.
    private(set) var starts = 0
    private(set) var secondStarts = 0
    /// What they found, one of these each.
    private(set) var windows = Tally()
    /// Starts that waited for the key service before they found it.
    private(set) var waits = 0

    init(_ thread: StoreThread) { self.thread = thread }

    mutating func fail(_ place: String, _ what: String) {
        failures.append("\(place): \(what)")
        if failures.count <= 20 { print("FAILED \(place): \(what)") }
    }

    // MARK: Power cuts and kills

    /// So many power cuts in the history of a seed.
    mutating func cutPower(seed: UInt64, trials: Int) async throws {
        let history = try await History(seed: seed, thread)
        var dice = Dice(seed ^ 0xC0FFEE)
        for trial in 0..<trials {
            let calls = dice.number(0...medium_count())
            let loss = Disk.Loss.allCases[1 + trial % 3]
            let files = Disk(calls: calls).content(after: loss, &dice)
            count += 1
            try await start(
                files, history.allowed(after: calls), "seed \(seed), \(loss) lost after call \(calls)", trial,
                history.keys)
        }
    }

    /// A kill before each call of the history of a seed, and after the last.
    mutating func killEverywhere(seed: UInt64) async throws {
        let history = try await History(seed: seed, thread)
        var dice = Dice(seed)
        for calls in 0...medium_count() {
            let files = Disk(calls: calls).content(after: .nothing, &dice)
            count += 1
            try await start(
                files, history.allowed(after: calls), "seed \(seed), killed after call \(calls)", calls, history.keys)
        }
    }

    /// A power cut after each call of a wipe: either it has not begun, and the window is whole; or the next start ends it,
    /// and nothing is left that a key could open, nor a key.
    mutating func wipeEverywhere(seed: UInt64) async throws {
        let history = try await History(seed: seed, thread, wipes: true)
        var dice = Dice(seed)
        for calls in history.callsBeforeWipe...medium_count() {
            let loss = Disk.Loss.allCases[dice.number(0...Disk.Loss.allCases.count - 1)]
            let files = Disk(calls: calls).content(after: loss, &dice)
            let place = "seed \(seed), \(loss) lost after call \(calls) of a wipe"
            count += 1
            guard files[StoreEraser.markerName] != nil else {
                outcomes.add("wipes that had not begun")
                try await start(files, history.allowed(after: calls), place, 1, history.keys)
                continue
            }
            let hasKeys = ["window.keys", "data.key"].contains { !(files[$0] ?? []).isEmpty }
            if loss == .nothing, files["window.db"] == nil, hasKeys { fail(place, "rows went before keys") }
            let folder = Folder("trial")
            defer { folder.clear() }
            folder.hold(files)
            if try !history.keys.wipe(folder).isEmpty { fail(place, "the wipe does not end") }
            let rest = folder.files.filter { $0.key != StoreEraser.markerName && !$0.value.isEmpty }
            if !rest.isEmpty { fail(place, "left: \(rest.keys.sorted())") }
            outcomes.add("wipes that the next start ended")
        }
    }

    private mutating func start(
        _ files: [String: [UInt8]], _ allowed: [Promise], _ place: String, _ number: Int, _ keys: KeySetup = KeySetup()
    ) async throws {
        let folder = Folder("trial")
        defer { folder.clear() }
        folder.hold(files)
        do {
            var first: Promise?
            for start in 1...(number % 4 == 0 ? 2 : 1) {
                starts += 1
                if start == 2 { secondStarts += 1 }
                let room = try await opened(folder, keys, number + start)
                let found = try await room.load()
                let place = "\(place), start \(start)"
                let promise = await check(found, room, allowed, place)
                // What a start has shown stays, whichever of the two it was.
                if let first, promise != first { fail(place, "another window than the start before") }
                first = promise
                if number % 8 == 0, start == 2 { await writeAnew(room, place) }
                await room.store.finish()
            }
        } catch { fail(place, "\(error)") }
    }

    /// A room whose key service may be away at first, or answer with another key. It waits for it where it has no copy.
    private mutating func opened(_ folder: Folder, _ keys: KeySetup, _ number: Int) async throws -> Room {
        guard let service = keys.service else { return try await Room(folder, thread) }
        service.mood = [.fine, .away, .another][number % 3]
        defer { service.mood = .fine }
        do { return try await Room(folder, thread, keys) } catch let failure as KeyFailure {
            guard service.mood != .fine, [.unreachable, .otherKey].contains(failure.code) else { throw failure }
            waits += 1
        }
        service.mood = .fine
        return try await Room(folder, thread, keys)
    }

    /// The window is one that was promised, whole: meetings, details and mark. Nil where it is none.
    private mutating func check(
        _ found: StoredRoom, _ room: Room, _ allowed: [Promise], _ place: String
    ) async -> Promise? {
        if let damage = found.damage {
            fail(place, "damage \(damage)")
            return nil
        }
        guard let promise = allowed.last(where: { $0.window == found.window && $0.mark == found.mark }) else {
            let counts = allowed.map { "\($0.window.meetings.count)" }.joined(separator: " or ")
            fail(place, "\(found.window.meetings.count) meetings, promised were \(counts)")
            return nil
        }
        windows.add(promise == allowed.first ? "found the window told last" : "found the one to be told next")
        for id in promise.window.meetings.keys.sorted().prefix(9) {
            if (try? await room.store.details(of: id)) != promise.details[id] { fail(place, "other details") }
        }
        return promise
    }

    private mutating func writeAnew(_ room: Room, _ place: String) async {
        do {
            let changes = (0..<5).map { Room.change($0, form: 99) }
            try await room.write(.replaceAll, changes, Room.mark(99))
            let found = try await room.store.load()
            if found.window.meetings.count != 5 || found.damage != nil { fail(place, "a sync after it is not kept") }
        } catch { fail(place, "a sync after it: \(error)") }
    }

    // MARK: Faults of the medium

    /// From each call of a write on, every call fails for as long as the write runs: the old window or, where the
    /// commit was told, the new one; and the same store goes on when the medium is sound again. The first write of a
    /// window has no old one.
    mutating func fail(with number: CInt, meetings: Int, inFirst isFirst: Bool) async throws {
        var old = Promise()
        if !isFirst { old.apply(.replaceAll, (0..<meetings).map { Room.change($0, form: 1) }, Room.mark(1)) }
        let changes = (0..<meetings).map { Room.change($0, form: $0 % 3 == 0 ? 2 : 1) } + [Room.change(90, form: 1)]
        var new = Promise()
        new.apply(.replaceAll, changes, Room.mark(2))
        var call = 0
        while true {
            let place = "errno \(number) from call \(call)\(isFirst ? " of a first write" : "") on"
            let folder = Folder("faults")
            defer { folder.clear() }
            medium_seed(UInt64(call + 1))
            medium_begin(folder.path)
            let room = try await Room(folder, thread)
            _ = try await room.load()
            if !isFirst {
                try await room.write(.replaceAll, (0..<meetings).map { Room.change($0, form: 1) }, Room.mark(1))
            }
            medium_fail(Int64(call), number)
            var isTold = true
            do { try await room.write(.replaceAll, changes, Room.mark(2)) } catch { isTold = false }
            let failed = medium_failed()
            medium_end()
            count += 1
            // A kill now: what lies there, opened by another start.
            try await start(folder.files, isTold ? [new] : [old, new], place, call)
            outcomes.add(isTold ? "commits that were told" : "commits that failed")
            do {
                try await room.write(.replaceAll, changes, Room.mark(3))
                let found = try await room.store.load()
                if found.window != new.window || found.damage != nil { fail(place, "does not go on") }
            } catch { fail(place, "does not go on: \(error)") }
            await room.store.finish()
            if failed == 0 { return }
            call += 1
        }
    }

    // MARK: Damage

    /// Every byte with a flipped bit, and every length.
    mutating func damage(step: Int) async throws {
        medium_seed(7)
        let folder = Folder("damage")
        let sound = Room.mark(1)
        var original = Promise()
        original.apply(.replaceAll, (0..<4).map { Room.change($0 + 1, form: 1) }, sound)
        let room = try await Room(folder, thread)
        _ = try await room.load()
        try await room.write(.replaceAll, (0..<4).map { Room.change($0 + 1, form: 1) }, sound)
        await room.store.finish()
        let files = folder.files
        folder.clear()
        let content = files["window.db"] ?? []
        var dice = Dice(7)
        for place in stride(from: dice.number(0...(step - 1)), to: content.count, by: step) {
            var flipped = content
            flipped[place] ^= UInt8(1) << UInt8(dice.number(0...7))
            try await open(files, flipped, original, "byte \(place) of \(content.count) flipped")
            try await open(files, Array(content.prefix(place)), original, "cut to \(place) of \(content.count)")
        }
    }

    private mutating func open(
        _ files: [String: [UInt8]], _ content: [UInt8], _ original: Promise, _ place: String
    ) async throws {
        count += 1
        var files = files
        files["window.db"] = content
        let folder = Folder("trial")
        defer { folder.clear() }
        folder.hold(files)
        let room = try await Room(folder, thread)
        let found = try await room.load()
        for (id, meeting) in found.window.meetings where original.window.meetings[id] != meeting {
            fail(place, "a meeting that never was")
        }
        let isWhole = found.window == original.window
        if !isWhole, found.damage == nil { fail(place, "meetings are missing, and nobody says so") }
        if !isWhole, found.mark?.cursor != nil { fail(place, "a cursor beside missing meetings") }
        if let cursor = found.mark?.cursor, cursor != original.mark?.cursor { fail(place, "another cursor") }
        outcomes.add(found.damage == nil ? "sound all the same" : isWhole ? "all saved" : "some lost")
        for id in original.window.meetings.keys.sorted() {
            let details = try? await room.store.details(of: id)
            if let details, details != original.details[id] { fail(place, "details that never were") }
        }
        if count % 8 == 0 { await writeAnew(room, place) }
        await room.store.finish()
    }
}
