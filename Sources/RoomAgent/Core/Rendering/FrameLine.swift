// SPDX-License-Identifier: Apache-2.0

/// A line that a display shows if it has the room: lines are chosen by rank and shown in the order in which they stand.
struct FrameLine {
    /// One way to say it: words that are shown whole or not at all, and a title or name behind them, which may be cut.
    struct Form {
        var words = ""
        var title = ""

        static func all(_ words: [String], title: String = "") -> [Form] {
            words.map { Form(words: $0, title: title) }
        }
    }

    /// Lower is shown first. On a display of a single row each line up to `essential` has its turn.
    let rank: Int
    /// The longest first; one that does not fit makes way for the next.
    let forms: [Form]
    /// Stands at the right end.
    let right: String
    /// The right end makes way before the words do. A time of day is of less use than what the line is about.
    let rightYields: Bool
    /// True: where there is no room for two such lines, they take turns in one place.
    let isShared: Bool

    static let essential = 30
    /// How many cells of a title must be left behind the words. Where fewer are, a shorter form of the words is taken.
    private static let leastTitle = 6

    /// Words, with a title behind them or not, and the clock at the right end where there is room for both.
    init(_ rank: Int, _ forms: [Form], clock: String = "", isShared: Bool = false) {
        self.rank = rank
        self.forms = forms
        self.isShared = isShared
        right = clock
        rightYields = true
    }

    init(_ rank: Int, _ words: [String], clock: String = "", isShared: Bool = false) {
        self.init(rank, Form.all(words), clock: clock, isShared: isShared)
    }

    /// A title or name, which makes way for what stands at the right end.
    init(_ rank: Int, title: String, right: String = "", isShared: Bool = false) {
        self.rank = rank
        self.isShared = isShared
        forms = [Form(title: title)]
        self.right = right
        rightYields = false
    }

    /// The line in exactly so many cells of a character set; `mark` stands at its very end.
    func row(_ columns: Int, mark: String, _ charset: DisplayCharset) -> String {
        let marked = right.isEmpty ? mark : mark.isEmpty ? right : right + " " + mark
        let rights = rightYields && !right.isEmpty ? [marked, mark] : [marked]
        for form in forms {
            for right in rights {
                if let row = Self.row(form, right, columns, charset) { return row }
            }
        }
        // No translation comes here: a test says so.
        return DisplayText.fit(charset.shown(forms.last?.words ?? ""), columns, cutMark: charset.cutMark)
    }

    /// Nil if the words don't fit beside the right end.
    private static func row(_ form: Form, _ right: String, _ columns: Int, _ charset: DisplayCharset) -> String? {
        let words = charset.shown(form.words)
        let title = charset.shown(form.title)
        let room = right.isEmpty ? columns : columns - DisplayText.width(right) - 1
        let titleRoom = words.isEmpty ? room : room - DisplayText.width(words) - 1
        if !words.isEmpty {
            let least = title.isEmpty ? -1 : min(DisplayText.width(title), leastTitle)
            guard titleRoom >= least else { return nil }
        }
        let text = words.isEmpty ? title : title.isEmpty ? words : words + " " + title
        let left = DisplayText.fit(text, room, cutMark: charset.cutMark)
        return right.isEmpty ? left : left + " " + right
    }
}
