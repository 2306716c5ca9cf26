// SPDX-License-Identifier: Apache-2.0
import Glibc
import LinuxEventLoop
import RoomCore
import Simulation

/// A short scripted day without a terminal: prints frames and events, checks what it shows, and says whether all of it
/// held.
final class ScriptedDay {
    private let stage: Stage
    private var failures = 0
    private var printedNews = 0

    /// Real seconds that anything in the script may take.
    private static let patience = Duration.seconds(15)
    private static let columns = 20
    private static let rows = 4

    init(_ stage: Stage) { self.stage = stage }

    /// Plays it; true if everything came as it should.
    func play(_ day: DemoDay) async throws -> Bool {
        say("A day in room Aalto: the real agent, a simulated Google on loopback, and a panel on a pseudo-terminal.")
        stage.fill(day)
        act("\(DemoDay.time(stage.now)): the agent starts, for the first time") {}
        try stage.startAgent()
        await expect("the stand-up can be joined", shows: .pressToJoin)
        await holds("the button's lamp blinks slowly") { stage.panel.face.steady("button") == "slow" }
        try stage.followEvents()
        await settle()

        try await joinAndLeave()
        jump(to: day.midnight + .minutes(9 * 60 + 20), "the stand-up is over")
        await expect("the room is free", shows: "Free until 10:00")
        await goAway(day)

        jump(to: day.midnight + .minutes(9 * 60 + 58), "the design review is near")
        await expect("the design review can be joined", shows: "Design review")
        try await powerCut()
        try await killInMeeting(day)

        await walkUp(day)

        await checkIn(day)
        await askForMeet(day)
        await answerInvitation(day)
        await nobodyComes(day)
        jump(to: day.midnight + .minutes(14 * 60 + 1), "two interviews at once")
        await expect("the display alternates: the first", shows: "1/2")
        await expect("and the second", shows: "2/2")
        act("the agent is told to stop") { stage.terminate() }
        await holds("it ended by itself") { stage.agent?.isRunning == false }
        await expect("the display says so", shows: .stopped)
        say(failures == 0 ? "\nThe day went as it should." : "\n\(failures) things did not come as they should.")
        if failures > 0 {
            say("What the agent wrote to its journal:")
            say(String(decoding: ProcessFile.read(stage.journal), as: UTF8.self))
        }
        return failures == 0
    }

    private func joinAndLeave() async throws {
        act("somebody pushes the button") { stage.pressButton() }
        await expect("joining, at once", shows: .joining)
        await expect("in the meeting", shows: .holdToLeave)
        await holds("the join program runs") { !MeetingProgram.running().isEmpty }
        for meeting in MeetingProgram.running() { say("      would run: " + meeting.words.joined(separator: " ")) }
        let before = stage.panel.face.lastOneShot
        act("somebody pushes again") { stage.pressButton() }
        await holds("the lamp flickers, and is on as before") {
            let face = stage.panel.face
            let hasFlickered = face.lastOneShot != before && face.lastOneShot?.pattern == "flicker"
            return hasFlickered && face.steady("button") == "on" && !stage.isButtonDown
        }
        act("somebody holds the button for two seconds") { stage.holdButton() }
        await expect("left, and the stand-up could be joined again", shows: .pressToJoin)
    }

    private func powerCut() async throws {
        act("the cloud goes away") { stage.cloud.isUnplugged = true }
        act("the agent is killed, as by a power cut") { stage.kill() }
        await holds("it is gone") { stage.agent?.isRunning == false }
        act("and started again, without a network") {}
        try stage.startAgent()
        await expect("the window was on the device", shows: "Design review")
        try await refollow()
        await settle()
        act("somebody pushes the button") { stage.pressButton() }
        await expect("the button still joins", shows: .holdToLeave)
    }

