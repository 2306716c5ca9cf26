// SPDX-License-Identifier: Apache-2.0
import DeviceIO
import RoomCore
import Simulation

/// A panel at the far end of a line: button, lamps and display.
final class SeedPanel {
    private(set) var face = PanelFace()
    let line: SeedLine
    private let loop: any AgentLoop
    private var partial: [UInt8] = []
    private var isDown = false

    /// How long a finger stays on a button.
    private static let press = Duration.milliseconds(100)

    init(loop: any AgentLoop, told: @escaping () -> Void) {
        self.loop = loop
        line = SeedLine(loop: loop, came: told)
    }

    /// The agent opens the line, and the panel begins anew; nil where it is not there.
    func open() -> CInt? {
        guard let end = line.open() else { return nil }
        (face, partial) = (PanelFace(), [])
        line.send("HELLO")
        return end
    }

    /// Somebody pushes the button, and lets it go again unless they hold it.
    func push(holds: Bool) {
        isDown = true
        line.send("DOWN")
        if holds { return }
        _ = loop.schedule(at: loop.now.uptime + Self.press, tolerance: .zero) { [weak self] in self?.letGo() }
    }

    func letGo() {
        isDown = false
        line.send("UP")
    }

    /// Its power was gone for a moment, and the line stays: what it was told is gone. One whose button is held waits.
    func restart() {
        guard line.isOpen, !isDown else { return }
        (face, partial) = (PanelFace(), [])
        line.send("HELLO")
    }

    /// Takes in what has come.
    func receive() {
        partial += line.read()
        while let end = partial.firstIndex(of: UInt8(ascii: "\n")) {
            face.read(String(decoding: partial[..<end], as: UTF8.self), at: loop.now.uptime)
            partial.removeSubrange(...end)
        }
    }
}

extension PanelFace {
    var lamp: LampPattern { LampPattern(rawValue: steady("button")) ?? .off }

    var light: StatusLight {
        let (red, amber, green) = (steady("red"), steady("amber"), steady("green"))
        func pattern(_ word: String) -> LampPattern { LampPattern(rawValue: word) ?? .off }
        let isFlashing = red == BlinkPattern.flash.name
        // The flash of a fault is left out while the light is red for another reason.
        if red != BlinkPattern.off.name, !isFlashing { return StatusLight(.red, pattern(red)) }
        if amber != BlinkPattern.off.name { return StatusLight(.amber, pattern(amber), faultFlash: isFlashing) }
        return StatusLight(.green, pattern(green), faultFlash: isFlashing)
    }

    func frame(_ size: TextSize) -> TextFrame { TextFrame((1...size.rows).map { rows[$0] ?? "" }, size) }
}
