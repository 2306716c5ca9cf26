// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// How a piece of the screen looks. A look only underlines what the characters say by themselves: without colours the
/// screen tells the same.
enum Look {
    case plain, strong, faint, bar, hint, key
    /// The display's face, alive and frozen.
    case display, frozen
    /// The button's lamp while it is lit.
    case glow
    case green, amber, red
    case trouble

    /// Parameters of SGR (ECMA-48): the sixteen colours that every terminal has, chosen to be read on a dark and on a
    /// light background.
    fileprivate var inColor: String {
        switch self {
        case .plain: ""
        case .strong: "1"
        case .faint: "2"
        case .bar: "1;97;44"
        case .hint: "1;30;43"
        case .key: "1;36"
        case .display: "1;97;44"
        case .frozen: "2;37;100"
        case .glow: "1;30;103"
        case .green: "1;32"
        case .amber: "1;33"
        case .red: "1;31"
        case .trouble: "1;97;41"
        }
    }

    fileprivate var withoutColor: String {
        switch self {
        case .plain, .display: ""
        case .faint, .frozen: "2"
        case .bar, .glow: "7"
        case .strong, .hint, .key, .green, .amber, .red, .trouble: "1"
        }
    }

    func parameters(isInColor: Bool) -> String { isInColor ? inColor : withoutColor }
}

/// One row of the screen: pieces of text with their looks. Control characters are left out of whatever is put in.
struct StyledLine {
    private var pieces: [(text: String, look: Look)] = []
    private(set) var width = 0

    init() {}
    init(_ text: String, _ look: Look = .plain) { add(text, look) }

    mutating func add(_ text: String, _ look: Look = .plain) {
        let isPrintable = { (scalar: Unicode.Scalar) in scalar.properties.generalCategory != .control }
        let text =
            text.unicodeScalars.allSatisfy(isPrintable)
            ? text : String(String.UnicodeScalarView(text.unicodeScalars.filter(isPrintable)))
        pieces.append((text, look))
        width += DisplayText.width(text)
    }

    mutating func add(_ line: StyledLine) {
        pieces += line.pieces
        width += line.width
    }

    /// Spaces up to that column, in the look given.
    mutating func pad(to column: Int, _ look: Look = .plain) {
        if width < column { add(String(repeating: " ", count: column - width), look) }
    }

    /// At most so many columns of it.
    func cut(to columns: Int) -> StyledLine {
        if width <= columns { return self }
        var result = StyledLine()
        for piece in pieces {
            let rest = columns - result.width
            let fits = DisplayText.width(piece.text) <= rest
            if rest <= 0 { break }
            result.add(fits ? piece.text : DisplayText.fit(piece.text, rest), piece.look)
        }
        return result
    }

    /// The row with its control sequences.
    func text(isInColor: Bool) -> String {
        pieces.reduce("") { text, piece in
            let parameters = piece.look.parameters(isInColor: isInColor)
            return text + (parameters.isEmpty ? piece.text : "\u{1b}[\(parameters)m\(piece.text)\u{1b}[0m")
        }
    }
}