    private func killInMeeting(_ day: DemoDay) async throws {
        act("the agent is killed in the middle of the meeting, and started again") { stage.kill() }
        await holds("it is gone") { stage.agent?.isRunning == false }
        try stage.startAgent()
        await expect("it takes the running meeting over", shows: .holdToLeave)
        try await refollow()
        await settle()
        act("the network is back; the organiser renames the meeting") {
            stage.cloud.isUnplugged = false
            stage.edit { calendar, now in
                calendar.change(day.id(DemoDay.bookings[1]), at: now) { $0.title = "Design decision" }
            }
        }
        await expect("the new title, without a push", shows: "Design decision", within: .seconds(75))
        act("somebody holds the button") { stage.holdButton() }
        await expect("left", shows: .pressToJoin)
    }

    private func walkUp(_ day: DemoDay) async {
        let booked = day.midnight + .hours(11)
        jump(to: booked, "nobody has booked the room before lunch")
        await expect("the room is free", shows: "Free until 12:00")
        await pushTwice("Book 30 min?")
        await expect("booked, at once", shows: .walkUp)
        await holds("the calendar has it") { self.isBooked(booked, until: booked + .minutes(30)) }
        jump(to: day.midnight + .minutes(11 * 60 + 26), "four minutes of it are left")
        await expect("its end is near", shows: "until 11:30")
        await pushTwice("Extend 15 min?")
        await expect("extended, at once", shows: "until 11:45")
        await holds("the calendar has that, too") { self.isBooked(booked, until: booked + .minutes(45)) }
    }

    /// A push offers, and a second one while the offer is shown takes it.
    private func pushTwice(_ offer: String) async {
        // After the cooldown of whatever was pushed before.
        _ = await stage.wait(.milliseconds(4200)) { false }
        act("somebody pushes the button") { stage.pressButton() }
        await expect("it offers", shows: offer)
        _ = await stage.wait(.seconds(2)) { !stage.isButtonDown }
        await settle()
        act("and pushes again") { stage.pressButton() }
    }

    /// There is a walk-up meeting in the cloud, whose start is in that minute and whose end is that.
    private func isBooked(_ start: Instant, until end: Instant) -> Bool {
        let spans = stage.cloud.google.calendars[Stage.calendar]?.spans(titled: RoomText.walkUp.text(.en)) ?? []
        return spans.contains { span in
            guard case .timed(let from, let to) = span else { return false }
            return from >= start && from < start + .minutes(1) && to == end
        }
    }

    private func checkIn(_ day: DemoDay) async {
        jump(to: day.midnight + .minutes(12 * 60 + 2), "lunch talk, which has no link")
        await expect("the room is busy, and wants to know whether somebody is there", shows: "check in")
        // After the cooldown of whatever was pushed before.
        _ = await stage.wait(.milliseconds(4200)) { false }
        act("somebody pushes the button") { stage.pressButton() }
        await expect("so they are", shows: .checkedIn)
        // What a clock that is set brings counts as on before, and is not given back: it begins by itself.
        let round = day.midnight + .minutes(12 * 60 + 5)
        jump(to: round - .seconds(3), "a status round is about to begin beside it, as every week")
        _ = await stage.wait(.seconds(10)) { stage.now >= round }
        await expect("nobody comes to that", shows: "Status round")
    }

    /// The minute in which somebody could have come has passed, or passes now.
    private func nobodyComes(_ day: DemoDay) async {
        func answer(_ id: String) -> String? {
            stage.cloud.google.calendars[Stage.calendar]?.event(id)?.attendees.last?.response
        }
        act("nobody has come to the status round in a minute") {}
        // Whoever watches is not left in silence.
        for _ in 0..<8 {
            if await stage.wait(.seconds(10), until: { answer(day.series) == "declined" }) { break }
            say("      nobody yet")
        }
        await holds("the room has declined it, and with it the whole series") { answer(day.series) == "declined" }
    }

