// SPDX-License-Identifier: Apache-2.0
import AgentHost
import Configuration
import Glibc
import RoomCore
import SecureStore

/// `room-agent wipe`: has the running agent erase what it keeps and end, or erases it where no agent runs. Asks once.
enum WipeVerb {
    static func run(_ arguments: CommandLineArguments, _ environment: Environment) -> ExitCode {
        guard let question = OwnerQuestion(arguments.configuration) else { return .configuration }
        if !arguments.options.contains(.yes), !isWanted(question.configuration.room.name) {
            Console.error("room-agent: nothing is wiped; write yes, or --yes")
            return .usage
        }
        if let code = question.ask(ControlRequest(verb: "wipe")) { return code }
        // A key that an administrator made is not the service's to destroy.
        let left =
            ServiceUser.isRoot && question.isKeyElsewhere
            ? AgentAssembly.keys(question.configuration, environment).provider.destroy() : []
        guard question.becomeOwner() else { return .permission }
        let wipe = Wipe.perform(question.configuration, environment)
        for sentence in left { Console.error("left to do: \(sentence)") }
        return wipe.print()
    }

    private static func isWanted(_ room: String) -> Bool {
        Console.print("Erase all keys and meetings of \(DisplayText.clean(room)) on this device? Write yes: ")
        return readLine() == "yes"
    }
}
