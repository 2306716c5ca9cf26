// SPDX-License-Identifier: Apache-2.0
import AgentCommand
import Glibc
import Kernel
import LinuxEventLoop
import RoomCore
import Simulation
import Synchronization

/// `room-demo`: the real agent in a simulated world. Without arguments it plays a day: in a terminal with keys,
/// otherwise by script.
@main
enum Program {
    static func main() {
        SystemCall.fillStandardStreams()
        let words = Array(CommandLine.arguments.dropFirst())
        exit(run(words.first, Array(words.dropFirst())))
    }

    private static func run(_ word: String?, _ rest: [String]) -> Int32 {
        switch word {
        case nil: return play(hasKeys: Terminal.isUsable)
        case "day" where rest.isEmpty: return play(hasKeys: false)
        case "cloud": return CloudProgram.run(rest)
        case "organise": return OrganizerProgram.run(rest)
        // What the stage starts: the agent with the stage's clock, and a meeting that lasts until it is left.
        case "agent": return AgentProgram.run(rest)
        case "joiner": return JoinerProgram.run(rest)
        case "meeting": return MeetingProgram.run(rest)
        case "help", "--help", "-h": DemoUsage.print(DemoUsage.text)
        case "version", "--version": DemoUsage.print(DemoUsage.version)
        case let verb?:
            // The agent's own verbs, which the stage uses too.
            guard CommandLineArguments.Verb(rawValue: verb) != nil else { return DemoUsage.refuse(verb) }
            return RoomAgentCommand.main([verb] + rest)
        }
        return 0
    }

    private static func play(hasKeys: Bool) -> Int32 {
        guard let folder = DemoFolder.temporary() else {
            print("no temporary folder can be made")
            return 71
        }
        defer { DemoFolder.remove(folder) }
        signal(SIGPIPE, SIG_IGN)
        let outcome = Mutex<Int32>(1)
        do {
            let loop = try EventLoop()
            loop.run {
                do {
                    let code = try await Self.play(loop, folder, hasKeys)
                    outcome.withLock { $0 = code }
                } catch { print("the demonstration could not be set up: \(error)") }
            }
        } catch { print("the demonstration could not be set up: \(error)") }
        return outcome.withLock { $0 }
    }

    private static func play(_ loop: EventLoop, _ folder: String, _ hasKeys: Bool) async throws -> Int32 {
        let day = DemoDay(of: loop.now.wall)
        let stage = try Stage(
            loop: loop, program: ownPath, folder: folder, start: day.opening, speed: hasKeys ? TerminalRoom.speed : 1,
            // Who watches is given time to push.
            releaseAfter: hasKeys ? 3 : 1)
        defer { stage.endMeetings() }
        if hasKeys {
            let code = try await TerminalRoom(stage).play()
            await stage.close()
            return code
        }
        for number in [SIGINT, SIGTERM, SIGHUP] {
            _ = try loop.onSignal(number) {
                stage.kill()
                stage.endMeetings()
                DemoFolder.remove(folder)
                exit(128 + number)
            }
        }
        let isGood = try await ScriptedDay(stage).play(day)
        await stage.close()
        return isGood ? 0 : 1
    }

    private static var ownPath: String { Path.target("/proc/self/exe") ?? "" }
}
