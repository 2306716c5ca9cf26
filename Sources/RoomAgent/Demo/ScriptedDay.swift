// SPDX-License-Identifier: Apache-2.0
import Glibc
import RoomCore
import Simulation

/// A short scripted day without a terminal: prints frames and events, checks what it shows, and says whether all of it
/// held.
final class ScriptedDay {
    private let stage: Stage
    private var failures = 0
    private var printedEvents = 0

    /// Real seconds that anything in the script may take.
    private static let patience = Duration.seconds(15)

    init(_ stage: Stage) { self.stage = stage }

    /// Plays it; true if everything came as it should.
    func play(from morning: Instant) async throws -> Bool {
        say("A day in room Aalto: the real agent, a simulated Google on loopback, and a panel on a pseudo-terminal.")
        stage.fillDay(from: morning)
        try stage.startAgent()
        await expect("the room is free until the stand-up", shows: "Free until 09:00")
        try stage.followEvents()
        await settle()

        jump(to: morning + .minutes(56), "09:00 is near")
        await expect("the stand-up can be joined", shows: "Press to join")
        await expectLamp("the button's lamp blinks slowly", "button", "slow")

        act("somebody pushes the button") { stage.pressButton() }
        await expect("joining, at once", shows: "Joining")
        await expect("in the meeting", shows: "Hold to leave")
        act("somebody holds the button for two seconds") { stage.holdButton() }
        await expect("left, and the stand-up could be joined again", shows: "Press to join")

        jump(to: morning + .hours(2) - .minutes(2), "the design review is near")
        await expect("the design review can be joined", shows: "Design review")
        act("the cloud goes away") { stage.cloud.isUnplugged = true }
        act("the agent is killed, as by a power cut") { stage.kill() }
        await holds("it is gone") { stage.agent?.isRunning == false }
        act("and started again, without a network") {}
        try stage.startAgent()
        await expect("the window was on the device", shows: "Design review")
        try await refollow()
        await settle()
        act("somebody pushes the button") { stage.pressButton() }
        await expect("the button still joins", shows: "Hold to leave")

        act("the agent is killed in the middle of the meeting, and started again") { stage.kill() }
        await holds("it is gone") { stage.agent?.isRunning == false }
        try stage.startAgent()
        await expect("it takes the running meeting over", shows: "Hold to leave")
        try await refollow()
        await settle()
        act("the network is back; the organiser renames the meeting") {
            stage.cloud.isUnplugged = false
            stage.edit { calendar, now in calendar.change("review", at: now) { $0.title = "Design decision" } }
        }
        await expect("the new title, without a push", shows: "Design decision", within: .seconds(75))
        act("somebody holds the button") { stage.holdButton() }
        await expect("left", shows: "Press to join")

        jump(to: morning + .hours(4) + .minutes(10), "lunch talk, which has no link")
        await expect("the room is busy", shows: "until 13:00")
        jump(to: morning + .hours(6) + .minutes(1), "two interviews at once")
        await expect("the display alternates: the first", shows: "1/2")
        await expect("and the second", shows: "2/2")
        act("the agent is told to stop") { stage.terminate() }
        await holds("it ended by itself") { stage.agent?.isRunning == false }
        await expect("the display says so", shows: "Agent stopped")
        print(failures == 0 ? "\nThe day went as it should." : "\n\(failures) things did not come as they should.")
        if failures > 0 { print("The agent's journal is in \(stage.journal)") }
        return failures == 0
    }

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
        act("\(Self.time(wall)): \(why)") { stage.setClock(wall) }
    }

    private func expect(_ what: String, shows text: String, within limit: Duration = patience) async {
        await holds(what, limit) { stage.panel.screen(rows: 4).contains { $0.contains(text: text) } }
        draw()
    }

    private func expectLamp(_ what: String, _ lamp: String, _ pattern: String) async {
        await holds(what) { stage.panel.lamps[lamp] == pattern }
    }

    private func holds(_ what: String, _ limit: Duration = patience, _ condition: () -> Bool) async {
        let isTrue = await stage.wait(limit, until: condition)
        if !isTrue { failures += 1 }
        while printedEvents < stage.events.count {
            say("  event \(stage.events[printedEvents])")
            printedEvents += 1
        }
        say("  \(isTrue ? "ok  " : "FAILED") \(what)")
    }

    private func draw() {
        let rows = stage.panel.screen(rows: 4)
        let lamps = ["button", "green", "amber", "red"].compactMap { name in
            stage.panel.lamps[name].flatMap { $0 == "off" ? nil : "\(name) \($0)" }
        }
        say("      +" + String(repeating: "-", count: 20) + "+  " + Self.time(stage.now))
        for (index, row) in rows.enumerated() {
            say("      |\(DisplayText.fit(row, 20))|" + (index == 0 ? "  " + lamps.joined(separator: ", ") : ""))
        }
        say("      +" + String(repeating: "-", count: 20) + "+")
    }

    static func time(_ instant: Instant) -> String {
        let time = FixedOffset().civilTime(at: instant)
        func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(two(time.hour)):\(two(time.minute))"
    }
}
