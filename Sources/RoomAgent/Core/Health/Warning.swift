// SPDX-License-Identifier: Apache-2.0

/// A warning that is shown.
package struct Warning: Sendable, Equatable {
    /// Which row of the catalogue it is.
    package var code: WarningCode
    /// The device, file or program it is about; may be empty.
    package var subject: String
    /// Time since boot at which it came on.
    package var since: Duration
    /// What fills the places in its sentences.
    package var facts: WarningFacts

    package init(
        code: WarningCode, subject: String = "", since: Duration = .zero, facts: WarningFacts = WarningFacts()
    ) {
        self.code = code
        self.subject = subject
        self.since = since
        self.facts = facts
    }

    /// How bad it is, as its row says.
    package var severity: WarningSeverity { code.entry.severity }
    /// The status light's fault flash is on while it is shown.
    package var needsSomebody: Bool { code.entry.needsSomebody }

    /// What is wrong, in one sentence.
    package func sentence(in language: Language) -> String { filled(code.entry.words[language].sentence, language) }
    /// What to do about it.
    package func remedy(in language: Language) -> String { filled(code.entry.words[language].remedy, language) }
    /// Two or three words for a small display, which guests read.
    package func label(in language: Language) -> String { code.entry.words[language].label }

    /// Whether it is about the same thing: since when, and by how much, may differ.
    package func isSame(as other: Warning) -> Bool { code == other.code && subject == other.subject }

    /// The first form with its place filled; the last one where nobody knows what belongs there.
    private func filled(_ text: String, _ language: Language) -> String {
        let forms = text.split(separator: "|")
        guard forms.count > 1, let value = code.entry.place.flatMap({ facts.text(for: $0, in: language) }) else {
            return String(forms.last ?? "")
        }
        var result = ""
        for character in forms[0] { if character == "%" { result += value } else { result.append(character) } }
        return result
    }
}
