// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import RoomCore
import RoomRuntime
import Simulation
import Testing

@Suite("A room's day, in virtual time")
struct RoomDayTests {
    @Test("free, joinable, joining, in the meeting, left, over: the display, the lamp and the events say so")
    func day() throws {
        let room = try VirtualRoom()
        room.add("standup", at: 60, lasting: 15)
        try room.start()
        room.run(to: 1)
        #expect(room.state == "free")
        #expect(room.devices.screen[1] == "Free until 09:00")
        #expect(room.devices.lamp == .off)
        #expect(room.devices.light == StatusLight(.green))
        _ = room.drainEvents()
        room.run(to: 55)
        #expect(room.state == "joinable")
        #expect(room.line == "Title of standup")
        #expect(room.devices.lamp == .slow)
        #expect(room.drainEvents() == ["JoinOpened"])
        room.press()
        #expect(room.state == "joining")
        #expect(room.line == "Joining …")
        #expect(room.joiner.running.count == 1)
        #expect(room.joiner.running.map(\.request.address.address.exposed) == ["https://meet.google.com/abc-defg-hij"])
        room.loop.run(for: .seconds(4))
        #expect(room.state == "in-meeting")
        #expect(room.devices.lamp == .on)
        #expect(room.devices.light == StatusLight(.red))
        #expect(room.drainEvents() == ["Pressed", "Joining", "Joined"])
        room.press()
        #expect(room.devices.answers.count == 1)
        #expect(room.joiner.sessions.count == 1)
        room.hold()
        #expect(room.joiner.running.isEmpty)
        #expect(room.state == "joinable")
        #expect(room.drainEvents() == ["Pressed", "Pressed", "Left"])
        room.run(to: 75)
        #expect(room.state == "free")
        #expect(room.drainEvents() == ["Start", "End"])
        room.stop()
        #expect(room.devices.isStopped)
        #expect(room.devices.screen[1] == "Out of order")
    }

    @Test(
        "what changes in the calendar shows within a minute and a bit, and a silent minute writes no frame but the clock's"
    )
    func changes() throws {
        let room = try VirtualRoom.running(("review", 120), to: 3)
        let frames = room.devices.frames.count
        room.run(to: 13)
        #expect(room.devices.frames.count - frames == 10)
        room.edit { $0.change("review", at: $1) { $0.title = "Moved" } }
        room.edit {
            $0.move(
                "review",
                to: .timed(start: VirtualRoom.morning + .minutes(90), end: VirtualRoom.morning + .minutes(100)), at: $1)
        }
        room.run(to: 15)
        #expect(room.devices.screen[1] == "Free until 09:30")
        #expect(room.devices.screen[2].contains("Moved"))
        #expect(room.drainEvents().contains("Updated"))
        room.edit { $0.cancel("review", at: $1) }
        room.run(to: 17)
        #expect(room.devices.screen[2] == "Nothing coming up")
    }

    @Test("killed and started again without a network: the window is right at once and the button joins")
    func restartOffline() throws {
        let room = try VirtualRoom.running(("review", 60), to: 10)
        room.kill()
        room.google.inject(CloudFault(.unreachable, times: nil))
        try room.start()
        #expect(room.devices.screen[1] == "Free until 09:00")
        room.run(to: 57)
        #expect(room.state == "joinable")
        #expect(room.warnings == ["network-down"])
        room.press()
        room.loop.run(for: .seconds(5))
        #expect(room.state == "in-meeting")
        #expect(room.joiner.sessions.count == 1)
    }

    @Test("a kill is as a power cut: no farewell, no last word in the journal, nobody is told, and nothing runs on")
    func powerCut() throws {
        let room = try VirtualRoom.inMeeting()
        let screen = room.devices.screen
        let journal = room.journal.lines
        let requests = room.google.requests.count
        let announced = room.announced
        _ = room.drainEvents()
        room.kill()
        room.add("more", at: 60)
        room.run(to: 90)
        #expect(room.devices.screen == screen)
        #expect(room.journal.lines == journal)
        #expect(room.google.requests.count == requests)
        #expect(room.announced == announced)
        #expect(room.drainEvents() == [])
        #expect(room.joiner.running.count == 1)
        #expect(room.joiner.forgotten == [])
        #expect(room.sessions.kept != nil)
    }

    @Test("killed in the middle of a meeting: the next agent takes the session over, and joins nothing by itself")
    func adoption() throws {
        let room = try VirtualRoom.joinable()
        room.press()
        room.kill()
        #expect(room.joiner.running.count == 1)
        try room.start()
        room.loop.run(for: .seconds(1))
        #expect(room.state == "in-meeting")
        #expect(room.line == "Title of review")
        #expect(room.joiner.sessions.count == 1)
        room.hold()
        #expect(room.state == "joinable")
        #expect(room.joiner.running.isEmpty)
        #expect(room.sessions.kept == nil)
    }

