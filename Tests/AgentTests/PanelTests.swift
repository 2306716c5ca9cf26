// SPDX-License-Identifier: Apache-2.0
import Glibc
import LinuxEventLoop
import RoomCore
import Simulation
import TestSupport
import Testing

@Suite("The simulated panel")
struct PanelTests {
    @Test(
        "a rhythm that is played once does not change what the lamp does otherwise", arguments: ["flicker", "double"])
    func oneShots(pattern: String) {
        var face = PanelFace()
        face.read("LAMP button on", at: .seconds(1))
        face.read("LAMP button \(pattern)", at: .seconds(5))
        #expect(face.steady("button") == "on")
        #expect(face.lastOneShot?.pattern == pattern && face.lastOneShot?.at == .seconds(5))
        let played = (0..<60).map { face.isLit("button", at: .seconds(5) + .milliseconds($0 * 10)) }
        #expect(played.contains(false))
        #expect(face.isLit("button", at: .seconds(6)))
        #expect(face.isLit("button", at: .seconds(3600)))
    }

    @Test("lamps keep their rhythm: told the same again, they go on; told while one is played once, they do it after")
    func rhythms() {
        var face = PanelFace()
        #expect(face.steady("button") == "off" && !face.isLit("button", at: .zero))
        face.read("LAMP button slow\r", at: .zero)
        face.read("LAMP button slow", at: .milliseconds(1500))
        #expect(!face.isLit("button", at: .milliseconds(1600)) && face.isLit("button", at: .milliseconds(2100)))
        face.read("LAMP button double", at: .seconds(10))
        face.read("LAMP button off", at: .milliseconds(10_100))
        #expect(face.isLit("button", at: .milliseconds(10_350)) && !face.isLit("button", at: .seconds(11)))
        #expect(face.steady("button") == "off")
    }

    @Test(
        "what the panel doesn't know it passes over",
        arguments: ["LAMP button glitter", "LAMP button", "LINE x y", "?", ""])
    func unknown(line: String) {
        var face = PanelFace()
        face.read("LAMP button on", at: .zero)
        face.read("LINE 2  two spaces", at: .zero)
        face.read(line, at: .seconds(1))
        #expect(face.steady("button") == "on" && face.rows == [2: " two spaces"])
    }

    @Test("when the agent is gone the lamps are off, and half a line of it is no part of its successor's")
    func agentGone() throws {
        try onRealLoop { loop in
            let panel = try RoomPty(loop: loop)
            defer { panel.close() }
            func waits(_ isDone: () -> Bool) async -> Bool {
                for _ in 0..<500 where !isDone() { try? await loop.sleep(for: .milliseconds(10), tolerance: .zero) }
                return isDone()
            }
            func agent(_ text: String) -> CInt {
                let line = open(panel.path, O_RDWR | O_NOCTTY)
                var raw = termios()
                tcgetattr(line, &raw)
                cfmakeraw(&raw)
                tcsetattr(line, TCSANOW, &raw)
                _ = write(line, text, text.utf8.count)
                return line
            }
            let first = agent("LAMP button on\nLINE 1 Hello\nLINE 2 Hal")
            #expect(await waits { panel.face.steady("button") == "on" && panel.screen(rows: 1) == ["Hello"] })
            close(first)
            #expect(await waits { panel.face.steady("button") == "off" })
            #expect(panel.screen(rows: 2) == ["Hello", ""])
            let second = agent("LAMP button slow\n")
            #expect(await waits { panel.face.steady("button") == "slow" })
            close(second)
        }
    }
}
