// SPDX-License-Identifier: Apache-2.0
import AgentCommand
import AgentHost
import Glibc
import Kernel
import LinuxEventLoop
import RoomCore
import Simulation

/// `room-demo agent --config FILE --clock FILE --stage PROCESS`: the real agent with the stage's clock in the place of
/// the machine's.
enum AgentProgram {
    private static let parentInterval = Duration.seconds(2)

    static func run(_ words: [String]) -> Int32 {
        guard words.count == 6, words[0] == "--config", words[2] == "--clock", words[4] == "--stage",
            let stage = pid_t(words[5])
        else { return DemoUsage.refuse("agent") }
        let path = words[3]
        // A clock that is set before the loop listens would end the agent.
        ProcessGuard.hold([SIGUSR1])
        let code = RunVerb.run(
            words[1], .ofProcess(),
            wrap: { loop in
                end(with: stage, on: loop)
                guard let clock = ClockFile.load(from: path) else { return loop }
                let shifted = ShiftedLoop(loop, clock: clock)
                _ = try? loop.onSignal(SIGUSR1) {
                    if let clock = ClockFile.load(from: path) { shifted.clock = clock }
                }
                return shifted
            }, isClockSet: { _ in true })
        return code.rawValue
    }

    /// A stage that was killed can't end what it started, which would stay for ever.
    static func end(with stage: pid_t, on loop: any AgentLoop) {
        _ = loop.schedule(at: loop.now.uptime + parentInterval, tolerance: .milliseconds(500)) {
            if getppid() == stage { end(with: stage, on: loop) } else { SystemCall.kill(getpid(), SIGTERM) }
        }
    }
}

/// `room-demo joiner --config FILE --stage PROCESS`: the real joiner, which ends with its stage.
enum JoinerProgram {
    static func run(_ words: [String]) -> Int32 {
        guard words.count == 4, words[0] == "--config", words[2] == "--stage", let stage = pid_t(words[3]) else {
            return DemoUsage.refuse("joiner")
        }
        return JoinerVerb.run(
            words[1], .ofProcess(), began: { loop in AgentProgram.end(with: stage, on: loop) }
        ).rawValue
    }
}
