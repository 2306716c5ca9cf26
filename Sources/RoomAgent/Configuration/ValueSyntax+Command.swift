// SPDX-License-Identifier: Apache-2.0
import RoomCore

extension ValueSyntax where Value == [String] {
    /// An argv template: words with spaces between, `"…"` around a word that has spaces in it. `{url}` or `{page}`
    /// stands in it once; with `takesAddress` false it may be left out.
    static func command(example: String, takesAddress: Bool = true) -> Self {
        Self(
            name: "command", range: nil, example: example, allowsNumberSign: true, allowsQuotes: true
        ) { value throws(ConfigurationFault) in
            let words = try CommandTemplate.words(of: value)
            try CommandTemplate.checkPlaceholder(in: words, isRequired: takesAddress)
            try CommandTemplate.checkProgram(of: words)
            return words.map(\.text)
        }
    }
}

/// The rules of join commands. No shell ever reads them, so whatever only a shell would understand is refused.
private enum CommandTemplate {
    static let maximumWords = 64

    struct Word {
        var text: String
        var isQuoted: Bool
    }

    /// Splits the value; unquoted words are checked for what only a shell understands.
    static func words(of value: String) throws(ConfigurationFault) -> [Word] {
        var words: [Word] = []
        var rest = value[...]
        while true {
            rest = rest.drop { $0 == " " }
            guard let first = rest.first else { break }
            guard words.count < maximumWords else { throw .tooManyWords(maximumWords) }
            if first == "\"" {
                let body = rest.dropFirst()
                guard let end = body.firstIndex(of: "\"") else { throw .quoteNotClosed }
                words.append(Word(text: String(body[..<end]), isQuoted: true))
                rest = body[body.index(after: end)...]
                if let next = rest.first, next != " " { throw .quoteInsideWord }
            } else {
                let word = rest.prefix { $0 != " " }
                try checkUnquoted(word)
                words.append(Word(text: String(word), isQuoted: false))
                rest = rest[word.endIndex...]
            }
        }
        return words
    }

    private static func checkUnquoted(_ word: Substring) throws(ConfigurationFault) {
        guard let first = word.first else { return }
        if "'`“”„‘’«»".contains(first) { throw first == "`" ? .shellSyntax(String(word)) : .foreignQuote }
        if "‐‑‒–—―−".contains(first) { throw .foreignDash }
        if word.contains("\"") { throw .quoteInsideWord }
        let operators = ["|", "||", "&", "&&", ";", ">", ">>", "<", "<<", "2>", "2>&1", "1>&2", "&>", "!"]
        let endsStatement = word.hasSuffix(";") || word.hasSuffix("&")
        if operators.contains(String(word)) || endsStatement || first == "#" || first == "~" || first == ">" {
            throw .shellSyntax(String(word))
        }
        for variable in ["$url", "$URL", "${url}", "${URL}", "$1"] where word.hasSuffix(variable) {
            throw .noPlaceholder(meant: variable)
        }
        if word.contains("`") || word.contains("$") { throw .shellSyntax(String(word)) }
    }

    static func checkPlaceholder(in words: [Word], isRequired: Bool) throws(ConfigurationFault) {
        if words.count == 1, words[0].isQuoted, words[0].text.contains(" ") { throw .wholeCommandQuoted }
        var count = 0
        for word in words {
            for name in placeholders(in: word.text) {
                guard name == "{url}" || name == "{page}" else { throw .unknownPlaceholder(name) }
                count += 1
            }
        }
        if let program = words.first, !placeholders(in: program.text).isEmpty { throw .programIsAddress }
        guard count <= 1 else { throw .repeatedPlaceholder }
        guard count == 1 || !isRequired else {
            let foreign = ["%u", "%U", "%s", "<url>", "URL", "url"]
            throw .noPlaceholder(
                meant: foreign.first { sign in words.dropFirst().contains { $0.text.hasSuffix(sign) } })
        }
    }

    /// Everything of the form `{letters}`; other braces are plain text.
    private static func placeholders(in text: String) -> [String] {
        var found: [String] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            let body = rest[rest.index(after: open)...]
            let name = body.prefix { $0.isASCII && ($0.isLetter || $0 == "-" || $0 == "_") }
            if !name.isEmpty, body[name.endIndex...].first == "}" { found.append("{\(name)}") }
            rest = body
        }
        return found
    }

    static func checkProgram(of words: [Word]) throws(ConfigurationFault) {
        guard let program = words.first?.text, !program.isEmpty, program != "/" else { throw .programNotFoundByName }
        let isAssignment = program.prefix { $0 != "=" }.utf8.allSatisfy {
            ASCII.isUpper($0) || ASCII.isDigit($0) || $0 == 0x5F
        }
        if program.contains("="), isAssignment { throw .programIsAssignment }
        let isPath = program.hasPrefix("/") && !program.hasSuffix("/")
        guard isPath || (!program.contains("/") && !program.hasPrefix("-")) else { throw .programNotFoundByName }
        for (index, word) in words.enumerated() {
            guard let name = word.text.split(separator: "/").last.map(String.init) else { continue }
            if joinsWords.contains(name) { throw .remoteShell(name) }
            guard let takesText = optionOfProgramText(name) else { continue }
            if words[(index + 1)...].contains(where: { takesText($0.text) }) { throw .shellProgram }
        }
    }

    /// Programs that make one text of their arguments and give it to a shell, here or on another machine.
    private static let joinsWords: Set<String> = [
        "ssh", "slogin", "rsh", "remsh", "mosh", "dbclient", "plink", "sshpass", "autossh", "eval", "xargs", "parallel",
        "watch",
    ]

    private static let shells: Set<String> = [
        "sh", "bash", "dash", "ash", "zsh", "ksh", "mksh", "fish", "csh", "tcsh", "su", "runuser", "script", "busybox",
    ]

    /// The letters of the options that make the next word an interpreter's program.
    private static let interpreters: [String: String] = [
        "python": "c", "pypy": "c", "perl": "eE", "ruby": "e", "node": "ep", "nodejs": "ep", "lua": "e", "luajit": "e",
        "php": "r", "tclsh": "c", "expect": "c", "Rscript": "e",
    ]

    /// Recognises the options that make the next word a program's text; nil for a program that has none.
    private static func optionOfProgramText(_ name: String) -> ((String) -> Bool)? {
        if shells.contains(name) {
            // -c, -lc and the like.
            return { option in
                option.hasPrefix("-") && !option.hasPrefix("--") && option.hasSuffix("c")
                    || option == "--command" || option.hasPrefix("--command=")
            }
        }
        // A version may follow the name, as in python3.11.
        guard let letters = interpreters[String(name.prefix { $0.isLetter })] else { return nil }
        return { option in
            if option.hasPrefix("--") { return option.hasPrefix("--eval") || option.hasPrefix("--print") }
            return option.hasPrefix("-") && option.dropFirst().contains { letters.contains($0) }
        }
    }
}
