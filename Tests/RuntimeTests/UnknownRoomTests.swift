// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import RoomCore
import RoomRuntime
import Simulation
import Testing

/// What is not known is never shown as known.
@Suite("A room that knows nothing, in virtual time")
struct UnknownRoomTests {
    @Test("never read, it is neither free nor green: it says that there is no calendar, since when, and why")
    func neverRead() throws {
        let room = try VirtualRoom()
        room.google.inject(CloudFault(.unreachable, times: nil))
        try room.start()
        room.run(to: 3)
        #expect(room.state == "unknown")
        #expect(
            Array(room.devices.screen.prefix(3)) == ["Aalto          08:03", "No calendar yet", "Tried since 08:00"])
        #expect(room.devices.lamp == .off)
        #expect(room.devices.light.pattern == .off)
        room.press()
        #expect(room.devices.screen[1] == "No network")
        #expect(room.drainEvents() == ["Pressed"])
        room.loop.run(for: .seconds(6))
        #expect(room.devices.screen[1] == "No calendar yet")
        room.google.clearFaults()
        room.run(to: 6)
        #expect(room.state == "free")
        #expect(room.devices.light == StatusLight(.green))
    }

    @Test("an empty calendar that was read is a free room")
    func emptyIsKnown() throws {
        let room = try VirtualRoom()
        try room.start()
        room.loop.run(for: .seconds(5))
        #expect(room.state == "free")
        #expect(room.devices.light == StatusLight(.green))
    }

    @Test("a window that was read once is known after a restart without a network")
    func knownAfterRestart() throws {
        let room = try VirtualRoom.running(("review", 120), to: 2)
        room.kill()
        room.google.inject(CloudFault(.unreachable, times: nil))
        try room.start()
        room.loop.run(for: .seconds(5))
        #expect(room.state == "free")
        #expect(room.devices.screen[1] == "Free until 10:00")
    }

    @Test("without a disk and without a network a booked room does not say that it is free", arguments: [true, false])
    func noDisk(isLocked: Bool) throws {
        let room = try VirtualRoom()
        room.add("review", at: -30, lasting: 120, link: nil)
        room.diskFailure =
            isLocked
            ? .locked(.keyMissing, detail: "")
            : .unusable(StoreFailure(.medium, operation: "open", detail: ""))
        room.google.inject(CloudFault(.unreachable, times: nil))
        try room.start()
        room.run(to: 5)
        #expect(room.state == "unknown")
        #expect(room.devices.light.pattern == .off)
        room.google.clearFaults()
        room.run(to: 10)
        #expect(room.state == "busy")
        #expect(room.devices.light == StatusLight(.red, faultFlash: true))
    }

    @Test("an all-day event that blocks time takes the room; one that doesn't leaves it free")
    func allDay() throws {
        for isBlocking in [true, false] {
            let room = try VirtualRoom()
            room.edit { calendar, now in
                let today = FixedOffset().civilTime(at: now).date
                var painters = SimulatedEvent("Painters", .allDay(first: today, end: today.adding(days: 1)))
                painters.transparency = isBlocking ? "opaque" : "transparent"
                calendar.add("painters", painters, at: now)
            }
            try room.start()
            room.loop.run(for: .seconds(5))
            #expect(room.state == (isBlocking ? "busy" : "free"))
            #expect(room.devices.light == StatusLight(isBlocking ? .red : .green))
            #expect(room.devices.screen.contains("Painters") == isBlocking)
            if isBlocking { #expect(room.devices.screen[1] == "all day        08:00") }
            // A timed meeting takes precedence.
            room.add("review", at: 10)
            room.run(to: 6)
            #expect(room.state == "joinable")
            #expect(room.line == "Title of review")
        }
    }

    @Test("a login that a wrong clock has refused is told as a wrong clock, and ends when the clock is right")
    func wrongClock() throws {
        let room = try VirtualRoom()
        room.cloudClock.lead = .minutes(90)
        try room.start()
        room.run(to: 5)
        #expect(room.warnings == ["clock-wrong"])
        #expect(room.status?.sync.lastFailure?.detail.contains("slow") == true)
        room.cloudClock.lead = .zero
        room.run(to: 75)
        #expect(room.warnings == [])
        #expect(room.state == "free")
    }

    @Test(
        "a clock that was set right is called wrong no more, also where the network answers in the calendar's place",
        arguments: [
            (.redirect, "captive-portal"), (.untrusted, "certificate-untrusted"),
            (.refusal(status: 400, reason: "invalid_grant"), "grant-refused"),
        ] as [(CloudFault.Kind, String)])
    func clockSet(_ fault: CloudFault.Kind, _ warning: String) throws {
        let room = try VirtualRoom()
        room.cloudClock.lead = .minutes(90)
        try room.start()
        room.run(to: 5)
        #expect(room.warnings == ["clock-wrong"])
        room.google.inject(CloudFault(fault, on: .token, times: nil))
        room.cloudClock.lead = .zero
        room.loop.stepClock(by: .minutes(90))
        room.run(to: 105)
        #expect(room.warnings == [warning])
        room.google.clearFaults()
        room.run(to: 115)
        #expect(room.warnings == [])
    }
}
