// SPDX-License-Identifier: Apache-2.0
import AgentCommand
import Glibc
import LinuxEventLoop
import RoomCore
import Simulation
import Synchronization

/// `room-demo`: the real agent in a simulated world. Without arguments it plays a day: in a terminal with keys,
/// otherwise by script.
@main
enum Program {
    static func main() {
        let words = Array(CommandLine.arguments.dropFirst())
        switch words.first {
        case nil: exit(play())
        case "cloud": exit(CloudProgram.run(Array(words.dropFirst())))
        // What the stage starts: the agent with the stage's clock, its verbs, and a meeting that lasts until it is
        // left.
        case "agent": exit(agent(Array(words.dropFirst())))
        case "meeting": while true { pause() }
        default: exit(RoomAgentCommand.main(words))
        }
    }

    private static func play() -> Int32 {
        guard let folder = Folder.temporary() else {
            print("no temporary folder can be made")
            return 71
        }
        defer { Folder.remove(folder) }
        signal(SIGPIPE, SIG_IGN)
        let outcome = Mutex<Int32>(1)
        do {
            let loop = try EventLoop()
            loop.run {
                do {
                    let code = try await Self.play(loop, folder)
                    outcome.withLock { $0 = code }
                } catch { print("the demonstration could not be set up: \(error)") }
            }
        } catch { print("the demonstration could not be set up: \(error)") }
        return outcome.withLock { $0 }
    }

    private static func play(_ loop: EventLoop, _ folder: String) async throws -> Int32 {
        let isTerminal = isatty(STDIN_FILENO) == 1 && isatty(STDOUT_FILENO) == 1
        // Eight o'clock, today, in UTC, which is the simulated room's zone.
        let today = FixedOffset().civilTime(at: loop.now.wall).date
        let morning = FixedOffset().startOfDay(today) + .hours(8)
        let stage = try Stage(
            loop: loop, program: ownPath, folder: folder, morning: morning, speed: isTerminal ? 60 : 1)
        defer { stage.endMeetings() }
        if isTerminal {
            try await TerminalRoom(stage).play(from: morning)
            await stage.close()
            return 0
        }
        let isGood = try await ScriptedDay(stage).play(from: morning)
        await stage.close()
        return isGood ? 0 : 1
    }

    private static func agent(_ words: [String]) -> Int32 {
        guard words.count == 4, words[0] == "--config", words[2] == "--clock" else { return 64 }
        let path = words[3]
        let code = RunVerb.run(
            words[1],
            wrap: { loop in
                guard let clock = ClockFile.load(from: path) else { return loop }
                let shifted = ShiftedLoop(loop, clock: clock)
                _ = try? loop.onSignal(SIGUSR1) {
                    if let clock = ClockFile.load(from: path) { shifted.clock = clock }
                }
                return shifted
            }, isClockSet: { _ in true })
        return code.rawValue
    }

    private static var ownPath: String {
        var target = [CChar](repeating: 0, count: 4096)
        let count = readlink("/proc/self/exe", &target, target.count)
        return String(decoding: target.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

/// A folder for one run.
enum Folder {
    static func temporary() -> String? {
        var template = Array("/tmp/room-demo-XXXXXX".utf8CString)
        return template.withUnsafeMutableBufferPointer { buffer in
            guard let base = buffer.baseAddress, mkdtemp(base) != nil else { return nil }
            return String(cString: base)
        }
    }

    /// With what is in it; the demonstration makes no deeper folders than two.
    static func remove(_ path: String) {
        guard let directory = opendir(path) else { return }
        while let entry = readdir(directory) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name == "." || name == ".." { continue }
            if entry.pointee.d_type == UInt8(DT_DIR) { remove("\(path)/\(name)") } else { unlink("\(path)/\(name)") }
        }
        closedir(directory)
        rmdir(path)
    }
}
