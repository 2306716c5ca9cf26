// SPDX-License-Identifier: Apache-2.0
import Testing

/// A target of Package.swift, and the picture of ARCHITECTURE.md.
struct Target {
    var name: String
    /// From the root: `Sources/RoomAgent/Core`.
    var folder: String
    var uses: Set<String>
    var isProgram: Bool

    /// The targets below `Sources` that are written in Swift.
    static func all() throws -> [Target] {
        let package = try #require(SourceFile.read("Package.swift"))
        let pattern = /(part|program)\(\s*"(\w+)", in: "([^"]+)",\s*uses: \[([^\]]*)\]/
        return package.matches(of: pattern).map { match in
            Target(
                name: String(match.2), folder: "Sources/\(match.3)",
                uses: Set(match.4.matches(of: /\w+/).map { String($0.0) }), isProgram: match.1 == "program")
        }
    }

    /// What the picture's arrows lead to, by folder.
    static func drawn() throws -> [String: Set<String>] {
        var drawn: [String: Set<String>] = [:]
        var folder = ""
        var column = 0
        for line in try picture() where !line.hasPrefix(" ---") {
            if let match = line.firstMatch(of: /Sources\/[A-Za-z\/]+/) {
                folder = String(match.0)
                column = 0
            }
            if let arrow = line.firstRange(of: "-> ") {
                column = line.distance(from: line.startIndex, to: arrow.upperBound)
            }
            let words = line.dropFirst(column).split(separator: " ").map(String.init)
            if column > 0, !folder.isEmpty { drawn[folder, default: []].formUnion(words.filter { $0 != "nothing" }) }
        }
        return drawn
    }

    /// The layers from the top down, with their folders.
    static func layers() throws -> [(name: String, folders: [String])] {
        var layers: [(name: String, folders: [String])] = []
        for line in try picture() {
            if let name = line.firstMatch(of: /^ ([A-Z]+) {2,}Sources/) { layers.append((String(name.1), [])) }
            guard let folder = line.firstMatch(of: /Sources\/[A-Za-z\/]+/), !layers.isEmpty else { continue }
            layers[layers.count - 1].folders.append(String(folder.0))
        }
        return layers
    }

    private static func picture() throws -> [Substring] {
        let paper = try #require(SourceFile.read("ARCHITECTURE.md"))
        let blocks = paper.split(separator: "```", omittingEmptySubsequences: false)
        return try #require(blocks.dropFirst().first).split(separator: "\n")
    }
}