    @Test("a session that ended while nobody looked is forgotten, and not started again")
    func endedMeanwhile() throws {
        let room = try VirtualRoom.joinable()
        room.press()
        room.kill()
        room.joiner.end(room.joiner.sessions[0].request.token)
        try room.start()
        room.loop.run(for: .seconds(1))
        #expect(room.state == "joinable")
        #expect(room.joiner.sessions.count == 1)
        #expect(room.sessions.kept == nil)
    }

    @Test("without a joiner the room says so, a push is out of order in words, and both end when the joiner is back")
    func noJoiner() throws {
        let room = try VirtualRoom()
        room.add("review", at: 10)
        try room.start()
        room.joiner.report(isAvailable: false)
        room.run(to: 6)
        #expect(room.warnings == ["joiner-missing"])
        room.joiner.failure = JoinFailure(.noJoiner, detail: "/run/room-agent-join.sock")
        room.press()
        #expect(room.state == "could-not-join")
        #expect(room.devices.screen.contains("Out of order"))
        room.joiner.failure = nil
        room.joiner.report(isAvailable: true)
        room.loop.run(for: .seconds(5))
        #expect(room.warnings == [])
        room.press()
        room.loop.run(for: .seconds(4))
        #expect(room.state == "in-meeting")
    }

    @Test("a meeting that was handed over ends for the room at its end, and the joiner is told that nobody left")
    func handedOver() throws {
        let room = try VirtualRoom.joinable()
        room.joiner.handsOver = true
        room.press()
        #expect(room.state == "in-meeting")
        #expect(room.drainEvents().contains("Joined"))
        room.kill()
        try room.start()
        room.loop.run(for: .seconds(1))
        #expect(room.state == "in-meeting")
        room.run(to: 39)
        #expect(room.state == "in-meeting")
        room.run(to: 41)
        #expect(room.state == "free")
        #expect(room.drainEvents().contains("Left"))
        #expect(room.joiner.forgotten == [room.joiner.sessions[0].request.token])
        #expect(room.sessions.kept == nil)
        #expect(room.joiner.running.count == 1)
    }

    @Test("two programs in a row that end at once are a warning with a remedy, until one lives")
    func programFails() throws {
        let room = try VirtualRoom.joinable()
        for number in 0..<2 {
            room.press()
            room.joiner.end(room.joiner.sessions[number].request.token)
            room.loop.run(for: .seconds(5))
            #expect(room.state == "could-not-join")
            #expect(room.warnings == (number == 0 ? [] : ["join-program-fails"]))
        }
        room.press()
        room.loop.run(for: .seconds(5))
        #expect(room.state == "in-meeting")
        #expect(room.warnings == [])
    }

    @Test("a stop leaves the meeting running")
    func stopKeepsSession() throws {
        let room = try VirtualRoom.inMeeting()
        room.stop()
        #expect(room.joiner.running.count == 1)
        #expect(room.sessions.kept != nil)
    }

    @Test("a program that isn't there is a failure in words, a warning, and no session; a second press tries again")
    func noProgram() throws {
        let room = try VirtualRoom.joinable()
        room.joiner.failure = JoinFailure(.programMissing)
        room.press()
        #expect(room.state == "could-not-join")
        #expect(room.devices.lamp == .three)
        #expect(room.devices.screen.contains("Program missing"))
        #expect(room.warnings == ["join-program-missing"])
        #expect(room.sessions.kept == nil)
        room.joiner.failure = nil
        room.press()
        #expect(room.joiner.sessions.isEmpty)
        #expect(room.devices.answers.count == 1)
        room.loop.run(for: .seconds(4))
        room.press()
        room.loop.run(for: .seconds(5))
        #expect(room.state == "in-meeting")
        #expect(room.warnings.isEmpty)
    }

    @Test("the clock steps: meetings are placed anew at once, in both directions, and the calendar is asked")
    func clockSteps() throws {
        let room = try VirtualRoom.running(("review", 60), to: 5)
        let before = room.google.requests.count
        room.loop.stepClock(by: .minutes(52))
        #expect(room.state == "joinable")
        room.loop.run(for: .seconds(2))
        #expect(room.google.requests.count > before)
        room.loop.stepClock(by: .minutes(-52))
        #expect(room.state == "free")
    }

    @Test("a clock that isn't set is a warning, until the calendar's server confirms it")
    func clockNotSet() throws {
        let room = try VirtualRoom()
        room.isClockSet = false
        room.google.inject(CloudFault(.unreachable, times: nil))
        try room.start()
        room.run(to: 2)
        #expect(room.warnings.contains("clock-not-set"))
        room.google.clearFaults()
        room.run(to: 5)
        #expect(room.warnings == [])
    }

