// SPDX-License-Identifier: Apache-2.0
import AgentHost
import Kernel
import RoomCore

/// The program: words in, exit code out.
package enum RoomAgentCommand {
    /// `words` are the arguments after the program's name.
    package static func main(_ words: [String]) -> Int32 {
        SystemCall.fillStandardStreams()
        let arguments: CommandLineArguments
        do throws(UsageProblem) { arguments = try CommandLineArguments(parsing: words) } catch {
            Console.error("room-agent: \(error.cause); \(error.remedy)")
            return ExitCode.usage.rawValue
        }
        return perform(arguments).rawValue
    }

    private static func perform(_ arguments: CommandLineArguments) -> ExitCode {
        let environment = Environment.ofProcess()
        // Keys of this device come into their memory. The agent and the joiner do it themselves.
        if [.check, .provision, .keys, .wipe].contains(arguments.verb) { ProcessGuard.hideFromOthers() }
        switch arguments.verb {
        case .help:
            let verb = arguments.subject.flatMap(CommandLineArguments.Verb.init)
            Console.print(verb.map(Help.text) ?? Help.text)
        case .version: Console.print("room-agent \(AgentVersion.version)\n")
        case .run: return RunVerb.run(arguments.configuration, environment)
        case .joiner: return JoinerVerb.run(arguments.configuration, environment)
        case .check:
            return CheckVerb.run(
                arguments.configuration, environment, isOnline: arguments.options.contains(.online))
        case .provision: return ProvisionVerb.run(arguments)
        case .links: return LinksVerb.run(arguments.configuration)
        case .account: return AccountVerb.run(arguments)
        case .keys: return KeysVerb.run(arguments, environment)
        case .wipe: return WipeVerb.run(arguments, environment)
        case .status, .agenda, .events, .press, .sync, .book, .extend, .end, .presence: return ClientVerb.run(arguments)
        }
        return .ok
    }
}
