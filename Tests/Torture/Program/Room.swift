// SPDX-License-Identifier: Apache-2.0
import CMedium
import RoomCore
import SecureStore

/// What a store said that it has.
struct Promise: Equatable {
    var window = MeetingWindow()
    var details: [MeetingID: MeetingDetails] = [:]
    var mark: SyncMark?
}

/// One room's store, its keys in its own directory as a device has them that nobody configured.
struct Room {
    static let id = "room@example.com"
    static let noon = Instant(secondsSince1970: 1_800_000_000)
    static let bounds = WindowBounds(earliest: noon - .days(7), latest: noon + .days(31))

    let folder: Folder
    let keeper: KeyKeeper
    let store: SecureWindowStore

    init(_ folder: Folder, _ executor: any SerialExecutor, _ keys: KeySetup = KeySetup()) async throws {
        self.folder = folder
        let key = FileKey(path: folder.path + "/data.key", isMadeOnFirstStart: true)
        keeper = KeyKeeper(
            directory: folder.path, provider: keys.service ?? key, local: keys.service == nil ? nil : key,
            keepsCopy: keys.keepsCopy, room: Self.id, now: { Self.noon })
        let lock = try StoreLock(folder.path)
        let ring = try await keeper.open()
        store = SecureWindowStore(directory: folder.path, ring: ring, room: Self.id, executor: executor, lock: lock)
    }

    /// As a start does it: what is sealed under an older window's own key, or a key that was on its way out, moves.
    func load() async throws -> StoredRoom {
        let found = try await store.load()
        if let ring = keeper.ring, ring.keys.count > 1, try await store.reseal(under: ring) != .waitsForSync {
            try keeper.forgetOldKeys()
        }
        // As the agent does when its window is open.
        do throws(KeyFailure) { try await keeper.confirm() } catch { if error.code == .notMade { throw error } }
        return found
    }

    func rotate() async throws {
        let ring = try await keeper.addKey()
        if try await store.reseal(under: ring) != .waitsForSync { try keeper.forgetOldKeys() }
    }

    func write(
        _ scope: WriteScope, _ changes: [MeetingChange], _ mark: SyncMark, within bounds: WindowBounds = bounds
    ) async throws {
        let ticket = try await store.begin(scope)
        try await store.stage(changes, within: bounds, zone: FixedOffset(), for: ticket)
        _ = try await store.commit(ticket, mark, within: bounds, zone: FixedOffset())
    }

    /// A meeting of that number, in its n-th form.
    static func change(_ number: Int, form: Int, at start: Instant = noon) -> MeetingChange {
        let begin = start + .minutes(number * 30)
        let link = Private("https://zoom.us/j/98765\(number)?pwd=\(form)")
        let meeting = Meeting(
            id: MeetingID("event-\(number)"), title: Private("Meeting \(number), form \(form)"),
            span: .timed(start: begin, end: begin + .minutes(25)), ownResponse: .accepted,
            organizer: Private("Olga Organizer"),
            joinAddresses: [JoinAddress(service: "zoom", kind: .video, address: link)])
        let agenda = String(repeating: "agenda \(form) ", count: number % 7 == 0 ? 400 : 20)
        return .stored(meeting, MeetingDetails(agenda: Private(agenda), participants: [], etag: "\"\(form)\""))
    }

    static func mark(_ number: Int, within bounds: WindowBounds = bounds) -> SyncMark {
        SyncMark(
            cursor: SyncCursor(token: Private("token-\(number)"), bounds: bounds), syncedAt: noon + .seconds(number),
            fullSyncAt: noon + .seconds(number), timeZone: "Europe/Helsinki")
    }
}

extension Promise {
    mutating func apply(_ scope: WriteScope, _ changes: [MeetingChange], _ mark: SyncMark) {
        if scope == .replaceAll { self = Promise() }
        self.mark = mark
        var meetings = window.meetings
        for change in changes {
            switch change {
            case .stored(let meeting, let about):
                meetings[meeting.id] = meeting
                details[meeting.id] = about
            case .removed(let id):
                meetings[id] = nil
                details[id] = nil
            }
        }
        window = MeetingWindow(Array(meetings.values))
    }
}
