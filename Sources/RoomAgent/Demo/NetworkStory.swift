// SPDX-License-Identifier: Apache-2.0
import LinuxEventLoop
import RoomCore
import Simulation

/// What the room's network is doing, in words: above all why the calendar is not read at once when the cable is back.
struct NetworkStory {
    private let stage: Stage
    /// When the cable was pulled, in the room's time.
    private var outSince: Instant?
    /// How many requests the cloud had answered when the cable was put back; nil once the agent has come by.
    private var answeredBefore: Int?
    /// When the agent will try again, in time since boot, once it has told.
    private let retry = Retry()

    private final class Retry { var at: Duration? }

    init(_ stage: Stage) { self.stage = stage }

    mutating func toggle() {
        stage.cloud.isUnplugged.toggle()
        outSince = stage.cloud.isUnplugged ? stage.now : nil
        answeredBefore = stage.cloud.isUnplugged ? nil : stage.cloud.google.requests.count
        retry.at = nil
        guard answeredBefore != nil else { return }
        stage.askForNextSync { [stage, retry] seconds in retry.at = stage.loop.now.uptime + .seconds(seconds) }
    }

    mutating func look(isAgentAlive: Bool) {
        if let before = answeredBefore, stage.cloud.google.requests.count > before { answeredBefore = nil }
        if !isAgentAlive { retry.at = nil }
    }

    var text: String {
        if let outSince {
            return "OUT since \(DemoDay.time(outSince)); the agent works from the window on its disk"
        }
        guard answeredBefore != nil else { return "up" }
        let now = stage.loop.now.uptime
        guard let at = retry.at, at > now else { return "up again; the agent will try again by itself (y: now)" }
        return "up again; the agent's next try is in \((at - now).wholeSeconds + 1) s (y: now)"
    }
}
