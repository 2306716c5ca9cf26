// SPDX-License-Identifier: Apache-2.0

/// What must be true of every row of every display, whatever it shows. Titles and names of the scenes it is asked about
/// have neither digits nor colons, and end in `x` wherever they may be cut.
enum FrameRules {
    /// What is wrong with a row: a time that is not whole, a word of ours that was cut, a place without what belongs
    /// there. Nil for nothing.
    static func fault(_ row: String, uses24Hours: Bool, cutMark: Character) -> String? {
        var row = row
        while row.last == " " { row.removeLast() }
        if let end = row.firstIndex(of: cutMark), end > row.startIndex, row[row.index(before: end)] != "x",
            !["Booking", "Varataan"].contains(where: row.hasPrefix), !row.hasPrefix("Joining"),
            !row.hasPrefix("Leaving"), !row.hasPrefix("Liity"), !row.hasPrefix("Poistutaan")
        {
            return "cut, and not in a title"
        }
        for word in ["until", "at", "from", "since", "klo", "asti", "Next", "Klo", "Join", "to"]
        where row == word || row.hasSuffix(" " + word) && word != "asti" {
            return "nothing behind \(word)"
        }
        let tokens = row.split(whereSeparator: { " –-".contains($0) }).map(String.init)
        for (index, token) in tokens.enumerated() where token.contains(where: \.isNumber) {
            let next = tokens.dropFirst(index + 1).prefix(2)
            guard isWhole(token, next, uses24Hours) else { return "'\(token)' is no whole time" }
        }
        return nil
    }

    private static func isWhole(_ token: String, _ next: ArraySlice<String>, _ uses24Hours: Bool) -> Bool {
        var token = token
        if token.contains(":") {
            var isMarked = false
            for half in ["am", "pm"] where token.hasSuffix(half) {
                token.removeLast(2)
                isMarked = true
            }
            let parts = token.split(separator: ":", omittingEmptySubsequences: false)
            guard parts.count == 2, parts[1].count == 2, (1...2).contains(parts[0].count),
                parts.allSatisfy({ $0.allSatisfy(\.isNumber) })
            else { return false }
            if uses24Hours { return parts[0].count == 2 && !isMarked }
            // The first of two times may leave its half of the day to the second.
            return isMarked || next.contains { $0.hasSuffix("am") || $0.hasSuffix("pm") }
        }
        if token.contains("/") { return token.split(separator: "/").count == 2 }
        if token.hasSuffix(".") { return token.split(separator: ".").count == 2 }
        // "Book 30? Press", "30 min? Press".
        if token.hasSuffix("?") { return token.dropLast().allSatisfy(\.isNumber) }
        return next.first == "min" || next.first == "min?"
    }
}
