// SPDX-License-Identifier: Apache-2.0
import TestSupport

/// A document of the checkout, taken apart into what can be tried: commands, the output that it claims, configurations.
///
/// In a block that is marked `console`, lines that begin with `$ ` or `# ` are commands, and those behind one are its
/// output, in which `…` or `...` stands for anything. In a block that is marked `sh`, every line is a command.
struct Paper {
    struct Block {
        var language: String
        /// Of its first line in the document, from 1.
        var number: Int
        var lines: [String]
    }

    struct Command {
        var text: String
        /// Where it stands.
        var place: String
        /// Lines of its output; nil where the document says nothing of it.
        var output: [String]?

        /// For whoever reads a failure.
        var name: String { "\(place): \(text)" }
    }

    let path: String
    let text: String

    static let root = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    init(_ path: String) {
        self.path = path
        text = TemporaryFolder.contents("\(Self.root)/\(path)")
    }

    /// README.md and everything below provisioning and docs that ends like this.
    static func all(_ ending: String) -> [Paper] {
        let found = Program.run(["find", "\(root)/provisioning", "\(root)/docs", "-name", "*\(ending)"]).output
        let paths = found.split(separator: "\n").map { String($0.dropFirst(root.utf8.count + 1)) }.sorted()
        return (ending == ".md" ? ["README.md"] + paths : paths).map(Paper.init)
    }

    var lines: [String] { text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }

    /// Blocks between fences, which may be part of a list and then stand further right.
    var blocks: [Block] {
        var blocks: [Block] = []
        var open: (indent: Int, block: Block)?
        for (index, line) in lines.enumerated() {
            let words = line.drop { $0 == " " }
            if words.hasPrefix("```") {
                if let (_, block) = open { blocks.append(block) }
                let indent = line.count - words.count
                open =
                    open == nil
                    ? (indent, Block(language: String(words.dropFirst(3)), number: index + 2, lines: [])) : nil
            } else if let indent = open?.indent {
                open?.block.lines.append(String(line.dropFirst(indent)))
            }
        }
        return blocks
    }

    var commands: [Command] {
        blocks.flatMap { block in
            switch block.language {
            case "console": console(block)
            case "sh": script(block)
            default: [Command]()
            }
        }
    }

    private func console(_ block: Block) -> [Command] {
        var commands: [Command] = []
        // The word that ends a text which the shell hands to the command.
        var end: String?
        for (index, line) in block.lines.enumerated() {
            if let last = commands.last, last.text.hasSuffix("\\") || end != nil {
                commands[commands.count - 1].text += "\n" + line
                if line == end { end = nil }
            } else if line.hasPrefix("$ ") || line.hasPrefix("# ") {
                commands.append(Command(text: String(line.dropFirst(2)), place: place(block, index)))
                end = line.firstMatch(of: /<<-?'?([A-Z]+)'?/).map { String($0.1) }
            } else if !commands.isEmpty {
                commands[commands.count - 1].output = (commands[commands.count - 1].output ?? []) + [line]
            }
        }
        return commands
    }

    private func script(_ block: Block) -> [Command] {
        var commands: [Command] = []
        for (index, line) in block.lines.enumerated() {
            if let last = commands.last, last.text.hasSuffix("\\") {
                commands[commands.count - 1].text += "\n" + line
            } else if !line.isEmpty, !line.hasPrefix("#") {
                commands.append(Command(text: line, place: place(block, index)))
            }
        }
        return commands
    }

    private func place(_ block: Block, _ index: Int) -> String { "\(path):\(block.number + index)" }
}

extension Paper.Command {
    /// The programs that it names, one for each command of a pipeline or a list.
    var programs: [String] {
        let first = text.split(separator: "\n", maxSplits: 1).first.map(String.init) ?? text
        return first.replacing("&&", with: ";").replacing("||", with: ";").split { $0 == "|" || $0 == ";" }
            .compactMap { part in
                let words = part.split(separator: " ").drop { $0 == "sudo" || $0.firstMatch(of: /^[A-Z_]+=/) != nil }
                return words.first.map(String.init)
            }
    }
}

// MARK: Manual pages

/// A manual page in mdoc(7).
struct ManualPage {
    let paper: Paper

    init(_ name: String) { paper = Paper("docs/\(name)") }

    /// A section's lines; empty where there is none of that name.
    func section(_ name: String) -> [String] {
        paper.lines.drop { $0 != ".Sh \(name)" }.dropFirst().prefix { !$0.hasPrefix(".Sh ") }.map(Self.plain)
    }

    /// Each verb of the synopsis, and its options with their dashes, whatever it does.
    var synopsis: [String: Set<String>] {
        var verbs: [String: Set<String>] = [:]
        var verb = ""
        for line in section("SYNOPSIS") {
            let words = line.split(separator: " ").map(String.init)
            if words.first == ".Cm", words.count > 1 {
                verb = words[1]
                verbs[verb] = verbs[verb] ?? []
            }
            for (word, next) in zip(words, words.dropFirst()) where word == "Fl" || word == ".Fl" {
                verbs[verb]?.insert("-\(next)")
            }
        }
        return verbs
    }

    /// Commands of the displays.
    var examples: [Paper.Command] {
        paper.lines.enumerated().compactMap { index, line in
            guard line.hasPrefix(".Dl $ ") || line.hasPrefix(".Dl # ") else { return nil }
            return Paper.Command(text: Self.plain(String(line.dropFirst(6))), place: "\(paper.path):\(index + 1)")
        }
    }

    private static func plain(_ text: String) -> String {
        text.replacing("\\-", with: "-").replacing("\\&", with: "").replacing("\\(aq", with: "'")
    }
}
