// SPDX-License-Identifier: Apache-2.0
import AgentCommand
import Glibc

@main
enum Program {
    static func main() { exit(RoomAgentCommand.main(Array(CommandLine.arguments.dropFirst()))) }
}
