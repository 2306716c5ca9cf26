// SPDX-License-Identifier: Apache-2.0
import AgentDevices
import Configuration
import RoomCore
import Testing

/// Files for the tests of the parser.
enum ConfigurationSample {
    /// A room with nothing wrong, in seven lines, of which the last two are `[join]`.
    static let base = """
        [room]
        name = Aalto
        calendar = c_1881q@resource.calendar.google.com
        [google]
        key-file = /etc/room-agent/google.json
        [join]
        video = chromium --kiosk --app={url}

        """

    static let services = ["zoom", "teams", "jitsi", "sip", "phone"]

    /// Parses `texts` as `room-agent.conf`, `site.conf`, `site2.conf` and so on.
    static func parse(_ texts: String...) -> ParsedConfiguration {
        parse(texts.map { Array($0.utf8) })
    }

    static func parse(_ contents: [[UInt8]]) -> ParsedConfiguration {
        let files = contents.enumerated().map { index, bytes in
            (name: index == 0 ? "room-agent.conf" : "site\(index == 1 ? "" : "\(index)").conf", bytes: bytes)
        }
        return ConfigurationParser.parse(files: files, knownServices: services, deviceKinds: DeviceDriver.kinds)
    }

    /// The base with one more line, in a file of its own.
    static func parse(section: String, line: String) -> ParsedConfiguration {
        // The credential goes by two names, of which a room has one.
        let other = line.hasPrefix("credential") ? base.replacing("key-file", with: "credential") : base
        return parse(other, "[\(section)]\n\(line)\n")
    }
}

/// One wrong line, and the message it gets.
struct LineMistake: CustomTestStringConvertible, Sendable {
    let section: String
    let line: String
    /// Behind `site.conf:2: `.
    let message: String

    init(_ section: String, _ line: String, _ message: String) {
        self.section = section
        self.line = line
        self.message = message
    }

    var testDescription: String { "[\(section)] \(line.prefix(60))" }
}

/// One wrong set of files, and all messages it gets.
struct FileMistake: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let files: [[UInt8]]
    let messages: [String]

    init(_ title: String, _ text: String, _ messages: [String]) {
        self.init(title, files: [Array(text.utf8)], messages)
    }

    init(_ title: String, files: [[UInt8]], _ messages: [String]) {
        testDescription = title
        self.files = files
        self.messages = messages
    }
}