    @Test("the journal tells no title, name, address or link")
    func privacy() throws {
        let room = try VirtualRoom.running(("secret-merger", 10), to: 6)
        room.press()
        room.loop.run(for: .seconds(5))
        room.hold()
        room.google.inject(CloudFault(.refusal(status: 404, reason: "notFound")))
        room.run(to: 20)
        room.stop()
        let text = (room.journal.lines + room.announced).joined(separator: "\n")
        #expect(text.contains("join action started"))
        for word in ["Title", "secret", "alice", "meet.google.com", "c_aalto", "iam.gserviceaccount"] {
            #expect(!text.contains(word), "\(word)")
        }
    }

    @Test("a fortnight: the room answers each morning's press, and asks no more often than it should")
    func fortnight() throws {
        let room = try VirtualRoom()
        try room.start()
        for day in 0..<14 {
            room.edit { calendar, now in
                calendar.add(
                    "day\(day)",
                    SimulatedEvent(
                        "Day \(day)", from: VirtualRoom.morning + .days(day) + .minutes(60), lasting: .minutes(30),
                        location: "https://zoom.us/j/123456789"), at: now)
            }
            room.run(to: day * 24 * 60 + 58)
            #expect(room.line == "Day \(day)", "day \(day)")
            room.press()
            room.loop.run(for: .seconds(10))
            room.hold()
            room.run(to: (day + 1) * 24 * 60)
        }
        #expect(room.joiner.sessions.count == 14)
        #expect(room.joiner.running.isEmpty)
        let requests = room.status?.sync.successes ?? 0
        // A poll a minute, day and night: there are requests enough.
        #expect((14 * 1380...14 * 1500).contains(requests), "\(requests)")
        #expect((room.status?.sync.fullSyncs ?? 0) <= 15)
        #expect((room.status?.meetings ?? 0) <= 9)
        #expect(room.warnings == [])
    }
}

@Suite("Trouble with the calendar, in virtual time")
struct SyncTroubleTests {
    @Test(
        "each refusal of Google is its warning, and is gone after the next success",
        arguments: [
            (CloudFault.Kind.refusal(status: 403, reason: "forbidden"), "calendar-forbidden"),
            (.refusal(status: 403, reason: "accessNotConfigured"), "api-disabled"),
            (.refusal(status: 404, reason: "notFound"), "calendar-not-found"),
            (.refusal(status: 403, reason: "quotaExceeded"), "quota-exhausted"),
            (.refusal(status: 429, reason: "rateLimitExceeded"), "rate-limited"),
            (.refusal(status: 503, reason: "backendError"), "server-error"), (.portal, "captive-portal"),
            (.untrusted, "certificate-untrusted"),
            (.garbage, "malformed-reply"), (.unreachable, "network-down"), (.noSuchHost, "network-down"),
        ])
    func refusals(fault: CloudFault.Kind, code: String) throws {
        let room = try VirtualRoom.running(("review", 600), to: 2)
        room.google.inject(CloudFault(fault, on: .events, times: nil))
        room.run(to: 20)
        #expect(room.warnings.contains(code), "\(room.warnings)")
        #expect(room.devices.screen[1] == "Free until 18:00")
        room.google.clearFaults()
        room.run(to: 20 + 4 * 60 + 30)
        #expect(room.warnings == [], "\(code)")
    }

    @Test("data older than a quarter of an hour is shown as such")
    func stale() throws {
        let room = try VirtualRoom.running(to: 5)
        room.google.inject(CloudFault(.unreachable, times: nil))
        room.run(to: 19)
        #expect(!room.devices.screen.contains { $0.hasPrefix("Calendar from") })
        room.run(to: 21)
        #expect(room.devices.screen.contains { $0.hasPrefix("Calendar from 08:0") })
        room.google.clearFaults()
        room.run(to: 26)
        #expect(!room.devices.screen.contains { $0.hasPrefix("Calendar from") })
    }

    @Test("an expired cursor is a full sync, during which the display keeps what it has")
    func expired() throws {
        let room = try VirtualRoom.running(("review", 120), to: 5)
        room.google.expireSyncTokens()
        room.edit { $0.cancel("review", at: $1) }
        room.add("other", at: 180)
        room.run(to: 7)
        #expect(room.devices.screen[1] == "Free until 11:00")
        #expect(room.status?.sync.fullSyncs == 2)
        #expect(room.warnings.isEmpty)
    }

