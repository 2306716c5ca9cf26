// SPDX-License-Identifier: Apache-2.0
import AgentDevices
import Configuration
import Glibc
import RoomCore
import Testing

@Suite("Configuration reference")
struct ConfigurationReferenceTests {
    private static let keys = ConfigurationReference.keys(devices: DeviceDriver.kinds)

    @Test("leaving everything out is the same as writing the defaults down")
    func defaults() throws {
        var text = ""
        for section in ConfigurationReference.sections {
            text += "[\(section)]\n"
            for key in Self.keys where key.section == section {
                if let value = key.isRequired ? key.example : key.defaultValue { text += "\(key.name) = \(value)\n" }
            }
        }
        let parsed = ConfigurationSample.parse(text)
        let bare = RoomConfiguration(
            name: "Aalto", calendar: "c_1881q@resource.calendar.google.com", credential: "/etc/room-agent/google.json")
        #expect(parsed.problems.filter { $0.severity == .error }.map(\.description) == [])
        #expect(try #require(parsed.configuration) == bare)
    }

    @Test("each key's example is accepted", arguments: keys.map(\.title))
    func examples(title: String) throws {
        let key = try #require(Self.keys.first { $0.title == title })
        // A way in and the public address stand together, and a certificate and its key.
        let others = [
            "[push] listen": "\naddress = https://a.example/", "[push] subscribe": "\naddress = https://a.example/",
            "[push] address": "\nlisten = 127.0.0.1:1", "[manners] book-as": "\nbook = yes",
            "[presence] webhook": "\nvacation = a@b.example\nwebhook-key = file:/k",
            "[presence] webhook-key": "\nvacation = a@b.example\nwebhook = https://b.example",
            "[scheduling] webex": "\nwebex-myroom = https://a.example/", "[scheduling] webex-myroom": "\nwebex = @ab",
            "[scheduling] webex-space": "\nwebex = @ab", "[scheduling] zoom": "\nzoom-myroom = https://a.example/",
            "[scheduling] zoom-myroom": "\nzoom = @ab", "[scheduling] zoom-space": "\nzoom = @ab",
            "[scheduling] jitsi": "\njitsi-myroom = https://a.example/", "[scheduling] jitsi-myroom": "\njitsi = @ab",
            "[scheduling] jitsi-space": "\njitsi = @ab",
            "[vault] certificate": "\ncertificate-key = /k", "[vault] certificate-key": "\ncertificate = /c",
            "[manners] release-after": "\ncheck-in = yes",
            "[manners] release-series-after": "\ncheck-in = yes\nrelease-after = 5 min",
        ]
        let parsed = ConfigurationSample.parse(
            section: key.section, line: "\(key.name) = \(key.example)\(others[title] ?? "")")
        #expect(parsed.problems.filter { $0.severity == .error }.map(\.description) == [])
    }

    @Test("names are unique, lower-case, and of known sections; sentences end in a full stop")
    func form() {
        #expect(Set(Self.keys.map(\.title)).count == Self.keys.count)
        for key in Self.keys {
            #expect(ConfigurationReference.sections.contains(key.section))
            let isPlain = key.name.utf8.allSatisfy { (0x61...0x7A).contains($0) || $0 == 0x2D }
            #expect(isPlain)
            #expect(key.sentence.hasSuffix("."))
            #expect(key.isRequired == (key.defaultValue == nil && key.absence == nil))
        }
    }

    @Test("services are keys of [join], except where a kind has the name already")
    func services() {
        let names = ConfigurationReference.keys(services: ["zoom", "sip"], devices: []).map(\.title)
        #expect(names.contains("[join] zoom"))
        #expect(names.count { $0 == "[join] sip" } == 1)
    }

    @Test("the example file has every key once, in its section, with its default")
    func exampleFile() throws {
        let file = ConfigurationFileLines(try repositoryText("provisioning/room-agent.conf"))
        for key in Self.keys {
            let lines = file.assignments.filter { $0.section == key.section && $0.key == key.name }
            #expect(lines.count == 1, "\(key.title)")
            if let value = key.defaultValue { #expect(lines.first?.value == value, "\(key.title)") }
            if key.isRequired { #expect(lines.first?.isComment == false, "\(key.title)") }
        }
        let extra = file.assignments.filter { line in
            !Self.keys.contains { $0.section == line.section && $0.name == line.key }
        }
        #expect(extra.map(\.key) == ["zoom"])
    }

    @Test("the example file has no fault, neither as it is nor with every key in use")
    func exampleFileParses() throws {
        let text = try repositoryText("provisioning/room-agent.conf")
        #expect(ConfigurationSample.parse(text).problems.map(\.description) == [])
        let all = ConfigurationFileLines(text).uncommented
        // Two keys are another way to do the same, one needs another default (and hides that another does), and the
        // example's key is no key service's.
        let codes = ConfigurationSample.parse(all).problems.map(\.code)
        #expect(codes == [.delegation, .pushBothWays, .releaseAlone, .keyWithoutEffect])
    }

    @Test("the manual page has every key, in its section, with its default")
    func manualPage() throws {
        let page = try repositoryText("docs/room-agent.conf.5").replacing("\\-", with: "-")
        for key in Self.keys {
            let section = page.part(after: ".Ss [\(key.section)]\n", before: ["\n.Ss ", "\n.Sh "])
            let item = section.part(after: ".It Cm \(key.name) ", before: ["\n.It ", "\n.El"])
            #expect(!item.isEmpty, "\(key.title)")
            if let value = key.defaultValue { #expect(item.contains("Default: \(value)."), "\(key.title)") }
            if let range = key.range, key.type == "time span" || key.type == "number" {
                #expect(item.contains(range), "\(key.title)")
            }
        }
    }

    @Test("the manual page and the guide to the format name every limit")
    func limits() throws {
        let page = try repositoryText("docs/room-agent.conf.5")
        for text in ["64 KiB", "2000 lines", "4096 bytes", "64 files"] { #expect(page.contains(text)) }
    }
}

/// The example file's lines, those in comments too.
private struct ConfigurationFileLines {
    var assignments: [(section: String, key: String, value: String, isComment: Bool)] = []
    /// The file with every commented key put in use.
    var uncommented = ""

    init(_ text: String) {
        var section = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            // `#key = value` is a key; `# text` is a comment.
            let isComment = line.hasPrefix("#")
            let body = isComment ? line.dropFirst() : line
            let parts = body.split(separator: " = ", maxSplits: 1)
            if line.hasPrefix("[") { section = String(line.dropFirst().dropLast()) }
            if parts.count == 2, !body.hasPrefix(" ") {
                assignments.append((section, String(parts[0]), String(parts[1]), isComment))
                uncommented += body + "\n"
            } else {
                uncommented += line + "\n"
            }
        }
    }
}

/// The text of a file of the repository.
private func repositoryText(_ path: String) throws -> String {
    let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
    let file = try #require(fopen("\(root)/\(path)", "r"), "\(path) is missing")
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 64 * 1024)
    while case let count = fread(&chunk, 1, chunk.count, file), count > 0 { bytes += chunk[..<count] }
    return try #require(String(validating: bytes, as: UTF8.self))
}

extension String {
    /// From behind the first `start` up to the nearest of `ends`; empty where there is no `start`.
    fileprivate func part(after start: String, before ends: [String]) -> String {
        guard let lower = firstRange(of: start)?.upperBound else { return "" }
        let rest = String(self[lower...])
        let upper = ends.compactMap { rest.firstRange(of: $0)?.lowerBound }.min() ?? rest.endIndex
        return String(rest[..<upper])
    }
}
