// SPDX-License-Identifier: Apache-2.0
import RoomCore

// Texts: devices, displays and join commands.

extension ConfigurationFault {
    static func deviceWithoutScheme(example: String) -> Self {
        Self(.deviceWithoutScheme, "The device's address does not begin with its kind.", "Write it as in \(example).")
    }

    static func deviceWithoutScheme(meant: String) -> Self {
        Self(.deviceWithoutScheme, "The device's address does not begin with its kind.", "Did you mean \(meant)?")
    }

    static func unknownDeviceScheme(_ scheme: String, closest: String?, all: [String]) -> Self {
        Self(
            .unknownDeviceScheme, "\(PrintableText.quoted(scheme + ":")) is no kind of device.",
            closest.map { "Did you mean \($0):?" } ?? "Here it can be \(list(all.map { $0 + ":" }, last: "or")).")
    }

    static func wrongDeviceUse(_ scheme: String, what: String, all: [String]) -> Self {
        Self(
            .wrongDeviceUse, "A device of the kind \(scheme): cannot be \(what).",
            "Here it can be \(list(all.map { $0 + ":" }, last: "or")).")
    }

    static func deviceAddressIncomplete(_ kind: DeviceKind) -> Self {
        Self(.deviceAddressIncomplete, "Nothing stands behind \(kind.scheme):.", "Write it as \(kind.example).")
    }

    /// What the driver says, as sentences.
    static func deviceAddress(_ complaint: (cause: String, remedy: String)) -> Self {
        func sentence(_ clause: String) -> String { "\(clause.prefix(1).uppercased())\(clause.dropFirst())." }
        return Self(.deviceAddress, sentence(complaint.cause), sentence(complaint.remedy))
    }

    static func notDisplaySize(_ value: String, meant: String?) -> Self {
        Self(
            .notDisplaySize, "\(PrintableText.quoted(value)) is no display size.",
            meant.map { "Did you mean \($0)?" } ?? "Write columns, x and rows, as in 20x4.")
    }

    static func displaySizeSwapped(_ value: String, meant: String) -> Self {
        Self(
            .displaySizeSwapped, "\(PrintableText.quoted(value)) has the rows first.", "Did you mean \(meant)?")
    }

    static func displaySizeOutOfRange(_ value: String) -> Self {
        Self(
            .displaySizeOutOfRange, "\(PrintableText.quoted(value)) is out of range.", "Write 16x1 to 40x8.")
    }

    static var quoteNotClosed: Self {
        Self(.quoteNotClosed, "A quotation mark is not closed.", "Write a second \" at the end of the word.")
    }

    static var quoteInsideWord: Self {
        Self(.quoteInsideWord, "A quotation mark stands inside a word.", "Put the marks around the whole word.")
    }

    static var foreignQuote: Self {
        Self(.foreignQuote, "Words are quoted with plain double quotes only.", "Write \" around the word.")
    }

    static var foreignDash: Self {
        Self(.foreignDash, "A word begins with a typographic dash.", "Write plain hyphens: -- for two.")
    }

    static var wholeCommandQuoted: Self {
        Self(
            .wholeCommandQuoted, "The quotation marks make the whole command one word.",
            "Write the command without them.")
    }

    static func tooManyWords(_ limit: Int) -> Self {
        Self(
            .tooManyWords, "The command has more than \(limit) words.",
            "Put it into a script and write the script's path.")
    }

    static var programNotFoundByName: Self {
        Self(
            .programNotFoundByName, "The program is neither a plain name nor a whole path.",
            "Write chromium or /usr/bin/chromium.")
    }

    static var programIsAssignment: Self {
        Self(
            .programIsAssignment, "No shell runs the command, so it cannot begin with a variable.",
            "Begin it with env and a space.")
    }

    static var programIsAddress: Self {
        Self(
            .programIsAddress, "The address cannot be the program.",
            "Write the program first, as in chromium --app={url}.")
    }

    static func noPlaceholder(meant: String?) -> Self {
        Self(
            .noPlaceholder, "The command does not say where the meeting's address goes.",
            meant.map { "Write {url} for \($0)." } ?? "Write {url} once, as in chromium --app={url}.")
    }

    static var repeatedPlaceholder: Self {
        Self(.repeatedPlaceholder, "The address stands there more than once.", "Write {url} or {page}, once.")
    }

    static func unknownPlaceholder(_ name: String) -> Self {
        Self(.unknownPlaceholder, "\(PrintableText.quoted(name)) is no placeholder.", "Write {url} or {page}.")
    }

    static func shellSyntax(_ word: String) -> Self {
        Self(
            .shellSyntax, "\(PrintableText.quoted(word)) is for a shell, and none runs the command.",
            "Put the command into a script and write the script's path; or pass the word as it is, in double quotes."
        )
    }

    static var shellProgram: Self {
        Self(
            .shellProgram, "A shell would read the meeting's address as a command.",
            "Put the command into a script file, and write its path and {url}.")
    }

    static func remoteShell(_ program: String) -> Self {
        Self(
            .remoteShell,
            "\(PrintableText.quoted(program)) hands its words to a shell, and a stranger's address is one of them.",
            "Write the path of a script that quotes it, as join-programs.md has one.")
    }
}
