// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport
import Testing

@Suite("What monitoring and scripts are told", .serialized)
struct FaceTests {
    private func check(_ bench: AgentBench, until code: Int32) -> (code: Int32, output: String, errors: String) {
        var result = bench.verb("status", "--check")
        for _ in 0..<500 where result.code != code {
            usleep(20_000)
            result = bench.verb("status", "--check")
        }
        return result
    }

    @Test(
        "status --check: one line and the codes of monitoring plug-ins, in order, with a warning, and without an agent")
    func monitoring() {
        let bench = AgentBench()
        bench.start()
        #expect(bench.shows("Aalto"))
        let good = check(bench, until: 0)
        #expect(good.code == 0)
        #expect(good.output == "Aalto: in order\n")
        bench.configure(name: "Broken", extra: "[nonsense]\nx = y")
        bench.process?.signal(SIGHUP)
        let warned = check(bench, until: 1)
        #expect(warned.code == 1, "\(warned.output)")
        #expect(
            warned.output
                == "Aalto: The changed configuration has errors; the old one is still in use. (configuration-reload-failed)\n",
            "\(warned.output)")
        bench.configure()
        bench.panel.hangUp()
        let lost = check(bench, until: 2)
        #expect(lost.code == 2)
        #expect(lost.output.hasPrefix("Aalto: The button's device is gone. (button-lost, serial:"))
        #expect(lost.output.split(separator: "\n").count == 1)
        #expect(bench.end(SIGKILL) == 137)
        let gone = bench.verb("status", "--check")
        #expect(gone.code == 2, "\(gone.output)")
        #expect(gone.output.hasPrefix("Aalto: the room agent does not run."), "\(gone.output)")
    }

    @Test("status --check of a room that knows no calendar is a fault: nobody knows whether the room is free")
    func unknown() {
        let bench = AgentBench()
        bench.cloud?.signal(SIGKILL)
        bench.start()
        #expect(bench.shows("No calendar"))
        let result = bench.verb("status", "--check")
        #expect(result.code == 2)
        #expect(result.output.hasPrefix("Aalto: The calendar has never been read"))
        #expect(bench.end(SIGTERM) == 0)
    }

    @Test(
        "status --check by somebody who may not ask is neither good nor bad",
        .enabled(if: geteuid() == 0, "only root can become somebody else"))
    func stranger() {
        let bench = AgentBench()
        bench.start()
        #expect(bench.shows("Aalto"))
        #expect(chmod(bench.folder.path, 0o755) == 0)
        #expect(chmod(bench.configuration, 0o644) == 0)
        let result = Program.run([
            "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", AgentBench.agent, "status", "--check",
            "--config", bench.configuration,
        ])
        #expect(result.code == 3, "\(result.output)")
        #expect(result.output.hasPrefix("Aalto: this user may not ask"), "\(result.output)")
        #expect(bench.end(SIGTERM) == 0)
    }

    @Test("a failed sync tells the warning's code, its sentence and its remedy, and status the same")
    func oneVocabulary() {
        let bench = AgentBench()
        bench.cloud?.signal(SIGKILL)
        bench.start()
        #expect(bench.shows("No calendar"))
        let words = "network-down: The calendar service cannot be reached. ("
        let sync = bench.verb("sync")
        #expect(sync.code == 69, "\(sync.errors)")
        #expect(sync.errors.contains(words), "\(sync.errors)")
        #expect(sync.errors.contains("Check the network cable, the Wi-Fi and the proxy."))
        #expect(bench.verb("status").output.contains(words))
        #expect(bench.status("$.sync.failure") == "network-down")
        #expect(bench.log.contains("code=network-down"))
        #expect(bench.end(SIGTERM) == 0)
    }

    @Test("a meeting's id is the same in status, agenda and events, after a restart too, and is not the calendar's")
    func ids() {
        let bench = AgentBench(meetings: [(-60, 3600, "Design review"), (7200, 600, "Lunch")])
        bench.start()
        #expect(bench.shows("Press to join"))
        let id = bench.status("$.state.meeting.id")
        #expect(id.count == 32, "\(id)")
        #expect(id.allSatisfy { $0.isHexDigit }, "\(id)")
        #expect(bench.status("$.current[0].id") == id)
        #expect(bench.status("$.next.id") != id)
        #expect(bench.verb("agenda", "--json").output.contains(#""id":"\#(id)""#))
        let events = Program([AgentBench.agent, "events", "--config", bench.configuration])
        let first = events.line() ?? ""
        #expect(first.contains(#""event":"State""#), "\(first)")
        #expect(first.contains(#""state":"joinable""#), "\(first)")
        #expect(first.contains(#""id":"\#(id)""#))
        #expect(first.contains(#""standing":true"#))
        #expect(bench.end(SIGKILL) == 137)
        bench.start()
        #expect(bench.shows("Press to join"))
        #expect(bench.status("$.state.meeting.id") == id)
        #expect(bench.end(SIGTERM) == 0)
        // Another data key: other names.
        _ = Program.run(["rm", "-r", bench.folder.file("store")])
        bench.start()
        #expect(bench.shows("Press to join"))
        let other = bench.status("$.state.meeting.id")
        #expect(other.count == 32)
        #expect(other != id)
        #expect(bench.end(SIGTERM) == 0)
    }

    @Test("a key file that was mended is seen by the next sync, without a reload or a restart")
    func mendedKey() {
        let bench = AgentBench(meetings: [(-60, 3600, "Design review")])
        let key = bench.folder.read("google.json")
        bench.folder.write("{}", to: "google.json")
        bench.start()
        #expect(bench.shows("No calendar"))
        let failed = bench.verb("sync")
        #expect(failed.code == 69, "\(failed.errors)")
        #expect(failed.errors.contains("credentials-unreadable: "), "\(failed.errors)")
        bench.folder.write(key, to: "google.json")
        #expect(bench.verb("sync").output == "synced\n")
        #expect(bench.shows("Press to join"))
        #expect(bench.end(SIGTERM) == 0)
    }

    @Test("a certificate file that is not there is told as such, and not as a fault of the program")
    func missingCertificates() {
        let bench = AgentBench(extra: "[network]\nca-file = /nonexistent/ca.pem")
        bench.folder.write(
            bench.folder.read("room-agent.conf").replacing("api = http://", with: "api = https://"),
            to: "room-agent.conf")
        bench.start()
        #expect(bench.shows("No calendar"))
        let failed = bench.verb("sync")
        #expect(failed.code == 69, "\(failed.errors)")
        #expect(!failed.errors.contains("request-refused"), "\(failed.errors)")
        #expect(bench.end(SIGTERM) == 0)
    }

    @Test(
        "a time zone with a slip is told with its place and what was meant", arguments: ["Europe/Helsingi", "Helsinki"])
    func zone(name: String) {
        let folder = TemporaryFolder()
        let path = folder.write(
            "[room]\nname = Aalto\ncalendar = x@example.com\ntimezone = \(name)\n[google]\nkey-file = /x\n",
            to: "room.conf")
        let result = Program.run([AgentBench.agent, "check", "--config", path])
        #expect(result.code == 78)
        #expect(result.output.contains("time-zone-unknown: "), "\(result.output)")
        #expect(result.output.contains("\(path):4: \(name); did you mean Europe/Helsinki?"), "\(result.output)")
    }
}
