// SPDX-License-Identifier: Apache-2.0

/// The declarations of the sources that another file of another target sees, and which of them say what they are.
struct Declarations {
    /// Declarations and cases that say nothing, each as `path:line`.
    private(set) var undocumented: [String] = []
    /// How many were looked at.
    private(set) var count = 0

    /// What a protocol of ours says of each of its members, its types say no second time.
    private var requirements: [String: Set<String>] = [:]
    /// What each type and protocol conforms to, as far as it is said in the sources.
    private var conformances: [String: Set<String>] = [:]

    /// What the language's own protocols say: witnesses of `CustomStringConvertible`, `Comparable`, executors.
    private static let ofTheLanguage: Set<String> = [
        "description", "debugDescription", "customMirror", "==", "<", "unownedExecutor", "enqueue", "checkIsolated",
        "isIsolatingCurrentContext",
    ]
    /// Enums of which each case is a row somewhere else, with its sentence in words that are shown.
    private static let listed: Set<String> = ["WarningCode", "ConfigurationFault+Code"]

    init(_ files: [SourceFile]) {
        for file in files { learn(file) }
        for file in files { look(file) }
    }

    // MARK: Protocols and who conforms

    private mutating func learn(_ file: SourceFile) {
        var scopes: [(name: String, indent: Int)] = []
        for (number, line) in file.lines.enumerated() where !line.trimmed.hasPrefix("//") {
            Self.close(&scopes, line)
            if let scope = scopes.last, requirements[scope.name] != nil, let name = Self.name(line) {
                requirements[scope.name]?.insert(name)
            }
            guard let head = Self.scope(line, isWhole: true) else { continue }
            if !line.hasSuffix("}") { scopes.append((head.name, line.indent)) }
            if head.kind == "protocol" { requirements[head.name] = requirements[head.name] ?? [] }
            // An inheritance clause may go over lines.
            let clause = file.lines[number...].prefix(3).joined(separator: " ").prefix { $0 != "{" }
            guard let colon = clause.firstIndex(of: ":") else { continue }
            conformances[head.name, default: []].formUnion(clause[colon...].matches(of: /\w+/).map { String($0.0) })
        }
    }

    /// The members of all that a type conforms to; of a protocol its own, too, which an extension gives a default.
    private func promised(_ type: String) -> Set<String> {
        var seen: Set<String> = []
        var next = [type]
        var members: Set<String> = []
        while let name = next.popLast() {
            guard seen.insert(name).inserted else { continue }
            members.formUnion(requirements[name] ?? [])
            next += conformances[name] ?? []
        }
        return members
    }

    // MARK: Looking

    private mutating func look(_ file: SourceFile) {
        var scopes: [(name: String, indent: Int)] = []
        /// How far the cases of the enum are indented that another target sees; nil in any other scope.
        var open: [Int?] = []
        for (number, line) in file.lines.enumerated() where !line.trimmed.hasPrefix("//") {
            Self.close(&scopes, line)
            while open.count > scopes.count { open.removeLast() }
            let isSeen =
                (line.contains("package ") || line.contains("public "))
                && line.trimmed.contains(
                    /^(?:@\w+(?:\([^)]*\))? |nonisolated |indirect )*(?:public|package) (?!import)/)
            let isCase = line.trimmed.hasPrefix("case ") && open.last == line.indent
            if isSeen || isCase {
                count += 1
                let name = Self.name(line) ?? ""
                let known = promised(scopes.last?.name ?? "").union(Self.ofTheLanguage)
                if !known.contains(name), !Self.isDocumented(number, file), !Self.isPlainInit(number, file) {
                    undocumented.append("\(file.path):\(number + 1)")
                }
            }
            // Cases beside the enum's head have no place for a comment.
            if isSeen, line.contains(/\benum \w+[^{]*\{ case\b/) { undocumented.append("\(file.path):\(number + 1)") }
            guard let head = Self.scope(line) else { continue }
            scopes.append((head.name, line.indent))
            let stem = file.path.split(separator: "/").last.map { $0.split(separator: ".")[0] } ?? ""
            let isListed = Self.listed.contains(head.name) || Self.listed.contains(String(stem))
            open.append(head.kind == "enum" && isSeen && !isListed ? line.indent + 4 : nil)
        }
    }

    /// A comment stands above, over attributes and over the reason why something is sound.
    private static func isDocumented(_ number: Int, _ file: SourceFile) -> Bool {
        let above = file.lines[..<number].last { line in
            let text = line.trimmed
            return !(text.hasPrefix("@") || text.hasPrefix("#") || text.hasPrefix("//") && !text.hasPrefix("///"))
        }
        return above?.trimmed.hasPrefix("///") == true
    }

    /// An initialiser that does nothing but give each property, which says what it is, what the caller hands it.
    private static func isPlainInit(_ number: Int, _ file: SourceFile) -> Bool {
        let line = file.lines[number]
        guard line.contains(/\binit[?(<]/) else { return false }
        if line.hasSuffix("{}") { return true }
        let body: ArraySlice<String>
        if line.hasSuffix("}"), let brace = line.range(of: ") {") {
            body = line[brace.upperBound...].dropLast().split(separator: ";").map(String.init)[...]
        } else {
            guard let first = file.lines[number...].firstIndex(where: { $0.hasSuffix("{") }) else { return false }
            body = file.lines[(first + 1)...].prefix { $0 != String(repeating: " ", count: line.indent) + "}" }
        }
        return body.allSatisfy { $0.trimmed.isEmpty || $0.contains(/^\s*(?:self\.)?(\w+) = \1\s*$/) }
    }

    // MARK: Lines

    private static func close(_ scopes: inout [(name: String, indent: Int)], _ line: String) {
        while let scope = scopes.last, line.trimmed.hasPrefix("}"), line.indent <= scope.indent { scopes.removeLast() }
    }

    /// The type, protocol or extension that the line opens; `isWhole`: also one that it closes again.
    private static func scope(_ line: String, isWhole: Bool = false) -> (kind: String, name: String)? {
        // Words first: a regular expression on every line of the sources takes a minute.
        guard isWhole || !line.hasSuffix("}"), heads.contains(where: line.contains),
            let match = line.firstMatch(
                of: /^\s*(?:[a-z@][\w()]* )*(class|struct|enum|actor|protocol|extension) ([A-Z]\w*)/)
        else { return nil }
        return (String(match.1), String(match.2))
    }

    private static let heads = ["class ", "struct ", "enum ", "actor ", "protocol ", "extension "]

    /// What the line declares.
    private static func name(_ line: String) -> String? {
        if line.contains(/\binit[?(<]/) { return "init" }
        let match = line.firstMatch(of: /\b(?:func|var|let|case|struct|enum|class|actor|protocol|typealias) ([\w=<>]+)/)
        return match.map { String($0.1) }
    }
}

extension String {
    /// How many spaces it begins with.
    var indent: Int { count - trimmed.count }
}