    @Test("back-off grows: a day without a network costs few attempts, and the calendar is back minutes after it")
    func backOff() throws {
        let room = try VirtualRoom.running(to: 2)
        let before = room.google.requests.count
        room.google.inject(CloudFault(.unreachable, times: nil))
        room.run(to: 2 + 600)
        #expect((100...160).contains(room.google.requests.count - before), "\(room.google.requests.count - before)")
        room.google.clearFaults()
        room.run(to: 2 + 606)
        #expect(room.warnings == [])
    }

    @Test("a cable that was out for a minute or two is found again about as soon")
    func cable() throws {
        let room = try VirtualRoom.running(to: 2)
        room.google.inject(CloudFault(.unreachable, times: nil))
        room.run(to: 4)
        room.google.clearFaults()
        room.run(to: 6)
        #expect(room.status?.sync.failuresInARow == 0)
    }

    @Test("Retry-After is obeyed")
    func retryAfter() throws {
        let room = try VirtualRoom.running(to: 2)
        room.google.inject(CloudFault(.refusalWithWait(status: 429, reason: "rateLimitExceeded", retryAfter: "1200")))
        room.run(to: 4)
        let asked = room.google.requests.count
        room.run(to: 20)
        #expect(room.google.requests.count == asked)
        room.run(to: 25)
        #expect(room.google.requests.count > asked)
    }

    @Test("a disk that fails leaves a room that works in memory and says so, and is used again when it is back")
    func diskFailure() throws {
        let room = try VirtualRoom()
        room.add("review", at: 60)
        room.diskFailure = .unusable(StoreFailure(.medium, operation: "open", detail: "read-only"))
        try room.start()
        room.run(to: 2)
        #expect(room.devices.screen[1] == "Free until 09:00")
        #expect(room.warnings == ["store-not-writable"])
        #expect(room.status?.sync.storage == .memory)
        room.diskFailure = nil
        room.run(to: 15)
        #expect(room.warnings == [])
        #expect(room.status?.sync.storage == .encrypted)
        room.kill()
        room.google.inject(CloudFault(.unreachable, times: nil))
        try room.start()
        #expect(room.devices.screen[1] == "Free until 09:00")
    }

    @Test("without a data key nothing is stored, and the room works")
    func locked() throws {
        let room = try VirtualRoom()
        room.add("review", at: 60)
        room.diskFailure = .locked(.keyMissing, detail: "no such file")
        try room.start()
        room.run(to: 2)
        #expect(room.devices.screen[1] == "Free until 09:00")
        #expect(room.warnings == ["key-missing"])
    }

    @Test("a key service that is away is asked again as soon as it says, and the warning follows what it says")
    func keyService() throws {
        let room = try VirtualRoom()
        room.add("review", at: 60)
        room.diskFailure = .locked(.keyServiceUnreachable, detail: "", retry: .seconds(5))
        try room.start()
        room.run(to: 2)
        #expect(room.warnings == ["key-service-unreachable"])
        #expect(room.devices.screen.last == "! No key service")
        room.diskFailure = .locked(.keyServiceDenied, detail: "", retry: .seconds(5))
        room.loop.run(for: .seconds(6))
        #expect(room.warnings == ["key-service-denied"])
        #expect(room.devices.screen.last == "! Key refused")
        room.diskFailure = .locked(.keyServiceWrong, detail: "", retry: .seconds(5))
        room.loop.run(for: .seconds(6))
        #expect(room.warnings == ["key-service-wrong"])
        #expect(room.devices.screen.last == "! Other key")
        room.diskFailure = nil
        room.loop.run(for: .seconds(6))
        #expect(room.warnings == [])
        #expect(!room.devices.screen.contains { $0.hasPrefix("!") })
        #expect(room.status?.sync.storage == .encrypted)
        // What was fetched without a key is stored as soon as there is one.
        room.kill()
        room.google.inject(CloudFault(.unreachable, times: nil))
        try room.start()
        #expect(room.devices.screen[1] == "Free until 09:00")
    }

    @Test("asked to sync now, it does, and says how it went")
    func syncNow() throws {
        let room = try VirtualRoom.running(to: 1)
        // Sound: all on this thread.
        nonisolated(unsafe) var outcomes: [String] = []
        func ask() {
            room.agent?.assumeIsolated { agent in
                agent.syncNow { outcome in
                    switch outcome {
                    case .synced: outcomes.append("well")
                    case .refused(let failure): outcomes.append("\(failure.reason)")
                    case .notStored: outcomes.append("not stored")
                    }
                }
            }
            room.loop.run(for: .seconds(1))
        }
        ask()
        room.google.inject(CloudFault(.unreachable))
        ask()
        ask()
        #expect(outcomes == ["well", "unreachable", "well"])
    }
}
