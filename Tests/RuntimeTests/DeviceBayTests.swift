// SPDX-License-Identifier: Apache-2.0
import AgentDevices
import Configuration
import Glibc
import RoomCore
import Simulation
import TestSupport
import Testing

/// A bay of real drivers in virtual time. Its serial lines are pseudo-terminals behind links, so that one can go and
/// another come under the same name.
private final class BayBench {
    let loop = VirtualLoop(wall: Instant(secondsSince1970: 1_800_000_000))
    let folder = TemporaryFolder()
    let journal = ListedJournal()
    private(set) var events: [String] = []
    private(set) var bay: DeviceBay?

    /// `sections` may name the links by `path`.
    func start(_ sections: String) throws {
        let text = "[room]\nname = Aalto\ncalendar = c@example.com\n[google]\nkey-file = /x\n\(sections)\n"
        let configuration = try #require(
            ConfigurationParser.parse(files: [("room.conf", Array(text.utf8))], deviceKinds: DeviceDriver.kinds)
                .configuration)
        let bay = DeviceBay(loop: loop, configuration: configuration, journal: journal)
        self.bay = bay
        bay.start { [unowned self] event in
            switch event {
            case .pressed: events.append("pressed")
            case .held: events.append("held")
            case .presence(let isSeen): events.append(isSeen ? "seen" : "nobody")
            case .warning(let code, _, let isOn): events.append("\(code.rawValue) \(isOn ? "on" : "off")")
            case .displayReady: events.append("display")
            }
        }
        loop.run(for: .milliseconds(1))
    }

    deinit { bay?.stop(farewell: nil) }

    func path(_ name: String) -> String { folder.file(name) }

    /// A panel is plugged in under a name.
    func plug(_ name: String) -> Pty {
        let pty = Pty()
        unlink(path(name))
        precondition(symlink(pty.path, path(name)) == 0)
        return pty
    }

    func pull(_ name: String, _ pty: Pty) {
        pty.hangUp()
        unlink(path(name))
    }

    func send(_ text: String, _ pty: Pty) {
        pty.send(text)
        loop.run(for: .milliseconds(1))
    }

    func press(_ pty: Pty) {
        send("DOWN\n", pty)
        loop.run(for: .milliseconds(200))
        send("UP\n", pty)
    }

    /// What was reported since the last time. A warning that is taken back without having been there is no news.
    func news() -> [String] {
        defer { events = [] }
        return events.filter { event in
            let words = event.split(separator: " ")
            guard words.count == 2 else { return true }
            let code = String(words[0])
            if words[1] == "on" { return known.insert(code).inserted }
            return known.remove(code) != nil
        }
    }

    /// Warnings that stand.
    private var known: Set<String> = []
}

@Suite("The room's devices, opened, lost and found again, in virtual time")
struct DeviceBayTests {
    private let bench = BayBench()

    private static func frame(_ text: String) -> TextFrame { TextFrame(["Aalto", text], .standard) }

    /// One panel is everything.
    private func panel(_ name: String = "panel") -> String {
        let address = "serial:\(bench.path(name))"
        return "[button]\nsource = \(address)\n[lamp]\nbutton = \(address)\n[display]\noutput = \(address)"
    }

    @Test("a button that goes while it is down leaves no hold and nothing stuck, and is a button again when it is back")
    func lostWhileDown() throws {
        var panel = bench.plug("panel")
        try bench.start("[button]\nsource = serial:\(bench.path("panel"))")
        #expect(bench.news() == [])
        bench.send("DOWN\n", panel)
        #expect(bench.news() == ["pressed"])
        bench.loop.run(for: .milliseconds(500))
        bench.pull("panel", panel)
        bench.loop.run(for: .minutes(2))
        #expect(bench.news() == ["button-lost on"])
        panel = bench.plug("panel")
        bench.loop.run(for: .seconds(11))
        #expect(bench.news() == ["button-lost off"])
        bench.press(panel)
        #expect(bench.news() == ["pressed"])
    }

