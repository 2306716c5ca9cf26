// SPDX-License-Identifier: Apache-2.0
import AgentDevices
import AgentHost
import Configuration
import JoinLinks
import RoomCore

/// The configuration's files: the named one, and `*.conf` in the folder of that name with `.d`, in order of name.
enum ConfigurationFiles {
    static let defaultPath = "/etc/room-agent/room-agent.conf"

    /// What the parser makes of them; a file that cannot be read is a failure of its own.
    static func load(_ path: String?) throws(PathFailure) -> ParsedConfiguration {
        var files: [(name: String, bytes: [UInt8])] = []
        for name in names(path) { files.append((name, try read(name))) }
        return ConfigurationParser.parse(
            files: files, knownServices: LinkFinder.serviceNames, deviceKinds: DeviceDriver.kinds)
    }

    /// In the order in which they are read; the first one may not be there.
    static func names(_ path: String?) -> [String] {
        let path = path ?? defaultPath
        return [path] + BoundedFile.names(in: folder(path), ending: ".conf").map { "\(folder(path))/\($0)" }
    }

    /// Files of the folder that are not read, because of their names.
    static func ignored(_ path: String?) -> [String] {
        let folder = folder(path ?? defaultPath)
        return BoundedFile.names(in: folder, ending: "").filter { !$0.hasSuffix(".conf") }.map { "\(folder)/\($0)" }
    }

    private static func folder(_ path: String) -> String { path + ".d" }

    private static func read(_ path: String) throws(PathFailure) -> [UInt8] {
        // One byte more than the parser takes, so that it can say that the file is too large.
        try BoundedFile.read(path, maximumBytes: ConfigurationParser.maximumFileBytes + 1)
    }
}
