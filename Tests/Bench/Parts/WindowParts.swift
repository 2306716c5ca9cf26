// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import Glibc
import GoogleCalendar
import JSON
import JoinLinks
import LinuxEventLoop
import RoomCore
import SecureStore
import Synchronization

/// One operation on a window, in a process of its own, then the folder and the number of meetings: `write`, `load`,
/// `used` (a load where libcrypto and SQLite were used before, on an empty window), `again` (a second load), `change` or
/// `later` (changes after the first). Prints CPU seconds, seconds of the clock and the file's bytes. `rows` prints the
/// meetings, for the other side.
enum WindowParts {
    static func run(_ words: [String]) async throws {
        guard words.count == 3, let count = Int(words[2]) else {
            fatalError("rows|write|load|used|again|change|later FOLDER COUNT")
        }
        let (verb, folder) = (words[0], words[1])
        let written = ["rows", "write"].contains(verb) ? try await changes(count) : []
        switch verb {
        case "rows": rows(written)
        case "write":
            try measure(folder) { store in
                {
                    try await SyncParts.write([written], to: store)
                    return nil
                }
            }
        case "load": try measure(folder) { store in { try await load(store, count) } }
        case "used":
            mkdir("\(folder)/empty", 0o700)
            try measure(folder, after: "\(folder)/empty") { store in { try await load(store, count) } }
        case "again": try measure(folder, after: folder) { store in { try await load(store, count) } }
        // What the agent has in memory when a change comes; only the change is measured, or those after the first.
        case "change": try measure(folder, from: .ready) { store in try await change(store) }
        case "later":
            try measure(folder, from: .ready, times: laterChanges) { store in
                let change = try await change(store)
                _ = try await change()
                return {
                    for _ in 0..<laterChanges { _ = try await change() }
                    return nil
                }
            }
        default: fatalError("no operation \(verb)")
        }
    }

    /// As many as `baseline_window.py` makes.
    private static let laterChanges = 10

    private static func changes(_ count: Int) async throws -> [MeetingChange] {
        let decoder = EventDecoder(account: SyncParts.room, linkFinder: LinkFinder())
        var changes: [MeetingChange] = []
        for page in try await SyncParts.pages(of: count) { changes += try decoder.page(page).changes }
        return changes
    }

    // MARK: Measuring

    /// What the clocks start with.
    private enum Start { case opening, ready }

    /// What was loaded, if anything: it stays until the clocks have stopped.
    private typealias Work = @Sendable () async throws -> MeetingWindow?

    /// On the agent's own loop, as the agent is: what a change of threads costs is part of each operation.
    /// - Parameters:
    ///   - other: a folder whose window is opened, read and closed before the clocks start. Default: none is.
    ///   - times: what is printed is for one of so many.
    private static func measure(
        _ folder: String, from start: Start = .opening, after other: String? = nil, times: Int = 1,
        _ prepare: @escaping @Sendable (SecureWindowStore) async throws -> Work
    ) throws {
        try EventLoop().run {
            do {
                let key = try SecretBytes(copying: Array(0..<32))
                if let other { try await use(other, key) }
                var (cpu, wall) = (SyncParts.cpuSeconds(), SyncParts.seconds(by: CLOCK_MONOTONIC))
                let thread = try StoreThread()
                let store = SecureWindowStore(directory: folder, key: key, room: SyncParts.room, executor: thread)
                let work = try await prepare(store)
                if start == .ready {
                    (cpu, wall) = (SyncParts.cpuSeconds(), SyncParts.seconds(by: CLOCK_MONOTONIC))
                }
                let loaded = try await work()
                cpu = SyncParts.cpuSeconds() - cpu
                wall = SyncParts.seconds(by: CLOCK_MONOTONIC) - wall
                withExtendedLifetime(loaded) {}
                await store.finish()
                var status = stat()
                stat("\(folder)/window.db", &status)
                print("\(cpu / Double(times))\t\(wall / Double(times))\t\(status.st_size)")
            } catch { fatalError("\(error)") }
        }
    }

    /// Opens a window, reads and closes it, as whoever used libcrypto and SQLite before.
    private static func use(_ folder: String, _ key: SecretBytes) async throws {
        let thread = try StoreThread()
        let store = SecureWindowStore(directory: folder, key: key, room: SyncParts.room, executor: thread)
        _ = try await store.load()
        await store.finish()
        thread.finish()
    }

    private static func load(_ store: SecureWindowStore, _ count: Int) async throws -> MeetingWindow? {
        let window = try await store.load().window
        precondition(window.meetings.count == count, "the window is whole")
        return window
    }

    private static func change(_ store: SecureWindowStore) async throws -> Work {
        let found = try await store.load()
        guard let meeting = found.window.meetings.values.max(by: { $0.id < $1.id }), let mark = found.mark,
            let details = try await store.details(of: meeting.id)
        else { fatalError("no window to change") }
        let title = meeting.title.exposed
        let number = Atomic(0)
        return {
            var meeting = meeting
            meeting.title = Private("\(title) \(number.add(1, ordering: .relaxed).newValue)")
            let change = MeetingChange.stored(meeting, details)
            let ticket = try await store.begin(.merge)
            try await store.stage([change], within: SyncParts.bounds, zone: FixedOffset(), for: ticket)
            _ = try await store.commit(ticket, mark, within: SyncParts.bounds, zone: FixedOffset())
            return nil
        }
    }

    // MARK: The same rows, for somebody else

    private static func rows(_ changes: [MeetingChange]) {
        for case .stored(let meeting, let details) in changes {
            let joins = meeting.joinAddresses.map { JSONText.array([.text($0.service), .text($0.address.exposed)]) }
            let people = details.participants.map { person in
                JSONText.array([.text(person.name.exposed), .text(person.address.exposed)])
            }
            print(
                JSONText.object([
                    "id": .text(meeting.id.value.exposed), "title": .text(meeting.title.exposed),
                    "organizer": .text(meeting.organizer.exposed),
                    "start": .integer(meeting.span.start(in: FixedOffset()).millisecondsSince1970),
                    "end": .integer(meeting.span.end(in: FixedOffset()).millisecondsSince1970),
                    "answer": .integer(meeting.ownResponse.rawValue), "joins": .text(JSONText.array(joins).text),
                    "etag": .text(details.etag), "series": .text(details.seriesID?.value.exposed ?? ""),
                    "agenda": .text(details.agenda.exposed), "people": .text(JSONText.array(people).text),
                ]).text)
        }
    }
}