    @Test("a button that is held tells it once, one that stays down is stuck, and one that goes while it is is not")
    func stuck() throws {
        var panel = bench.plug("panel")
        try bench.start("[button]\nsource = serial:\(bench.path("panel"))")
        bench.send("DOWN\n", panel)
        bench.loop.run(for: .seconds(29))
        #expect(bench.news() == ["pressed", "held"])
        // Thirty seconds, and up to two more, for which a far deadline may wait.
        bench.loop.run(for: .seconds(4))
        #expect(bench.news() == ["button-stuck on"])
        bench.send("UP\n", panel)
        bench.loop.run(for: .seconds(2))
        #expect(bench.news() == ["button-stuck off"])
        bench.send("DOWN\n", panel)
        bench.loop.run(for: .seconds(33))
        #expect(bench.news() == ["pressed", "held", "button-stuck on"])
        bench.pull("panel", panel)
        bench.loop.run(for: .seconds(1))
        #expect(bench.news() == ["button-stuck off", "button-lost on"])
        panel = bench.plug("panel")
        bench.loop.run(for: .seconds(11))
        bench.press(panel)
        #expect(bench.news() == ["button-lost off", "pressed"])
    }

    @Test("a contact that chatters is a warning and no press, and neither outlives the panel")
    func chattering() throws {
        let panel = bench.plug("panel")
        try bench.start("[button]\nsource = serial:\(bench.path("panel"))")
        for _ in 0..<200 {
            bench.send("DOWN\nUP\n", panel)
            bench.loop.run(for: .milliseconds(40))
        }
        #expect(bench.news().contains("button-chattering on"))
        bench.pull("panel", panel)
        bench.loop.run(for: .seconds(1))
        #expect(bench.news() == ["button-chattering off", "button-lost on"])
    }

    @Test("a panel that comes back is told everything anew: its lamp, and a display that wants a frame")
    func back() throws {
        var panel = bench.plug("panel")
        try bench.start(self.panel())
        #expect(bench.news() == ["display"])
        bench.bay?.show(Self.frame("Free"))
        bench.bay?.show(lamp: .slow, light: StatusLight(.green))
        #expect(panel.received() == "LINE 1 Aalto\nLINE 2 Free\nLINE 3\nLINE 4\nLAMP button slow\n")
        bench.pull("panel", panel)
        bench.loop.run(for: .seconds(1))
        #expect(bench.news() == ["button-lost on", "lamp-lost on", "display-lost on"])
        #expect(bench.bay?.displaySize == nil)
        #expect(bench.bay?.states.map(\.isReady) == [false])
        #expect(bench.bay?.states.first?.cause != "")
        panel = bench.plug("panel")
        bench.loop.run(for: .seconds(11))
        #expect(bench.news() == ["button-lost off", "lamp-lost off", "display-lost off", "display"])
        #expect(bench.bay?.displaySize == .standard)
        #expect(bench.bay?.states.map(\.isReady) == [true])
        bench.bay?.show(Self.frame("Free"))
        let told = panel.received()
        #expect(told.contains("LAMP button slow\n"))
        #expect(told.contains("LINE 2 Free\n"))
    }

    @Test("a device that is not there is looked for less and less often, said once, and does not stop the others")
    func missing() throws {
        let panel = bench.plug("panel")
        let lost = "serial:\(bench.path("none"))"
        try bench.start("[button]\nsource = serial:\(bench.path("panel"))\n[display]\noutput = \(lost)")
        #expect(bench.news() == ["display-lost on"])
        bench.loop.run(for: .minutes(10))
        // Half a second at first, every ten seconds in the end.
        #expect((50...70).contains(bench.loop.wakeUps), "\(bench.loop.wakeUps)")
        #expect(bench.journal.lines.count == 1, "\(bench.journal.lines)")
        bench.press(panel)
        #expect(bench.news() == ["pressed"])
    }

    @Test("button and display on two lines: only the button's presses count, and each is lost and found alone")
    func twoSources() throws {
        let button = bench.plug("button")
        var display = bench.plug("display")
        try bench.start(
            "[button]\nsource = serial:\(bench.path("button"))\n[display]\noutput = serial:\(bench.path("display"))")
        #expect(bench.news() == ["display"])
        bench.press(display)
        #expect(bench.news() == [])
        bench.pull("display", display)
        bench.loop.run(for: .seconds(1))
        #expect(bench.news() == ["display-lost on"])
        bench.press(button)
        #expect(bench.news() == ["pressed"])
        display = bench.plug("display")
        bench.loop.run(for: .seconds(11))
        #expect(bench.news() == ["display-lost off", "display"])
        bench.pull("button", button)
        bench.loop.run(for: .seconds(1))
        #expect(bench.news() == ["button-lost on"])
        #expect(bench.bay?.displaySize == .standard)
    }

