// SPDX-License-Identifier: Apache-2.0
import AgentHost
import Configuration
import RoomCore

/// `room-agent account`: asks the running agent, which alone talks to the calendar.
enum AccountVerb {
    static func run(_ arguments: CommandLineArguments) -> ExitCode {
        for address in [arguments.address].compactMap(\.self) where !MailAddress.isWellFormed(address) {
            Console.error("room-agent: '\(Printable.ascii(address))' is no e-mail address")
            return .usage
        }
        guard let question = OwnerQuestion(arguments.configuration) else { return .configuration }
        var words = [arguments.subject, arguments.address, arguments.role].compactMap(\.self)
        if arguments.options.contains(.json) { words.append("json") }
        if let code = question.ask(ControlRequest(verb: "account", words: words)) { return code }
        Console.error("room-agent: the agent does not run, and it alone changes accounts: systemctl start room-agent")
        return .unavailable
    }
}
