// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// Everything that the screen tells at one moment, and how it is laid out on a terminal of any size. Pure: the same
/// picture gives the same rows.
struct RoomPicture {
    /// A lamp as it looks now, and the word of its rhythm.
    struct Lamp {
        var isLit: Bool
        var pattern: String
    }

    var now: Instant
    var day: DemoDay
    var speed: Int
    /// What to do now, or why something just happened.
    var hint: String
    /// The panel's rows.
    var display: [String]
    var isButtonDown: Bool
    var button: Lamp
    var lights: [(name: String, lamp: Lamp, look: Look)]
    /// The agent is there to draw the display.
    var isAlive: Bool
    var agent: String
    var network: String
    var isNetworkOut: Bool
    /// What a real room would be running now.
    var joinCommand: String?
    /// What happened, oldest first.
    var news: [RoomNews]

    /// A screen that is smaller shows what fits, the most important first.
    static let displayColumns = 20
    private static let displayWidth = 26
    private static let lampWidth = 15
    private static let leastDayWidth = 34
    private static let leastRowsOfNews = 3
    private static let hintAndRoomRows = 8

    /// Exactly that many rows, none of which is wider.
    func lines(columns: Int, rows: Int) -> [StyledLine] {
        /// Rows that stay together. The lowest rank is left out last.
        struct Block {
            var rank: Int
            var lines: [StyledLine]
        }
        let blank = Block(rank: 8, lines: [StyledLine()])
        var blocks = [
            Block(rank: 3, lines: [bar(columns)]), blank,
            Block(rank: 0, lines: [StyledLine(" ▸ \(hint) ", isAlive ? .hint : .trouble)]), blank,
            Block(rank: 1, lines: roomLines(columns)), blank,
            Block(rank: 9, lines: columns >= 60 ? timeLine(columns) + [StyledLine()] : []),
            Block(rank: 4, lines: statusLines),
            Block(rank: 5, lines: []),
            Block(rank: 2, lines: keyLines(columns, atMost: rows - Self.hintAndRoomRows)),
        ]
        var rest = rows
        var chosen = Set<Int>()
        let order = blocks.indices.sorted { (blocks[$0].rank, $0) < (blocks[$1].rank, $1) }
        for index in order {
            if blocks[index].rank == 5 {
                // The news take what is left, but at first only what they need.
                if rest > Self.leastRowsOfNews { rest -= Self.leastRowsOfNews + 1 }
                chosen.insert(index)
            } else if blocks[index].lines.count <= rest {
                rest -= blocks[index].lines.count
                chosen.insert(index)
            } else if blocks[index].rank <= 1 {
                blocks[index].lines = Array(blocks[index].lines.prefix(rest))
                rest = 0
                chosen.insert(index)
            }
        }
        let others = blocks.indices.filter { chosen.contains($0) && blocks[$0].rank != 5 }
        let room = rows - others.reduce(0) { $0 + blocks[$1].lines.count }
        for index in blocks.indices where blocks[index].rank == 5 { blocks[index].lines = newsLines(columns, room) }
        return blocks.indices.filter(chosen.contains).flatMap { blocks[$0].lines }
    }

    // MARK: Top and bottom

    private func bar(_ columns: Int) -> StyledLine {
        let clock = "\(day.name) \(DemoDay.time(now))  ×\(speed) "
        let title = columns >= 70 ? " Room agent: the real agent, a simulated cloud and room" : " Room agent"
        var line = StyledLine(title, .bar).cut(to: max(0, columns - DisplayText.width(clock)))
        line.pad(to: columns - DisplayText.width(clock), .bar)
        line.add(clock, .bar)
        return line
    }

    private static let keys = [
        ("space", "push", " the button"), ("h", "hold", " it"), ("n", "network", " out and in"),
        ("k", "kill -9", " the agent"), ("s", "start", " it"), ("j", "jump", " to the next meeting"),
        ("f", "faster", ""), ("d", "slower", ""), ("q", "quit", ""),
    ]

    /// The keys in as many words as there are rows for.
    private func keyLines(_ columns: Int, atMost rows: Int) -> [StyledLine] {
        let inFull = wrapped(Self.keys.map { ($0.0, " " + $0.1 + $0.2) }, columns)
        if inFull.count <= rows { return inFull }
        let short = wrapped(Self.keys.map { ($0.0, " " + $0.1) }, columns)
        if short.count <= rows { return short }
        return wrapped(Self.keys.map { ($0.0, $0.0 == "q" ? " quit" : "") }, columns)
    }

    private func wrapped(_ items: [(key: String, deed: String)], _ columns: Int) -> [StyledLine] {
        var lines: [StyledLine] = []
        for (key, deed) in items {
            var item = StyledLine(key, .key)
            item.add(deed)
            if let last = lines.last, last.width + 2 + item.width <= columns {
                lines[lines.count - 1].add("  ")
            } else {
                lines.append(StyledLine(" "))
            }
            lines[lines.count - 1].add(item)
        }
        return lines
    }

    // MARK: The middle

    private var statusLines: [StyledLine] {
        func line(_ label: String, _ value: String, _ look: Look = .plain) -> StyledLine {
            var line = StyledLine("  " + DisplayText.fit(label, 11), .faint)
            line.add(value, look)
            return line
        }
        return [
            line("agent", agent, isAlive ? .plain : .trouble),
            line("network", network, isNetworkOut ? .amber : .plain),
            joinCommand.map { line("would run:", $0, .strong) } ?? line("joined", "nothing now"),
        ]
    }