    @Test("a display behind LCDd beside a panel's button: its key presses nothing, and its server comes and goes alone")
    func mixed() throws {
        let panel = bench.plug("panel")
        let server = LCDdPeer()
        try bench.start(
            "[button]\nsource = serial:\(bench.path("panel"))\n[display]\noutput = lcdproc:127.0.0.1:\(server.port)")
        // That somebody took the connection says nothing yet.
        #expect(bench.bay?.states.map(\.isReady) == [false, true])
        server.accept()
        server.send(LCDdPeer.hello)
        bench.loop.run(for: .milliseconds(1))
        #expect(bench.news() == ["display"])
        #expect(bench.bay?.displaySize == .standard)
        #expect(bench.bay?.states.map(\.isReady) == [true, true])
        bench.bay?.show(Self.frame("Free"))
        bench.loop.run(for: .milliseconds(1))
        let heard = server.received()
        #expect(heard.contains("widget_set room l2 1 2 \"Free                \"\n"))
        #expect(heard.hasPrefix("hello\nclient_set -name \"room-agent\"\n"))
        #expect(!heard.contains("client_add_key"))
        server.send("key Enter\n")
        bench.loop.run(for: .milliseconds(1))
        #expect(bench.news() == [])
        server.goAway()
        bench.loop.run(for: .seconds(1))
        #expect(bench.news() == ["display-lost on"])
        bench.press(panel)
        #expect(bench.news() == ["pressed"])
        let again = LCDdPeer(port: server.port)
        bench.loop.run(for: .seconds(2))
        again.accept()
        again.send(LCDdPeer.hello)
        bench.loop.run(for: .milliseconds(1))
        #expect(bench.news() == ["display-lost off", "display"])
    }

    @Test("the journal says once an opening that a panel makes no sense, and never what it sent: that may be ours")
    func nonsense() throws {
        let panel = bench.plug("panel")
        try bench.start("[button]\nsource = serial:\(bench.path("panel"))")
        bench.send("LINE 1 Board: Anna leaves\nLINE 2\n", panel)
        bench.send("again\nDOWN\n", panel)
        #expect(bench.news() == ["pressed"])
        func told() -> [String] { bench.journal.lines.filter { $0.contains("no meaning") } }
        #expect(told().count == 1)
        #expect(told().first?.contains("device=serial:\(bench.path("panel")) lines=2") == true)
        #expect(!bench.journal.lines.contains { $0.contains("Anna") })
        bench.pull("panel", panel)
        bench.loop.run(for: .seconds(2))
        let other = bench.plug("panel")
        bench.loop.run(for: .seconds(11))
        bench.send("hi\n", other)
        #expect(told().count == 2)
    }

    @Test("a server that takes the connection and says nothing is no display, and is left after five seconds")
    func silentServer() throws {
        let server = LCDdPeer()
        try bench.start("[display]\noutput = lcdproc:127.0.0.1:\(server.port)")
        bench.loop.run(for: .seconds(4))
        #expect(bench.news() == [])
        bench.loop.run(for: .seconds(2))
        #expect(bench.news() == ["display-lost on"])
        #expect(bench.bay?.displaySize == nil)
    }

    @Test("a server that stands still is a display lost, however much it still takes")
    func stillServer() throws {
        let server = LCDdPeer()
        try bench.start("[display]\noutput = lcdproc:127.0.0.1:\(server.port)")
        server.accept()
        server.send(LCDdPeer.hello)
        bench.loop.run(for: .milliseconds(1))
        bench.bay?.show(Self.frame("Free"))
        server.send("success\nsuccess\nsuccess\nsuccess\nnoop complete\n")
        bench.loop.run(for: .minutes(1))
        #expect(bench.news() == ["display"])
        bench.bay?.show(Self.frame("Busy"))
        bench.loop.run(for: .milliseconds(4999))
        #expect(bench.news() == [])
        bench.loop.run(for: .milliseconds(20))
        #expect(bench.news() == ["display-lost on"])
        #expect(bench.bay?.displaySize == nil)
        #expect(bench.journal.lines.contains { $0.contains("LCDd has stopped answering") })
    }

    @Test("at the end the lamps go out, the farewell stands on the display, and nothing is heard or opened any more")
    func stop() throws {
        let panel = bench.plug("panel")
        try bench.start(self.panel())
        bench.bay?.show(lamp: .on, light: StatusLight(.green))
        _ = panel.received()
        _ = bench.news()
        bench.bay?.stop(farewell: Self.frame("Out of order"))
        let told = panel.received()
        #expect(told.contains("LINE 2 Out of order\n"))
        #expect(told.contains("LAMP button off\n"))
        let wakeUps = bench.loop.wakeUps
        bench.send("DOWN\n", panel)
        bench.loop.run(for: .minutes(5))
        #expect(bench.news() == [])
        #expect(bench.loop.wakeUps == wakeUps)
    }
}
