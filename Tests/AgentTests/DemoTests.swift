// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport
import Testing

@Suite("The demonstration", .serialized)
struct DemoTests {
    private static let joins = "press space to join"
    private static let command = "would run: chromium --kiosk --app=https://meet.google.com/abc-defg-hij"

    @Test("at 80x24 it opens with a lamp that blinks, and the first space joins and says what a real room would run")
    func firstSpace() {
        let demo = DemoTerminal()
        #expect(demo.shows(Self.joins))
        #expect(demo.shows("Press to join"))
        #expect(demo.screen.contains("blinks slowly"))
        #expect(demo.shows("   ●   "))
        #expect(demo.shows("   ○   "))
        for key in [
            "space push", "h hold", "n network", "k kill", "s start", "j jump", "f faster", "d slower", "q quit",
        ] {
            #expect(demo.screen.contains(key), "\(key)")
        }
        demo.press(" ")
        #expect(demo.shows("Joining …"))
        #expect(demo.shows(Self.command))
        #expect(demo.shows("joined Stand-up"))
        #expect(demo.shows("Hold to leave"))
        #expect(demo.screen.contains("lamp on"))
        #expect(!demo.screen.hasOverrun)
    }

    @Test("a press that joins nothing says why: in a meeting, too soon, and a check-in to a meeting without a link")
    func unansweredPresses() {
        let demo = DemoTerminal()
        #expect(demo.shows(Self.joins))
        demo.press(" ")
        #expect(demo.shows("Hold to leave"))
        demo.press(" ")
        #expect(demo.shows("A press in a meeting does nothing"))
        // What it flickered over is back.
        #expect(demo.shows("lamp on"))
        #expect(demo.shows("   ●   "))
        demo.press("h")
        #expect(demo.shows("left Stand-up"))
        #expect(demo.shows { $0.contains(Self.joins) && $0.contains("blinks slowly") })
        demo.press(" ")
        #expect(demo.shows("Too soon after the last press"))
        let lunch = DemoTerminal()
        #expect(lunch.shows(Self.joins))
        lunch.press("jj")
        #expect(lunch.shows("This meeting has no link"))
        lunch.press(" ")
        #expect(lunch.shows("the lamp blinks twice"))
        #expect(lunch.shows("Checked in"))
    }

    @Test("a dead agent looks dead; started again without a network it knows the day, and the retry is explained")
    func deadAgent() {
        let demo = DemoTerminal()
        #expect(demo.shows(Self.joins))
        demo.press("k")
        #expect(demo.shows("KILLED by signal 9"))
        #expect(demo.shows("no agent: its last words"))
        #expect(demo.shows("lamp off"))
        #expect(demo.screen.contains("The agent is dead"))
        #expect(!demo.screen.contains(Self.joins))
        demo.press("n")
        #expect(demo.shows("OUT since"))
        demo.press("s")
        #expect(demo.shows(Self.joins))
        #expect(demo.shows("Stand-up"))
        #expect(!demo.screen.contains("no agent"))
        demo.press("n")
        #expect(demo.shows("up again; the agent"))
        demo.press("y")
        #expect(demo.shows { !$0.contains("up again") && !$0.contains("OUT") })
    }

    @Test("time runs faster and slower, and jumps from meeting to meeting into the next day")
    func time() {
        let demo = DemoTerminal()
        #expect(demo.shows(Self.joins))
        for (key, speed) in [("f", "×60"), ("f", "×300"), ("d", "×60"), ("d", "×10"), ("d", "×1 ")] {
            demo.press(key)
            #expect(demo.shows(speed), "\(speed)")
        }
        demo.press("d")
        #expect(demo.shows("the pace of the real world"))
        for time in ["09:57", "12:10", "14:01", "08:56"] {
            demo.press("j")
            #expect(demo.shows("── \(time)"), "\(time)")
        }
        #expect(demo.shows(Self.joins))
    }

    @Test("whatever the terminal's size, nothing is drawn outside of it, and a change of it shows at once")
    func sizes() {
        let demo = DemoTerminal(columns: 120, rows: 40)
        #expect(demo.shows(Self.joins))
        #expect(demo.shows("▲ 08:5"))
        for (columns, rows) in [(80, 24), (60, 15), (40, 10), (20, 5), (4, 2), (1, 1), (300, 90)] {
            demo.resize(columns: columns, rows: rows)
            let text = columns >= 40 ? "Press to join" : columns >= 20 ? "Stand-up" : "▸"
            #expect(demo.shows { $0.contains(text) || columns < 3 }, "\(columns)x\(rows)")
            #expect(!demo.screen.hasOverrun, "\(columns)x\(rows)")
        }
    }

    @Test("the terminal comes back as it was, whichever way the demonstration ends")
    func terminalComesBack() {
        let ways: [(name: String, end: (DemoTerminal) -> Void, code: Int32)] = [
            ("q", { $0.press("q") }, 0), ("Ctrl-C", { $0.press("\u{3}") }, 0),
            ("SIGINT", { $0.signal(SIGINT) }, 130), ("SIGTERM", { $0.signal(SIGTERM) }, 143),
            ("SIGHUP", { $0.signal(SIGHUP) }, 129), ("a crash", { $0.signal(SIGSEGV) }, 139),
            ("SIGKILL", { $0.signal(SIGKILL) }, 137),
        ]
        for way in ways {
            let demo = DemoTerminal()
            #expect(demo.shows(Self.joins), "\(way.name)")
            #expect(!demo.isUntouched)
            #expect(demo.screen.isAlternate)
            #expect(!demo.screen.isCursorShown)
            way.end(demo)
            #expect(demo.ended() == way.code, "\(way.name)")
            // Nobody can do anything about SIGKILL.
            #expect(demo.isUntouched == (way.code != 137), "\(way.name)")
            #expect(demo.agentHasEnded(), "\(way.name)")
        }
    }

