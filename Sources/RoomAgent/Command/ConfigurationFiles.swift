// SPDX-License-Identifier: Apache-2.0
import AgentHost
import RoomCore

/// The configuration's files: the named one, and `*.conf` in the folder of that name with `.d`, in order of name.
enum ConfigurationFiles {
    static let defaultPath = "/etc/room-agent/room-agent.conf"

    /// What the parser makes of them; a file that cannot be read is a failure of its own.
    static func load(_ path: String?) throws(FileFailure) -> ParsedConfiguration {
        let path = path ?? defaultPath
        var files = [(name: path, bytes: try read(path))]
        let folder = path + ".d"
        for name in BoundedFile.names(in: folder, ending: ".conf") {
            files.append(("\(folder)/\(name)", try read("\(folder)/\(name)")))
        }
        return ConfigurationParser.parse(files: files, knownServices: LinkFinder.serviceNames)
    }

    private static func read(_ path: String) throws(FileFailure) -> [UInt8] {
        // One byte more than the parser takes, so that it can say that the file is too large.
        try BoundedFile.read(path, maximumBytes: ConfigurationParser.maximumFileBytes + 1)
    }
}
