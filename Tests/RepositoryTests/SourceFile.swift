// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A file of the checkout, found from this file's own place in it.
struct SourceFile {
    let path: String
    let lines: [String]

    static let root: String = {
        let parts = #filePath.split(separator: "/").dropLast(3)
        return "/" + parts.joined(separator: "/")
    }()

    static func all(below folder: String, endings: [String]) -> [SourceFile] {
        var found: [SourceFile] = []
        var folders = [folder]
        while let folder = folders.popLast() {
            guard let directory = opendir("\(root)/\(folder)") else { continue }
            defer { closedir(directory) }
            while let entry = readdir(directory) {
                let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                if name.hasPrefix(".") { continue }
                let path = "\(folder)/\(name)"
                if entry.pointee.d_type == UInt8(DT_DIR) { folders.append(path) }
                guard endings.contains(where: name.hasSuffix), let text = read(path) else { continue }
                var lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
                if lines.last == "" { lines.removeLast() }
                found.append(SourceFile(path: path, lines: lines))
            }
        }
        return found.sorted { $0.path < $1.path }
    }

    static func read(_ path: String) -> String? {
        guard let file = fopen("\(root)/\(path)", "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = fread(&buffer, 1, buffer.count, file)
            if count == 0 { break }
            bytes += buffer[..<count]
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension SourceFile {
    /// The lines, from 1, on which an expectation begins whose condition is several, joined by `&&` at its outermost
    /// level. Interpolations and raw strings with quotes in them are not looked into.
    var conjunctions: [Int] {
        let head = "#expect("
        var found: [Int] = []
        for (number, line) in lines.enumerated() {
            var rest = line[...]
            while let start = rest.range(of: head) {
                rest = rest[start.upperBound...]
                let text = ([String(rest)] + lines[(number + 1)...].prefix(40)).joined(separator: "\n")
                if Self.isConjunction(text) { found.append(number + 1) }
            }
        }
        return found
    }

    /// `text` begins behind the parenthesis of an expectation.
    private static func isConjunction(_ text: String) -> Bool {
        var depth = 0
        var isQuoted = false
        var last: Character = " "
        for character in text {
            defer { last = last == "\\" ? " " : character }
            if isQuoted {
                if character == "\"", last != "\\" { isQuoted = false }
                continue
            }
            switch character {
            case "\"": isQuoted = true
            case "(", "[", "{": depth += 1
            case ")", "]", "}":
                if depth == 0 { return false }
                depth -= 1
            case ",": if depth == 0 { return false }
            case "&": if depth == 0, last == "&" { return true }
            default: break
            }
        }
        return false
    }
}

extension StringProtocol {
    func range(of word: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(word) { return start..<index(start, offsetBy: word.count) }
            start = index(after: start)
        }
        return nil
    }
}

extension String {
    var trimmed: Substring { drop { $0 == " " } }

    var isImport: Bool {
        let words = trimmed.split(separator: " ")
        return words.first == "import" || (words.count >= 3 && words[1] == "import" && !trimmed.hasPrefix("//"))
    }

    /// The line without a trailing comment; string literals are not looked into.
    var code: String {
        if trimmed.hasPrefix("//") || trimmed.hasPrefix("*") { return "" }
        guard let comment = self.range(of: " //") else { return self }
        return String(self[..<comment.lowerBound])
    }
}
