// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// What the parser made of the files.
package enum ParsedConfiguration: Sendable {
    /// The agent can start with it; what is unwise about it is in the warnings.
    case usable(RoomConfiguration, warnings: [ConfigurationProblem])
    /// At least one of the problems is an error. `join` and `control` are there where none of the errors concerns them:
    /// the joiner and the clients need no more, and the agent may still run with what it read before.
    case refused([ConfigurationProblem], join: RoomConfiguration.Join?, control: RoomConfiguration.Control?)

    /// Errors and warnings, in order of the files and their lines.
    package var problems: [ConfigurationProblem] {
        switch self {
        case .usable(_, let warnings): warnings
        case .refused(let problems, _, _): problems
        }
    }

    /// Nil if there was an error.
    package var configuration: RoomConfiguration? {
        if case .usable(let configuration, _) = self { configuration } else { nil }
    }

    /// `[join]` alone; nil if an error may concern it.
    package var join: RoomConfiguration.Join? {
        switch self {
        case .usable(let configuration, _): configuration.join
        case .refused(_, let join, _): join
        }
    }

    /// `[control]` alone; nil if an error may concern it.
    package var control: RoomConfiguration.Control? {
        switch self {
        case .usable(let configuration, _): configuration.control
        case .refused(_, _, let control): control
        }
    }
}

/// Reads configuration files: pure, from bytes to a checked configuration or all of its problems. Nothing is opened or
/// looked up; that files, zones and devices exist is for others to check.
package enum ConfigurationParser {
    /// Files beyond this many are not read, and that is an error. A room has one or a few.
    package static let maximumFiles = 64
    /// More problems than these are not reported. Somebody who has mended these finds the rest.
    package static let maximumProblems = 100
    /// Larger files are refused, so a reader may stop one byte behind it.
    package static var maximumFileBytes: Int { ConfigurationLines.maximumFileBytes }

    /// - Parameters:
    ///   - files: The main file, then those of `room-agent.conf.d` by name; per key, later files win.
    ///   - knownServices: Stable names of the join table, which are keys of `[join]`.
    ///   - deviceKinds: What a device's address may begin with.
    package static func parse(
        files: [(name: String, bytes: [UInt8])], knownServices: [String] = [],
        deviceKinds: [DeviceKind]
    ) -> ParsedConfiguration {
        var reading = ConfigurationReading(
            keys: ConfigurationReference.keys(services: knownServices, devices: deviceKinds))
        if files.isEmpty { reading.report(.noFile, file: "", line: nil) }
        for (index, file) in files.prefix(maximumFiles).enumerated() {
            reading.read(file.bytes, file: file.name, number: index)
        }
        if files.count > maximumFiles {
            reading.report(.tooManyFiles(maximumFiles), file: files[maximumFiles].name, line: nil)
        }
        return reading.finish(mainFile: files.first?.name ?? "")
    }
}