    @Test("NO_COLOR is honoured: looks, but no colours", arguments: [true, false])
    func colors(isAsked: Bool) {
        let demo = DemoTerminal(environment: isAsked ? ["NO_COLOR=1"] : [])
        #expect(demo.shows(Self.joins))
        #expect(demo.screen.looks.isSubset(of: [0, 1, 2, 7]) == isAsked)
    }

    @Test("the cloud alone runs on in the background of a script, where its standard input is /dev/null")
    func cloudWithoutInput() {
        let folder = TemporaryFolder()
        let cloud = "'\(AgentBench.demo)' cloud --key-file '\(folder.file("key.json"))' </dev/null"
        let ended = Program.run(["sh", "-c", "exec timeout 2 \(cloud)"])
        #expect(ended.code == 124)
        #expect(ended.output.hasPrefix("http://127.0.0.1:"))
        #expect(!ended.output.contains("could not"))
        #expect(ended.errors.contains("no commands are taken"))
    }

    @Test("an organiser's words come from another terminal, too, and say by their code what came of them")
    func organise() {
        let folder = TemporaryFolder()
        let port = "\(RelayServer.freePort())"
        func organise(_ words: String...) -> (code: Int32, output: String, errors: String) {
            Program.run([AgentBench.demo, "organise", "--port", port] + words)
        }
        let none = organise("list")
        #expect(none.code == 69)
        #expect(none.errors == "room-demo: no simulated cloud answers at port \(port)\n")
        let cloud = "'\(AgentBench.demo)' cloud --port \(port) --key-file '\(folder.file("key.json"))' </dev/null"
        let running = Program(["sh", "-c", "exec \(cloud)"])
        #expect(running.line() == "http://127.0.0.1:\(port)")
        let added = organise("add", "14:00/14:30", "Ääkköset", "@", "Room 5, @meet")
        #expect(added.output == "meeting0\n")
        #expect(added.code == 0)
        #expect(organise("show", "meeting0").output.hasSuffix("\n  location: Room 5, @meet\n"))
        // Whoever has taken the cable out still organises.
        #expect(organise("unplug").code == 0)
        #expect(organise("list").output.hasSuffix("  Ääkköset\n"))
        let wrong = organise("dance")
        #expect(wrong.code == 65)
        #expect(wrong.output == "")
        #expect(wrong.errors == "room-demo: 'dance' is no command; room-demo organise --help has them\n")
        #expect(Program.run([AgentBench.demo, "organise"]).code == 64)
        #expect(Program.run([AgentBench.demo, "organise", "--port", "x", "list"]).code == 64)
        #expect(Program.run([AgentBench.demo, "organise", "--help"]).output.contains("invite [weekly] TIMES TITLE"))
        #expect(organise("quit").code == 0)
        #expect(running.wait() == 0)
    }

    @Test("what is typed where the cloud runs is answered there: with lines and ok, or with no and why")
    func typed() {
        let folder = TemporaryFolder()
        let cloud = Program([AgentBench.demo, "cloud", "--key-file", folder.file("key.json")])
        _ = cloud.line()
        cloud.send("invite weekly 14:00/14:30 Standup\nunplug\nmeet\nquit\n")
        let answers = (0..<5).map { _ in cloud.line() }
        let refusal = "no: 'meet' is no command; room-demo organise --help has them"
        #expect(answers == ["meeting0", "ok", "ok", refusal, "ok"])
        #expect(cloud.wait() == 0)
    }

    @Test("its help is its own, and names what it can do; what it doesn't know is refused with its own usage")
    func usage() {
        for word in ["help", "--help", "-h"] {
            let help = Program.run([AgentBench.demo, word])
            #expect(help.code == 0)
            #expect(help.errors == "")
            for name in [
                "usage: room-demo", "room-demo cloud", "room-demo organise", "room-demo day", "NO_COLOR",
                "space  pushes the button",
            ] {
                #expect(help.output.contains(name), "\(name)")
            }
        }
        #expect(Program.run([AgentBench.demo, "--version"]).output.hasPrefix("room-demo "))
        let nonsense = Program.run([AgentBench.demo, "nonsense"])
        #expect(nonsense.code == 64)
        #expect(nonsense.output == "")
        #expect(nonsense.errors.hasPrefix("room-demo: there is no verb 'nonsense'\nusage: room-demo"))
        #expect(Program.run([AgentBench.demo, "clod"]).errors.contains("did you mean 'cloud'?"))
        let cloud = Program.run([AgentBench.demo, "cloud", "--help"])
        #expect(cloud.code == 0)
        #expect(cloud.output.contains("--key-file FILE"))
        #expect(Program.run([AgentBench.demo, "cloud"]).code == 64)
    }

    @Test("without a terminal it plays the scripted day, and says that all of it held")
    func scriptedDay() {
        let day = Program.run([AgentBench.demo])
        #expect(day.code == 0, "\(day.output)")
        #expect(day.output.contains(Self.command))
        #expect(day.output.hasSuffix("The day went as it should.\n"))
        #expect(!day.output.contains("{\"event\""))
        #expect(!day.output.contains("\u{1b}"))
    }
}