    private func askForMeet(_ day: DemoDay) async {
        let lunch = day.id(DemoDay.bookings[2])
        act("the organiser writes @meet into its location") {
            stage.edit { calendar, now in calendar.change(lunch, at: now) { $0.location = "Canteen, @meet" } }
        }
        await expect("the meeting has got a link, and can be joined", shows: .pressToJoin, within: .seconds(60))
        let location = stage.cloud.google.calendars[Stage.calendar]?.event(lunch)?.location ?? ""
        say("      its location is now: \(location)")
        await holds("the link stands behind the word") {
            location.hasPrefix("Canteen, @meet https://meet.google.com/")
        }
    }

    private func answerInvitation(_ day: DemoDay) async {
        let invitation = "workshop\(day.date.daysSince1970)"
        act("somebody invites the room to a workshop at a quarter past one") {
            stage.edit { calendar, now in
                var event = SimulatedEvent("Workshop", from: day.midnight + .minutes(795), lasting: .minutes(30))
                event.attendees = [
                    SimulatedEvent.Attendee(Stage.calendar, response: "needsAction", isResource: true)
                ]
                calendar.add(invitation, event, at: now)
            }
        }
        await holds("the room is free then, and accepts", .seconds(60)) {
            let event = stage.cloud.google.calendars[Stage.calendar]?.event(invitation)
            return event?.attendees.first?.response == "accepted"
        }
    }

    private func goAway(_ day: DemoDay) async {
        act("aino switches her vacation responder on, until five; somebody runs: room-agent sync") {
            stage.cloud.google.vacations[Stage.user] = SimulatedVacation(until: day.midnight + .hours(17))
        }
        let limit = stage.loop.now.uptime + .seconds(40)
        repeat {
            stage.syncNow()
        } while await !stage.wait(.seconds(3), until: { isAway }) && stage.loop.now.uptime < limit
        await expect("she is out of office", shows: "Away –17:00")
    }

    private var isAway: Bool { stage.panel.screen(rows: Self.rows).contains { $0.contains(text: "Away") } }

    private func refollow() async throws {
        _ = await stage.wait(.seconds(3)) { !stage.isFollowing }
        try stage.followEvents()
    }

    /// Lets the panel take in what is on its way.
    private func settle() async { _ = await stage.wait(.milliseconds(300)) { false } }

    // MARK: Saying and looking

    private func say(_ text: String) {
        print(text)
        fflush(nil)
    }

    private func act(_ text: String, _ deed: () -> Void) {
        say("\n> \(text)")
        deed()
    }

    private func jump(to wall: Instant, _ why: String) {
        act("\(DemoDay.time(wall)): \(why)") { stage.setClock(wall) }
    }

    private func expect(_ what: String, shows text: RoomText, within limit: Duration = patience) async {
        await expect(what, shows: text.text(.en), within: limit)
    }

    private func expect(_ what: String, shows text: String, within limit: Duration = patience) async {
        await holds(what, limit) { stage.panel.screen(rows: Self.rows).contains { $0.contains(text: text) } }
        draw()
    }

    private func holds(_ what: String, _ limit: Duration = patience, _ condition: () -> Bool) async {
        let isTrue = await stage.wait(limit, until: condition)
        if !isTrue { failures += 1 }
        for item in stage.news[printedNews...] { say("  \(DemoDay.timeWithSeconds(item.time)) \(item.text)") }
        printedNews = stage.news.count
        say("  \(isTrue ? "ok  " : "FAILED") \(what)")
    }

    private func draw() {
        let rule = "      +" + String(repeating: "-", count: Self.columns) + "+"
        let lamps = ["button", "green", "amber", "red"].compactMap { name in
            let pattern = stage.panel.face.steady(name)
            return pattern == "off" ? nil : "\(name) \(pattern)"
        }
        say(rule)
        for (index, row) in stage.panel.screen(rows: Self.rows).enumerated() {
            let line = "      |\(DisplayText.fit(row, Self.columns))|"
            say(index == 0 && !lamps.isEmpty ? line + "  " + lamps.joined(separator: ", ") : line)
        }
        say(rule)
    }
}
