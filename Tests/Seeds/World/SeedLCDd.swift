// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// LCDd with its display at the far end of a connection, as far as the agent's driver speaks with it (LCDproc
/// developer's guide, "the client language"). It outlives the agents.
final class SeedLCDd {
    /// What it does until it does something else; agents that come meanwhile meet it, too.
    private(set) var mood = LCDdMood.sound
    /// The display that is attached.
    private(set) var size: TextSize
    private(set) lazy var line = SeedLine(loop: loop) { [unowned self] in told() }
    /// Called when the agent has said something.
    var told: () -> Void = {}
    private let loop: any AgentLoop
    private var rows: [Int: String] = [:]
    private var hasScreen = false
    private var partial: [UInt8] = []
    /// Of the connection that is open.
    private var number = 0

    init(loop: any AgentLoop, size: TextSize) {
        self.loop = loop
        self.size = size
    }

    /// The agent connects; nil where nobody listens.
    func open() -> CInt? {
        guard let end = line.open() else { return nil }
        number += 1
        (rows, hasScreen, partial) = ([:], false, [])
        return end
    }

    /// What stands on the display of the agent's; nil where there is no screen of its, or nobody could see it.
    var frame: TextFrame? {
        guard line.isOpen, hasScreen, !line.isHeld else { return nil }
        return TextFrame((1...size.rows).map { rows[$0] ?? "" }, size)
    }

    /// Whether an agent can be heard that wants to.
    var isUsable: Bool {
        switch mood {
        case .away, .silent, .tooSlow, .badSize, .stalled: false
        default: line.isPlugged
        }
    }
    /// Whether the agent knows how it stands: it asks with each frame.
    var isCertain: Bool {
        mood != .stalled || line.waitsSince.map { loop.now.uptime - $0 > .seconds(10) } ?? false
    }

    func turn(_ mood: LCDdMood) {
        let before = self.mood
        self.mood = mood
        switch mood {
        case .closes, .resized:
            // It is there again at once.
            self.mood = .sound
            if mood == .resized { size = size.columns == 20 ? TextSize(columns: 40, rows: 2) : Self.usual }
            line.hangUp()
        case .sound where before == .stalled: break
        // It is started anew.
        case .sound, .away, .silent, .slow, .tooSlow, .refusing, .noisy, .badSize: line.hangUp()
        case .stalled: break
        }
        line.isHeld = self.mood == .stalled
        line.plug(self.mood != .away)
    }

    private static let usual = TextSize(columns: 20, rows: 4)

    // MARK: What it hears, and says

    /// Takes in what has come.
    func receive() {
        partial += line.read()
        while let end = partial.firstIndex(of: UInt8(ascii: "\n")) {
            let line = String(partial[..<end].map { Character(Unicode.Scalar($0)) })
            partial.removeSubrange(...end)
            hear(line)
        }
    }

    private func hear(_ line: String) {
        if mood == .noisy { makeNoise() }
        let words = line.split(separator: " ", maxSplits: 5).map(String.init)
        switch words.first {
        case "hello": return hello()
        case "screen_add": hasScreen = true
        case "widget_set":
            // widget_set SCREEN WIDGET COLUMN ROW "TEXT"
            guard words.count == 6, let row = Int(words[4]), (1...size.rows).contains(row), words[2] == "l\(row)",
                let text = Self.unquoted(words[5])
            else { return self.line.send("huh? Wrong arguments") }
            rows[row] = text
        case "widget_add": break
        case "noop": return self.line.send("noop complete")
        case "client_set", "screen_set":
            // An older LCDd knows no such option.
            if mood == .refusing { return self.line.send("huh? Invalid option") }
        default: return self.line.send("huh? Invalid command \"\(words.first ?? "")\"")
        }
        self.line.send("success")
    }

    private func hello() {
        let answer = "connect LCDproc 0.5.9 protocol 0.3 lcd wid \(size.columns) hgt \(size.rows) cellwid 5 cellhgt 8"
        let delay: Duration
        switch mood {
        case .silent: return
        case .badSize: return line.send("connect LCDproc 0.5.9 protocol 0.3 lcd wid 0 hgt 70000 cellwid 5 cellhgt 8")
        case .slow: delay = .seconds(3)
        case .tooSlow: delay = .seconds(7)
        default: return line.send(answer)
        }
        let asked = number
        _ = loop.schedule(at: loop.now.uptime + delay, tolerance: .zero) { [weak self] in
            if let self, number == asked { line.send(answer) }
        }
    }

    private func makeNoise() {
        line.send("listen room")
        line.send(bytes: [0xFF, 0, 0x0D, 0x0A, 0x20, 0x0A] + [UInt8](repeating: 0x78, count: 700) + [0x0A])
        line.send("connect LCDproc lcd wid hgt")
        line.send("huh? key \"Enter\"")
    }

    /// What stands between quotes; nil for anything else.
    private static func unquoted(_ text: String) -> String? {
        var characters = Array(text)
        guard characters.count >= 2, characters.removeFirst() == "\"", characters.removeLast() == "\"" else {
            return nil
        }
        var result = ""
        var isEscaped = false
        for character in characters {
            if !isEscaped, character == "\\" {
                isEscaped = true
                continue
            }
            if !isEscaped, character == "\"" { return nil }
            result.append(character)
            isEscaped = false
        }
        return isEscaped ? nil : result
    }
}
