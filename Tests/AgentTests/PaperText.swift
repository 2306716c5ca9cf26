// SPDX-License-Identifier: Apache-2.0

/// Whether a program printed what a paper says that it prints, whatever the time, the place and the machine.
enum PaperText {
    /// The line without what differs from room to room, and from run to run.
    private static func common(_ line: String) -> String {
        var text = line
        text = text.replacing(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/, with: "TIME")
        text = text.replacing(/\d{4}-\d\d-\d\d/, with: "DATE")
        text = text.replacing(/\d\d:\d\d:\d\d/, with: "TIME")
        text = text.replacing(/\d\d?:\d\d/, with: "CLOCK")
        text = text.replacing(/\b\d+ s\b/, with: "N s")
        // Just after midnight nothing of the day is assumed to be spent.
        text = text.replacing(/\b\d+ of 100 requests today(, \d+ of them assumed)?/, with: "N of 100 requests today")
        text = text.replacing(/\b\d+ min\b/, with: "N min")
        text = text.replacing(/\b(gpio|serial|input|led|lcdproc|terminal|ansi):[^\s:]+(:\d+)?/, with: "DEVICE")
        text = text.replacing(/[\w.+-]+@[\w.-]+/, with: "ADDRESS")
        text = text.replacing(/\/(etc|run|var|usr|tmp|dev)\/[\w.\/-]+/, with: "PATH")
        text = text.replacing(/time zone [A-Z]\w+(\/[\w+-]+)?/, with: "time zone ZONE")
        text = text.replacing(/"timezone":"[^"]*"/, with: "\"timezone\":\"ZONE\"")
        // A meeting that is near is green, one that has begun is amber.
        text = text.replacing(/light (green|amber)$/, with: "light LIGHT")
        // A frame is drawn as soon as its text is there; its lamps are told next.
        text = text.replacing(/\|  (button|green|amber|red) [a-z, ]+$/, with: "|")
        return text
    }

    static func isAnything(_ line: String) -> Bool { ["…", "..."].contains(line.replacing(" ", with: "")) }

    /// Without empty lines at the end.
    static func lines(_ text: String) -> [String] {
        trimmed(text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    }

    /// Nil if `lines` are what is claimed; else how far they are.
    static func difference(claimed: [String], real lines: [String]) -> String? {
        let claims = comparable(claimed)
        let lines = comparable(lines)
        if fits(claims[...], lines[...]) { return nil }
        let missing = claims.first { claim in !isAnything(claim) && !lines.contains { fits(claim, $0) } }
        let cause = missing.map { "nothing like: \($0)" } ?? "every line is there, but with others or in another order"
        return "\(cause)\nclaimed:\n\(claims.joined(separator: "\n"))\nreal:\n\(lines.joined(separator: "\n"))"
    }

    /// Neighbours that differ in nothing that counts are one: a room has more devices than another.
    private static func comparable(_ lines: [String]) -> [String] {
        var result: [String] = []
        for line in trimmed(lines).map(common) where line != result.last && !line.hasPrefix(news) {
            result.append(line)
        }
        return result
    }

    /// What the demonstration heard of the agent's events: it may begin to listen after a push.
    private static let news = "  TIME "

    private static func trimmed(_ lines: [String]) -> [String] {
        var lines = lines
        while lines.last?.allSatisfy({ $0 == " " }) == true { lines.removeLast() }
        return lines
    }

    private static func fits(_ claims: ArraySlice<String>, _ lines: ArraySlice<String>) -> Bool {
        guard let claim = claims.first else { return lines.isEmpty }
        if isAnything(claim) {
            let rest = claims.dropFirst()
            return rest.isEmpty || lines.indices.contains { fits(rest, lines[$0...]) }
        }
        guard let line = lines.first, fits(claim, line) else { return false }
        return fits(claims.dropFirst(), lines.dropFirst())
    }

    /// One line, in which `…` stands for anything.
    private static func fits(_ claim: String, _ line: String) -> Bool {
        let pieces = claim.split(separator: "…", omittingEmptySubsequences: false)
        guard pieces.count > 1 else { return claim == line }
        guard let first = pieces.first, line.hasPrefix(first) else { return false }
        var rest = line.dropFirst(first.count)
        for piece in pieces.dropFirst().dropLast() where !piece.isEmpty {
            guard let range = rest.firstRange(of: piece) else { return false }
            rest = rest[range.upperBound...]
        }
        return rest.hasSuffix(pieces.last ?? "")
    }

    // MARK: check

    private static let clock =
        "bad   clock-not-set: The clock has not been set since the machine started. "
        + "(check --online compares it with Google's)"
    private static let unready = "the room will not work as it should"
    private static let noUser = "note  there is no user room-agent: this looks with root's eyes"

    /// What `check` would say on a machine with the package, whose clock was set: a test's machine may be another.
    static func apartFromTheMachine(_ result: PaperRoom.Result) -> PaperRoom.Result {
        var result = result
        result.lines.removeAll { $0 == noUser }
        guard let place = result.lines.firstIndex(of: clock) else { return result }
        result.lines[place] = "ok    clock"
        result.lines.remove(at: place + 1)
        if !result.lines.contains(where: { $0.hasPrefix("bad ") }) {
            result.code = 0
            result.lines = result.lines.map { $0.replacing(unready, with: "the room is ready") }
        }
        return result
    }
}
