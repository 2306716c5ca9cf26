// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel

/// The user's terminal while the demonstration has it: the alternate screen, no echo, no cursor. It is given back as it
/// was, by `leave`, and by a crash of this process too.
final class Terminal {
    private var previous: [String] = []
    private var size = (columns: 0, rows: 0)
    private let isInColor: Bool

    /// Standard input and output are a terminal that can place its cursor.
    static var isUsable: Bool {
        let kind = getenv("TERM").map { String(cString: $0) } ?? ""
        var settings = termios()
        let isTerminal = [STDIN_FILENO, STDOUT_FILENO].allSatisfy { number in
            SystemCall.succeeds("tcgetattr") { tcgetattr(number, &settings) }
        }
        return isTerminal && kind != "dumb"
    }

    /// What a terminal has that doesn't tell its size.
    private static let usualSize = (columns: 80, rows: 24)
    /// More is not drawn, whatever a terminal says of itself.
    private static let largestSize = (columns: 400, rows: 200)

    private static let begin: StaticString = "\u{1b}[?1049h\u{1b}[?25l\u{1b}[?7l\u{1b}[2J"
    private static let end: StaticString = "\u{1b}[0m\u{1b}[?7h\u{1b}[?25h\u{1b}[?1049l"

    // Sound: written once, before the handlers that read it are installed.
    nonisolated(unsafe) private static var saved = termios()

    /// Takes the terminal.
    init() {
        // no-color.org: set and not empty.
        isInColor = getenv("NO_COLOR").map { $0.pointee == 0 } ?? true
        SystemCall.succeeds("tcgetattr") { tcgetattr(STDIN_FILENO, &Self.saved) }
        for number in [SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT] {
            signal(number) { number in
                // Only what signal-safety(7) allows.
                Terminal.giveBack()
                signal(number, SIG_DFL)
                raise(number)
            }
        }
        enter()
    }

    func enter() {
        var raw = Self.saved
        cfmakeraw(&raw)
        SystemCall.succeeds("tcsetattr") { tcsetattr(STDIN_FILENO, TCSANOW, &raw) }
        Self.write(Self.begin)
        previous = []
    }

    func leave() { Self.giveBack() }

    private static func giveBack() {
        write(end)
        // Keys that were pressed too late are not for the shell.
        SystemCall.succeeds("tcsetattr") { tcsetattr(STDIN_FILENO, TCSAFLUSH, &saved) }
    }

    private static func write(_ text: StaticString) {
        _ = text.withUTF8Buffer { try? SystemCall.writeAll(STDOUT_FILENO, UnsafeRawBufferPointer($0)) }
    }

    // MARK: Drawing

    /// How large it is now. The kernel is asked at each look, which is how a change shows at once.
    func currentSize() -> (columns: Int, rows: Int) {
        var window = winsize()
        let isKnown = SystemCall.succeeds("TIOCGWINSZ") { ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &window) }
        guard isKnown, window.ws_col > 0, window.ws_row > 0 else {
            return Self.usualSize
        }
        return (
            min(Int(window.ws_col), Self.largestSize.columns), min(Int(window.ws_row), Self.largestSize.rows)
        )
    }

    /// Shows these rows: what changed of them, or everything after the size did.
    func draw(_ lines: [StyledLine], columns: Int, rows: Int) {
        var output = ""
        if size != (columns, rows) || previous.isEmpty {
            output = "\u{1b}[0m\u{1b}[2J"
            previous = []
            size = (columns, rows)
        }
        var drawn: [String] = []
        for (index, line) in lines.prefix(rows).enumerated() {
            var line = line.cut(to: columns)
            line.pad(to: columns)
            let text = line.text(isInColor: isInColor)
            drawn.append(text)
            if index >= previous.count || previous[index] != text { output += "\u{1b}[\(index + 1);1H" + text }
        }
        previous = drawn
        // A terminal that is gone hangs us up.
        try? SystemCall.writeAll(STDOUT_FILENO, Array(output.utf8))
    }
}
