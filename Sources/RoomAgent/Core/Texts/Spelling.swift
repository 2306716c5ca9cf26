// SPDX-License-Identifier: Apache-2.0

/// "Did you mean …?"
package enum Spelling {
    /// Longer words get no suggestion.
    private static let maximumBytes = 64

    /// The candidate that the word is most likely a misspelling of: fewest edits, where letter case and kinds of dashes
    /// count for nothing; nil where none is near. The earlier of equals wins.
    package static func closest(to word: some StringProtocol, among candidates: [String]) -> String? {
        let folded = fold(word)
        guard !folded.isEmpty, folded.count <= maximumBytes else { return nil }
        var best: (candidate: String, distance: Int)?
        for candidate in candidates {
            let target = fold(candidate)
            let limit = max(1, min(folded.count, target.count) / 3)
            let distance = distance(folded, target)
            // Two letters of two replaced is another word, not a slip.
            guard distance <= limit, distance < target.count, distance < (best?.distance ?? .max) else { continue }
            best = (candidate, distance)
        }
        return best?.candidate
    }

    /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment distance).
    static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
        var beforeLast: [Int] = []
        var last = Array(0...right.count)
        for row in 1...left.count {
            var current = [row]
            current.reserveCapacity(right.count + 1)
            for column in 1...right.count {
                let same = left[row - 1] == right[column - 1]
                var cost = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (same ? 0 : 1))
                if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
                    cost = min(cost, beforeLast[column - 2] + 1)
                }
                current.append(cost)
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }

    /// ASCII lower case; `_`, spaces and typographic dashes as `-`.
    private static func fold(_ word: some StringProtocol) -> [UInt8] {
        var bytes: [UInt8] = []
        for scalar in word.unicodeScalars.prefix(maximumBytes + 1) {
            switch scalar.value {
            case 0x41...0x5A: bytes.append(UInt8(scalar.value) + 0x20)
            case 0x5F, 0x20, 0x2010...0x2015, 0x2212: bytes.append(0x2D)
            default: bytes.append(contentsOf: String(scalar).utf8)
            }
        }
        return bytes
    }
}
