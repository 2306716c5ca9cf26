// SPDX-License-Identifier: Apache-2.0
import AgentHost
import Glibc
import RoomCore

/// `room-agent provision kiosk`: prepares this machine's own screen for meetings.
enum ProvisionVerb {
    static func run(_ arguments: CommandLineArguments) -> ExitCode {
        return .ok
    }
}