    private func newsLines(_ columns: Int, _ rows: Int) -> [StyledLine] {
        if rows <= 0 { return [] }
        var lines: [StyledLine] = []
        if rows > 1 { lines.append(StyledLine("  " + String(repeating: "─", count: max(0, columns - 4)), .faint)) }
        for item in news.suffix(rows - lines.count) {
            var line = StyledLine("  " + DemoDay.timeWithSeconds(item.time) + "  ", .faint)
            line.add(item.text, item.isDeed ? .faint : .plain)
            lines.append(line)
        }
        return lines + Array(repeating: StyledLine(), count: rows - lines.count)
    }

    /// The day as a line, with the meetings on it and the present moment below.
    private func timeLine(_ columns: Int) -> [StyledLine] {
        let cells = columns - 4
        let hours = DemoDay.hours
        let span = Duration.hours(hours.count - 1)
        func cell(_ time: Duration) -> Int {
            Int(time.wholeSeconds - Int64(hours.lowerBound * 3600)) * (cells - 5) / Int(span.wholeSeconds)
        }
        var labels = StyledLine("  ")
        for hour in hours {
            labels.pad(to: 2 + cell(.hours(hour)))
            labels.add("\(hour.twoDigits):00", .faint)
        }
        var taken = [Int](repeating: 0, count: cells)
        for booking in DemoDay.bookings {
            for place in cell(booking.start)..<cell(booking.start + booking.length) { taken[place] += 1 }
        }
        var line = StyledLine("  ")
        for count in taken { line.add(count > 1 ? "█" : count == 1 ? "▓" : "─", count > 0 ? .amber : .faint) }
        var marker = StyledLine("  ")
        let place = cell(now - day.midnight)
        if (0..<cells - 7).contains(place) {
            marker.pad(to: 2 + place)
            marker.add("▲ \(DemoDay.time(now))", .strong)
        }
        return [labels, line, marker]
    }
}

// MARK: The room

extension RoomPicture {
    /// Display, button and status light, and the day's list where there is room for it.
    private func roomLines(_ columns: Int) -> [StyledLine] {
        var lines = displayLines
        func place(_ right: [StyledLine], at column: Int) {
            for index in lines.indices {
                lines[index].pad(to: column)
                lines[index].add(right[index])
            }
        }
        if columns >= Self.displayWidth + Self.lampWidth { place(lampLines, at: Self.displayWidth) }
        let left = Self.displayWidth + Self.lampWidth + 1
        if columns - left >= Self.leastDayWidth { place(dayLines(min(columns - left - 1, 60)), at: left) }
        return lines
    }

    private var displayLines: [StyledLine] {
        let frame = String(repeating: isAlive ? "─" : "╌", count: Self.displayColumns + 2)
        var lines = [StyledLine(" ┌\(frame)┐", isAlive ? .plain : .faint)]
        for row in display {
            var line = StyledLine(isAlive ? " │" : " ┊", isAlive ? .plain : .faint)
            let text = DisplayText.fit(row, Self.displayColumns)
            line.add(" \(text) ", isAlive ? .display : .frozen)
            line.add(isAlive ? "│" : "┊", isAlive ? .plain : .faint)
            lines.append(line)
        }
        lines.append(StyledLine(" └\(frame)┘", isAlive ? .plain : .faint))
        lines.append(
            isAlive ? StyledLine("  the room's display", .faint) : StyledLine("  no agent: its last words", .trouble))
        return lines
    }

    private var lampLines: [StyledLine] {
        let look: Look = button.isLit ? .glow : isAlive ? .plain : .faint
        let (top, side, bottom) =
            isButtonDown ? ("┏━━━━━━━┓", "┃", "┗━━━━━━━┛") : ("╭───────╮", "│", "╰───────╯")
        func inFrame(_ text: String) -> StyledLine {
            var line = StyledLine("  ")
            line.add(text, look)
            return line
        }
        return [
            inFrame(top), inFrame(side + (button.isLit ? "   ●   " : "   ○   ") + side), inFrame(bottom),
            StyledLine("  " + (isButtonDown ? "pushed" : Self.rhythm(button.pattern)), .faint),
        ]
            + lights.map { light in
                var line = StyledLine("  ")
                line.add((light.lamp.isLit ? "● " : "○ ") + light.name, light.lamp.isLit ? light.look : .faint)
                if !["on", "off"].contains(light.lamp.pattern) { line.add(" \(light.lamp.pattern)", .faint) }
                return line
            }
    }

    /// A rhythm of docs/serial-protocol.md in words; one that is newer keeps its own.
    private static func rhythm(_ pattern: String) -> String {
        switch pattern {
        case "off": "lamp off"
        case "on": "lamp on"
        case "slow": "blinks slowly"
        case "fast": "blinks fast"
        case "three": "three blinks"
        case "gaps": "on, two gaps"
        default: pattern
        }
    }

    /// The day's meetings with the present moment between them.
    private func dayLines(_ columns: Int) -> [StyledLine] {
        let present = "── \(DemoDay.time(now)) " + String(repeating: "─", count: max(0, columns - 9))
        var lines = [StyledLine(DisplayText.fit("Google Calendar, \(day.name)", columns), .faint)]
        var isPresentShown = false
        for booking in DemoDay.bookings {
            let (start, end) = (day.start(booking), day.end(booking))
            if !isPresentShown, now < start {
                lines.append(StyledLine(present, .strong))
                isPresentShown = true
            }
            let isOn = start <= now && now < end
            let times = "\(isOn ? "▸" : " ") \(DemoDay.time(start))–\(DemoDay.time(end))  "
            let title = DisplayText.fit(booking.title, columns - DisplayText.width(times) - 8)
            lines.append(
                StyledLine(
                    times + title + " " + DisplayText.fit(booking.service, 7),
                    isOn ? .strong : end <= now ? .faint : .plain))
        }
        if !isPresentShown { lines.append(StyledLine(present, .strong)) }
        return lines
    }
}
