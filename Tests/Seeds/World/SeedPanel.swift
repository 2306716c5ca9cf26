// SPDX-License-Identifier: Apache-2.0
import DeviceIO
import Glibc
import RoomCore
import Simulation

/// A panel at the far end of a line, whose cable somebody pulls: button, lamps and display. The real driver speaks to it
/// over a pair of sockets, which hand bytes over at once. A pseudo-terminal does that in a thread of the kernel, at a
/// time that no seed decides.
final class SeedPanel {
    private(set) var face = PanelFace()
    private(set) var isPlugged = true
    private let loop: any AgentLoop
    private let told: () -> Void
    private var line: CInt = -1
    private var watch: (any LoopRegistration)?
    private var partial: [UInt8] = []

    /// How long a finger stays on a button.
    private static let press = Duration.milliseconds(100)

    init(loop: any AgentLoop, told: @escaping () -> Void) {
        self.loop = loop
        self.told = told
    }

    /// The agent opens the line, and the panel begins anew; nil where it is not there.
    func open() -> CInt? {
        guard isPlugged else { return nil }
        hangUp()
        face = PanelFace()
        var ends: [CInt] = [-1, -1]
        let kind = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
        guard socketpair(AF_UNIX, CInt(kind), 0, &ends) == 0 else { preconditionFailure("no sockets for a panel") }
        line = ends[0]
        watch = try? loop.watch(line, for: .readable) { [unowned self] _ in receive() }
        send("HELLO")
        return ends[1]
    }

    func plug(_ isPlugged: Bool) {
        self.isPlugged = isPlugged
        if !isPlugged { hangUp() }
    }

    func hangUp() {
        watch?.cancel()
        watch = nil
        if line >= 0 { close(line) }
        line = -1
        partial = []
    }

    /// Somebody pushes the button, and lets it go again unless they hold it.
    func push(holds: Bool) {
        send("DOWN")
        if holds { return }
        _ = loop.schedule(at: loop.now.uptime + Self.press, tolerance: .zero) { [weak self] in self?.letGo() }
    }

    func letGo() { send("UP") }

    private func send(_ words: String) {
        guard line >= 0 else { return }
        let bytes = Array((words + "\n").utf8)
        _ = write(line, bytes, bytes.count)
    }

    private func receive() {
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = read(line, &buffer, buffer.count)
        guard count > 0 else {
            if count == 0 { hangUp() }
            return
        }
        partial += buffer[..<count]
        while let end = partial.firstIndex(of: UInt8(ascii: "\n")) {
            face.read(String(decoding: partial[..<end], as: UTF8.self), at: loop.now.uptime)
            partial.removeSubrange(...end)
        }
        told()
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
