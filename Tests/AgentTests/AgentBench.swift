// SPDX-License-Identifier: Apache-2.0
import Glibc
import JSON
import TestSupport
import Testing

/// The real agent as a process: with a panel on a pseudo-terminal, a simulated Google as another process, and a join
/// program that takes notes.
final class AgentBench {
    static let agent = program("ROOM_AGENT", "room-agent")
    static let isRelease = agent.contains("/release/")
    static let demo = program("ROOM_DEMO", "room-demo")
    static let calendar = "c_aalto@resource.calendar.google.com"
    static let link = "https://meet.google.com/abc-defg-hij"

    let folder = TemporaryFolder()
    let panel = Pty()
    private(set) var cloud: Program?
    private(set) var process: Program?
    private(set) var joiner: Program?
    private var rows: [Int: String] = [:]
    private(set) var lamps: [String: String] = [:]
    /// Everything that went to the panel.
    private(set) var wire = ""
    private var pending = ""

    /// The room is where it is noon, to the hour: what it shows then is the same at whatever hour the tests run.
    static let hoursEast = 12 - time(nil) / 3600 % 24
    /// POSIX counts westward: Etc/GMT-2 is two hours east of Greenwich (tzdata's file `etcetera`).
    static let zone = "Etc/GMT\(hoursEast > 0 ? "-" : "+")\(abs(hoursEast))"

    /// How long its join sessions live, which also names them among other benches' ones.
    let nap = "600.\(Int.random(in: 100_000...999_999))"

    /// `role`: what the account may do to the calendar. `meetings`: from so many seconds from now, so many long, the title.
    /// `people`: users as `room-demo cloud --person` has them; the first one's sign-in is in `sign-in.json`.
    init(
        meetings: [(start: Int, length: Int, title: String)] = [], extra: String = "", role: String = "reader",
        people: [String] = []
    ) {
        var words = [
            Self.demo, "cloud", "--calendar", Self.calendar, "--key-file", folder.file("google.json"), "--role", role,
            "--timezone", Self.zone,
        ]
        let now = time(nil)
        for meeting in meetings {
            let span = [meeting.start, meeting.start + meeting.length].map { Self.rfc3339(now + $0) }.joined(
                separator: "/")
            words += ["--meeting", "\(span) \(meeting.title) @ \(Self.link)"]
        }
        for person in people { words += ["--person", person] }
        if !people.isEmpty { words += ["--sign-in-file", folder.file("sign-in.json")] }
        let cloud = Program(words)
        let root = cloud.line() ?? "http://127.0.0.1:1"
        self.cloud = cloud
        folder.write("#!/bin/sh\necho \"$*\" >> \(folder.file("joins"))\nexec sleep \(nap)\n", to: "join", mode: 0o700)
        configure(root: root, extra: extra)
    }

    deinit {
        process = nil
        // A joiner that is told to stop ends its sessions; one that was killed leaves them.
        joiner = nil
        // Sessions outlive the agent, as they are meant to.
        _ = Program.run(["pkill", "-KILL", "-f", "^sleep \(nap)$"])
    }

    private static func program(_ variable: String, _ name: String) -> String {
        if let path = getenv(variable) { return String(cString: path) }
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(root)/.build/debug/\(name)"
    }

