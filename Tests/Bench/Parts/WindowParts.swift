// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import Glibc
import GoogleCalendar
import JSON
import JoinLinks
import RoomCore
import SecureStore

/// One operation on a window, in a process of its own: `write`, `load` or `change`, then the folder and the number of
/// meetings. Prints CPU seconds, seconds of the clock and the file's bytes. `rows` prints the meetings, for the other
/// side.
enum WindowParts {
    static func run(_ words: [String]) async throws {
        guard words.count == 3, let count = Int(words[2]) else { fatalError("rows|write|load|change FOLDER COUNT") }
        switch words[0] {
        case "rows": try await rows(count)
        case "write":
            let changes = try await changes(count)
            try await measure(words[1]) { store in try await SyncParts.write([changes], to: store) }
        case "load":
            try await measure(words[1]) { store in
                let found = try await store.load()
                precondition(found.window.meetings.count == count, "the window is whole")
            }
        case "change":
            // What the agent has in memory when a change comes; only the change is measured.
            try await measure(words[1], before: { store in try await change(store) }, { write in try await write() })
        default: fatalError("no operation \(words[0])")
        }
    }

    private static func changes(_ count: Int) async throws -> [MeetingChange] {
        let decoder = EventDecoder(account: SyncParts.room, linkFinder: LinkFinder())
        var changes: [MeetingChange] = []
        for page in try await SyncParts.pages(of: count) { changes += try decoder.page(page).changes }
        return changes
    }

    // MARK: Measuring

    private static func measure(
        _ folder: String, _ work: @Sendable (SecureWindowStore) async throws -> Void
    ) async throws {
        try await measure(folder, before: { $0 }, work)
    }

    private static func measure<Ready: Sendable>(
        _ folder: String, before: @Sendable (SecureWindowStore) async throws -> Ready,
        _ work: @Sendable (Ready) async throws -> Void
    ) async throws {
        let key = try SecretBytes(copying: Array(0..<32))
        // Coming back from a store's thread the first time, the language's runtime starts a thread pool, which the agent
        // has not: its own loop is what it comes back to.
        let other = try StoreThread()
        await Elsewhere(other).visit()
        other.finish()
        var (cpu, wall) = (SyncParts.cpuSeconds(), SyncParts.seconds(by: CLOCK_MONOTONIC))
        let thread = try StoreThread()
        let store = SecureWindowStore(directory: folder, key: key, room: SyncParts.room, executor: thread)
        let ready = try await before(store)
        if !(ready is SecureWindowStore) {
            (cpu, wall) = (SyncParts.cpuSeconds(), SyncParts.seconds(by: CLOCK_MONOTONIC))
        }
        try await work(ready)
        cpu = SyncParts.cpuSeconds() - cpu
        wall = SyncParts.seconds(by: CLOCK_MONOTONIC) - wall
        await store.finish()
        var status = stat()
        stat("\(folder)/window.db", &status)
        print("\(cpu)\t\(wall)\t\(status.st_size)")
    }

    private actor Elsewhere {
        private let thread: StoreThread
        nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

        init(_ thread: StoreThread) { self.thread = thread }

        func visit() {}
    }

    private static func change(_ store: SecureWindowStore) async throws -> @Sendable () async throws -> Void {
        let found = try await store.load()
        guard var meeting = found.window.meetings.values.max(by: { $0.id < $1.id }), let mark = found.mark,
            let details = try await store.details(of: meeting.id)
        else { fatalError("no window to change") }
        meeting.title = Private(meeting.title.exposed + "!")
        let change = MeetingChange.stored(meeting, details)
        return {
            let ticket = try await store.begin(.merge)
            try await store.stage([change], within: SyncParts.bounds, zone: FixedOffset(), for: ticket)
            _ = try await store.commit(ticket, mark, within: SyncParts.bounds, zone: FixedOffset())
        }
    }

    // MARK: The same rows, for somebody else

    private static func rows(_ count: Int) async throws {
        for case .stored(let meeting, let details) in try await changes(count) {
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
