// SPDX-License-Identifier: Apache-2.0
import CMedium
import RoomCore
import SecureStore

/// Some syncs, restarts and changes of keys of one room by seed, with every call on its files written down, and what the
/// store had promised after so many of them. In every other seed a key service in all its moods wraps the data key, with
/// a copy on the device or without; some rooms move there from a key of their own.
struct History {
    private(set) var promises: [(calls: Int, promise: Promise)] = [(0, Promise())]
    private(set) var keys = KeySetup()
    /// How many calls there were before the wipe at its end.
    private(set) var callsBeforeWipe = 0

    init(seed: UInt64, _ thread: StoreThread, wipes: Bool = false) async throws {
        var dice = Dice(seed)
        medium_seed(seed)
        let folder = Folder("history")
        defer { folder.clear() }
        medium_begin(folder.path)
        defer { medium_end() }
        var room: Room
        if seed % 2 == 1 {
            keys = KeySetup(service: SimulatedKeyService(), keepsCopy: dice.happens(60))
            room = try await Room(folder, thread, dice.happens(30) ? KeySetup() : keys)
        } else {
            room = try await Room(folder, thread)
        }
        _ = try await room.load()
        let size = dice.number(3...60)
        for step in 1...dice.number(4...9) {
            if let service = keys.service {
                let moods = SimulatedKeyService.Mood.allCases
                service.mood = dice.happens(60) ? .fine : moods[dice.number(0...moods.count - 1)]
                if dice.happens(20) { service.rotate() }
            }
            switch step == 1 ? 0 : dice.number(0...9) {
            case 0, 1:
                let changes = (0..<size).filter { _ in dice.happens(85) }.map { Room.change($0, form: step) }
                try await write(.replaceAll, changes, step, to: room)
            case 2...5:
                let changes = (0..<dice.number(1...6)).map { _ -> MeetingChange in
                    let number = dice.number(0...size)
                    if dice.happens(30) { return .removed(MeetingID("event-\(number)")) }
                    return Room.change(number, form: step)
                }
                try await write(.merge, changes, step, to: room)
            case 6: try await ask { try await room.rotate() }
            case 7: try await ask { try await room.keeper.rewrap() }
            default:
                await room.store.finish()
                if dice.happens(30) { keys.keepsCopy.toggle() }
                var next: Room?
                try await ask { next = try await Room(folder, thread, keys) }
                keys.service?.mood = .fine
                if let next { room = next } else { room = try await Room(folder, thread, keys) }
                _ = try await room.load()
            }
        }
        await room.store.finish()
        callsBeforeWipe = medium_count()
        if wipes { _ = try keys.wipe(folder) }
    }

    /// What a key service does not do changes nothing.
    private func ask(_ work: () async throws -> Void) async throws {
        do { try await work() } catch let failure as KeyFailure {
            if keys.service == nil || failure.code == .notMade { throw failure }
        }
    }

    private mutating func write(
        _ scope: WriteScope, _ changes: [MeetingChange], _ step: Int, to room: Room
    ) async throws {
        // One change for each meeting, as a page of the calendar has it.
        var last: [MeetingID: MeetingChange] = [:]
        for change in changes { last[change.id] = change }
        try await room.write(scope, Array(last.values), Room.mark(step))
        var promise = promises[promises.count - 1].promise
        promise.apply(scope, Array(last.values), Room.mark(step))
        promises.append((medium_count(), promise))
    }

    /// What a start may find after so many calls: what was promised last, or what was on its way.
    func allowed(after calls: Int) -> [Promise] {
        let last = promises.lastIndex { $0.calls <= calls } ?? 0
        return promises[last..<min(last + 2, promises.count)].map(\.promise)
    }
}

extension MeetingChange {
    fileprivate var id: MeetingID {
        switch self {
        case .stored(let meeting, _): meeting.id
        case .removed(let id): id
        }
    }
}