    /// In UTC, to the second.
    static func rfc3339(_ seconds: time_t) -> String {
        var seconds = seconds
        var parts = tm()
        gmtime_r(&seconds, &parts)
        var text = [CChar](repeating: 0, count: 32)
        strftime(&text, text.count, "%Y-%m-%dT%H:%M:%SZ", &parts)
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    // MARK: The agent

    var configuration: String { folder.file("room-agent.conf") }
    var log: String { folder.read("log") }
    /// How the join program was called, a line each.
    var joins: [String] { folder.read("joins").split(separator: "\n").map(String.init) }

    func configure(name: String = "Aalto", root: String? = nil, extra: String = "") {
        if let root { self.root = root }
        let path = panel.path
        folder.write(
            """
            [room]
            name = \(name)
            calendar = \(Self.calendar)
            timezone = \(Self.zone)
            [google]
            key-file = \(folder.file("google.json"))
            api = \(self.root)
            [button]
            source = serial:\(path)
            [lamp]
            button = serial:\(path)
            green = serial:\(path)
            [display]
            output = serial:\(path)
            [join]
            video = \(folder.file("join")) --app={url}
            socket = \(folder.file("join.sock"))
            [store]
            directory = \(folder.file("store"))
            [control]
            socket = \(folder.file("control.sock"))
            \(extra)
            """, to: "room-agent.conf")
    }

    private var root = ""

    /// The same room on the same store, without devices, on sockets of its own; the path of its configuration.
    func configureSecond() -> String {
        let devices: Set = ["[button]", "[lamp]", "[display]"]
        let sections = folder.read("room-agent.conf").split(separator: "\n[").map { $0.hasPrefix("[") ? $0 : "[" + $0 }
        let rest = sections.filter { section in !devices.contains { section.hasPrefix($0) } }.joined(separator: "\n")
        return folder.write(rest.replacing(".sock", with: "2.sock"), to: "second.conf")
    }

    /// `before` are words in front of the agent's own: a tracer.
    func start(before: [String] = []) {
        rows = [:]
        if joiner == nil { startJoiner() }
        process = Program(before + [Self.agent, "run", "--config", configuration], errors: folder.file("log"))
    }

    /// The joiner, as a person starts it by hand: it makes its own socket. Waits until it listens.
    func startJoiner(before: [String] = []) {
        let process = Program(
            before + [Self.agent, "joiner", "--config", configuration], errors: folder.file("joiner"))
        joiner = process
        for _ in 0..<1000 where !folder.read("joiner").contains("the joiner waits") && !process.isOver {
            usleep(10_000)
        }
    }

    func endJoiner(_ signal: CInt) -> Int32? {
        joiner?.signal(signal)
        defer { joiner = nil }
        return joiner?.wait()
    }

    func end(_ signal: CInt) -> Int32? {
        process?.signal(signal)
        defer { process = nil }
        return process?.wait()
    }

    func verb(_ words: String...) -> (code: Int32, output: String, errors: String) { verb(words: words) }

    func verb(words: [String]) -> (code: Int32, output: String, errors: String) {
        Program.run([Self.agent] + words + ["--config", configuration])
    }

    /// A value of `status --json` by its JSON path.
    func status(_ path: String) -> String {
        let output = verb("status", "--json").output
        let found = try? JSONDocument(Array(output.utf8)).values(at: JSONPaths([path])) { row in
            (try? row.text(0, maximumBytes: 4096)) ?? ""
        }
        return found ?? "no status"
    }

    // MARK: The panel

    /// Reads the panel until it is as wanted; false after ten seconds.
    func panel(until isDone: (AgentBench) -> Bool) -> Bool {
        for _ in 0..<500 {
            show(panel.received(milliseconds: 20))
            if isDone(self) { return true }
        }
        return false
    }

    /// The panel's rows as far as they have been read.
    var rowsNow: [String] { Array(rows.values) }

    func shows(_ text: String) -> Bool { panel { $0.rows.values.contains { $0.hasPrefix(text) } } }

    func press() {
        panel.send("DOWN\n")
        panel.send("UP\n")
    }

    private func show(_ text: String) {
        wire += text
        pending += text
        while let end = pending.firstIndex(of: "\n") {
            let words = pending[..<end].split(separator: " ", maxSplits: 2, omittingEmptySubsequences: false)
            pending = String(pending[pending.index(after: end)...])
            if words.count >= 2, words[0] == "LINE", let number = Int(words[1]) {
                rows[number] = words.count == 3 ? String(words[2]) : ""
            } else if words.count == 3, words[0] == "LAMP" {
                lamps[String(words[1])] = String(words[2])
            }
        }
    }

    // MARK: What the kernel tells of it

    /// A line of /proc/PID/status.
    func kernel(_ name: String) -> Int {
        let lines = TemporaryFolder.contents("/proc/\(process?.identifier ?? 0)/status").split(separator: "\n")
        let line = lines.first { $0.hasPrefix(name + ":") } ?? ""
        return line.split { $0 == "\t" || $0 == " " }.dropFirst().first.flatMap { Int($0) } ?? -1
    }
}
