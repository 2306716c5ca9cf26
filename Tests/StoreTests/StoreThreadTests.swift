// SPDX-License-Identifier: Apache-2.0
import Glibc
import RoomCore
import Testing

@testable import SecureStore

@Suite("The store's thread")
struct StoreThreadTests {
    /// Something that lives on the thread.
    private actor Resident {
        private let thread: StoreThread
        private(set) var order: [Int] = []

        init(_ thread: StoreThread) { self.thread = thread }

        nonisolated var unownedExecutor: UnownedSerialExecutor { thread.asUnownedSerialExecutor() }

        func add(_ number: Int) { order.append(number) }
        func threadID() throws -> String { try Files.resolved("/proc/thread-self") }
        func name() throws -> String {
            String(decoding: try Files.open("/proc/thread-self/comm", O_RDONLY).readAll(atMost: 64), as: UTF8.self)
        }
        func blockedSignals() -> Bool {
            var mask = sigset_t()
            pthread_sigmask(SIG_SETMASK, nil, &mask)
            return sigismember(&mask, SIGTERM) == 1 && sigismember(&mask, SIGINT) == 1
        }
        func isChecked() { thread.checkIsolated() }
        func deepen(_ level: Int) -> Int {
            // A frame of some 600 bytes that the optimizer has to keep.
            var frame = InlineArray<64, Int>(repeating: level)
            frame[level % 64] += 1
            return level == 0 ? frame[0] : deepen(level - 1) + frame[level % 64]
        }
    }

    @Test("jobs run on one thread that is none of ours, named, with all signals blocked")
    func oneThread() async throws {
        let thread = try StoreThread()
        let resident = Resident(thread)
        let first = try await resident.threadID()
        for _ in 0..<20 { #expect(try await resident.threadID() == first) }
        #expect(first != "/proc/\(getpid())/task/\(getpid())")
        #expect(try await resident.name() == "room-store\n")
        #expect(await resident.blockedSignals())
        await resident.isChecked()
        #expect(thread.isIsolatingCurrentContext() == false)
        thread.finish()
        // The kernel tells of the end of a thread a moment before the thread is gone from /proc.
        for _ in 0..<500 where Files.exists(first) { usleep(10_000) }
        #expect(!Files.exists(first))
    }

    @Test("jobs of one caller run in order, those of many all run")
    func order() async throws {
        let thread = try StoreThread()
        let resident = Resident(thread)
        for number in 0..<100 { await resident.add(number) }
        #expect(await resident.order == Array(0..<100))
        await withTaskGroup(of: Void.self) { group in
            for number in 100..<300 { group.addTask { await resident.add(number) } }
        }
        #expect(await Set(resident.order) == Set(0..<300))
        thread.finish()
    }

    @Test("half of the stack can be used")
    func stack() async throws {
        let thread = try StoreThread()
        #expect(await Resident(thread).deepen(180) > 0)
        thread.finish()
    }

    @Test("ending it twice is harmless, and it ends without ever having had a job")
    func ending() throws {
        let thread = try StoreThread()
        thread.finish()
        thread.finish()
    }

    @Test("an ended thread is freed")
    func freed() throws {
        weak var left: StoreThread?
        do {
            let thread = try StoreThread()
            left = thread
            thread.finish()
        }
        #expect(left == nil)
    }

    @Test("a large window fits the stack, on a store that runs here")
    func largeWindow() async throws {
        let bench = try Bench()
        let store = bench.open()
        _ = try await store.load()
        let agenda = String(repeating: "line of an agenda\n", count: 900)
        let people = (0..<200).map { number in
            Participant(
                name: Private("Person \(number)"), address: Private("p\(number)@example.com"), response: .accepted,
                isSelf: false)
        }
        let details = MeetingDetails(agenda: Private(agenda), participants: people, etag: "e")
        try await store.write(.replaceAll, (0..<60).map { .stored(Sample.meeting($0), details) })
        #expect(try await store.load().window.meetings.count == 60)
        #expect(try await store.details(of: MeetingID("event-id-59")) == details)
        await store.finish()
    }
}
