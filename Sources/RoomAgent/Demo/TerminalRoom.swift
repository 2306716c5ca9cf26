// SPDX-License-Identifier: Apache-2.0
import Glibc
import LinuxEventLoop
import RoomCore
import Simulation

/// The demonstration in a terminal: draws the panel, and takes keys for what people and cables do.
final class TerminalRoom {
    private let stage: Stage
    private var saved = termios()
    private var isOver = false
    private var lampPhase = 0
    private var watch: (any LoopRegistration)?

    private static let speeds = [1, 60, 300]

    init(_ stage: Stage) { self.stage = stage }

    /// Runs until `q`.
    func play(from morning: Instant) async throws {
        stage.fillDay(from: morning)
        try stage.startAgent()
        enterRawMode()
        defer { leaveRawMode() }
        watch = try stage.loop.watch(STDIN_FILENO, for: .readable) { [unowned self] _ in readKeys() }
        defer { watch?.cancel() }
        while !isOver {
            if !stage.isFollowing, stage.agent?.isRunning == true { try stage.followEvents() }
            lampPhase += 1
            draw()
            _ = await stage.wait(.milliseconds(250)) { isOver }
        }
    }

    private func readKeys() {
        var keys = [UInt8](repeating: 0, count: 16)
        let count = read(STDIN_FILENO, &keys, keys.count)
        guard count > 0 else {
            isOver = true
            return
        }
        for key in keys[..<count] { take(key) }
    }

    private func take(_ key: UInt8) {
        switch key {
        case UInt8(ascii: " "): stage.pressButton()
        case UInt8(ascii: "h"): stage.holdButton()
        case UInt8(ascii: "n"): stage.cloud.isUnplugged.toggle()
        case UInt8(ascii: "k"): stage.kill()
        case UInt8(ascii: "s"): if stage.agent?.isRunning != true { try? stage.startAgent() }
        case UInt8(ascii: "j"): stage.setClock(stage.now + .minutes(30))
        case UInt8(ascii: "f"):
            let place = Self.speeds.firstIndex(of: stage.clock.speed) ?? 0
            stage.setClock(stage.now, speed: Self.speeds[(place + 1) % Self.speeds.count])
        case UInt8(ascii: "q"), 3, 4: isOver = true
        default: return
        }
    }

    // MARK: Drawing

    private func draw() {
        let rows = stage.panel.screen(rows: 4)
        let time = ScriptedDay.time(stage.now)
        let isOn = stage.agent?.isRunning == true
        var lines = [
            "  Room agent: a simulated room, the real agent" + (isOn ? "" : "   (not running)"),
            "  \(time)  ×\(stage.clock.speed)   network \(stage.cloud.isUnplugged ? "OUT" : "up")", "",
            "   ┌" + String(repeating: "─", count: 22) + "┐",
        ]
        for (index, row) in rows.enumerated() {
            let light = ["", "     button  \(lamp("button", "◉"))", "     light   \(lights)", ""][index]
            lines.append("   │ " + DisplayText.fit(row, 20) + " │" + light)
        }
        lines += [
            "   └" + String(repeating: "─", count: 22) + "┘", "",
            "  space push   h hold   n network   k kill -9   s start   j +30 min   f faster   q quit", "",
        ]
        lines += stage.events.suffix(6).map { "  " + DisplayText.clean($0) }
        let text = "\u{1b}[H" + lines.map { $0 + "\u{1b}[K" }.joined(separator: "\r\n") + "\u{1b}[J"
        _ = text.withCString { write(STDOUT_FILENO, $0, strlen($0)) }
    }

    private var lights: String {
        lamp("green", "\u{1b}[32m●\u{1b}[0m") + " " + lamp("amber", "\u{1b}[33m●\u{1b}[0m") + " "
            + lamp("red", "\u{1b}[31m●\u{1b}[0m")
    }

    /// The lamp as it would look now, in quarters of a second.
    private func lamp(_ name: String, _ lit: String) -> String {
        let isLit =
            switch stage.panel.lamps[name] ?? "off" {
            case "on": true
            case "slow": lampPhase / 4 % 2 == 0
            case "fast": lampPhase % 2 == 0
            case "three": lampPhase % 10 < 6 && lampPhase % 2 == 0
            case "flash": lampPhase % 40 == 0
            default: false
            }
        return isLit ? lit : "○"
    }

    private func enterRawMode() {
        tcgetattr(STDIN_FILENO, &saved)
        var raw = saved
        cfmakeraw(&raw)
        tcsetattr(STDIN_FILENO, TCSANOW, &raw)
        _ = "\u{1b}[2J\u{1b}[?25l".withCString { write(STDOUT_FILENO, $0, strlen($0)) }
    }

    private func leaveRawMode() {
        tcsetattr(STDIN_FILENO, TCSANOW, &saved)
        _ = "\u{1b}[?25h\r\n".withCString { write(STDOUT_FILENO, $0, strlen($0)) }
    }
}
