// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// What the user asked for.
package struct CommandLineArguments: Equatable, Sendable {
    /// What to do.
    package var verb: Verb
    /// `--config`, as written; nil where it is left out.
    package var configuration: String?
    /// The options without a value; never one that the verb does not take.
    package var options: Set<Option>
    /// `--day`, as written; nil where it is left out.
    package var day: String?
    /// The verb behind `help`, what `provision` prepares, or what `keys` or `account` does; nil where there is none.
    package var subject: String?
    /// `--name`, as written; nil where it is left out.
    package var name: String?
    /// `--uri`, as written; nil where it is left out.
    package var uri: String?
    /// The address behind what `account` does, as written; nil where it is left out.
    package var address: String?
    /// `--role`, as written; nil where it is left out.
    package var role: String?
    /// How many minutes `book --minutes` or `extend` is for; nil where the verb has none.
    package var minutes: Int?
    /// `--for`: for how many seconds `presence` says that the room is in use; nil where it is left out.
    package var seconds: Int?
    /// `--id`: who says so; nil where it is left out.
    package var source: String?
    /// The sentence of `book`, its words with single spaces; empty where it has none.
    package var sentence = ""
    /// Each `--allow`, as written. Default: none.
    package var allowedHosts: [String] = []

    /// The verbs. The raw values are the words that a user writes; `Help` and room-agent(8) say what each does.
    package enum Verb: String, CaseIterable, Sendable {
        /// The agent, in the foreground.
        case run
        /// The service that starts join programs.
        case joiner
        /// What is wrong with the set-up.
        case check
        /// What is on now.
        case status
        /// The meetings that are kept.
        case agenda
        /// What happens, as it happens.
        case events
        /// What the button does.
        case press
        /// Looks at the calendar now.
        case sync
        /// Books the room.
        case book
        /// Lengthens the meeting that is on.
        case extend
        /// Ends the meeting that is on.
        case end
        /// Says that somebody is in the room.
        case presence
        /// Which join address an event has, and why.
        case links
        /// What has to be typed elsewhere, and files for the room.
        case provision
        /// Whose calendars are read, and who may read the room's.
        case account
        /// The keys, and new ones.
        case keys
        /// Destroys what is kept.
        case wipe
        /// Which version this is.
        case version
        /// How this is used.
        case help
    }

    /// The options without a value. The raw values are what a user writes; `options` says which verb takes which.
    package enum Option: String, CaseIterable, Sendable {
        /// For programs: one JSON value in the place of sentences.
        case json = "--json"
        /// `check` tries the calendar, too.
        case online = "--online"
        /// `press` holds the button, which leaves a meeting.
        case hold = "--hold"
        /// `provision` writes no file, and prints what would stand in it.
        case print = "--print"
        /// `status` says by its exit code alone whether all is well.
        case check = "--check"
        /// `keys rotate` changes what wraps the data key, and not the data key.
        case wrapping = "--wrapping"
        /// `wipe` does not ask whether that is meant.
        case yes = "--yes"
        /// `provision certificate` has the TPM make the key.
        case tpm = "--tpm"
    }

    /// The options that each verb takes.
    static let options: [Verb: [Option]] = [
        .status: [.json, .check], .agenda: [.json], .check: [.online], .press: [.hold], .events: [.json],
        .provision: [.print, .tpm], .keys: [.wrapping], .wipe: [.yes], .account: [.json],
    ]
}

/// Why the command line was not understood: a cause, and separately what to do.
package struct UsageProblem: Error, Equatable, Sendable {
    /// What is wrong, as a clause of a sentence.
    package var cause: String
    /// What to write instead, or where to look, as a clause of a sentence.
    package var remedy: String
}

extension CommandLineArguments {
    /// Reads the words behind the program's name. No word at all, `--help` and `-h` mean `help`; `--version` means
    /// `version`. Throws what is wrong with the first word that is not understood.
    package init(parsing words: [String]) throws(UsageProblem) {
        self.init(verb: .help, configuration: nil, options: [], day: nil)
        guard let first = words.first else { return }
        if words.contains("--help") || words.contains("-h") {
            subject = Verb(rawValue: first).map(\.rawValue)
            return
        }
        verb = try Self.verb(first)
        var rest = words.dropFirst()
        while let word = rest.popFirst() {
            let (name, inlineValue) = Self.split(word)
            func value(_ what: String) throws(UsageProblem) -> String {
                if let value = inlineValue ?? rest.popFirst(), !value.isEmpty { return value }
                throw UsageProblem(cause: "\(name) needs \(what)", remedy: "write \(name) \(what)")
            }
            switch name {
            case "--config": configuration = try value("FILE")
            case "--day" where verb == .agenda: day = try value("DAY")
            case "--minutes" where verb == .book: minutes = try Self.minutes(try value("N"))
            case "--for" where verb == .presence: seconds = try Self.seconds(try value("SECONDS"))
            case "--id" where verb == .presence: source = try Self.source(try value("NAME"))
            case "in-use" where verb == .presence && subject == nil: subject = name
            case _ where verb == .extend && minutes == nil && !name.hasPrefix("-"): minutes = try Self.minutes(word)
            case _ where verb == .book && !name.hasPrefix("--"): sentence += (sentence.isEmpty ? "" : " ") + word
            case "--allow" where verb == .provision: allowedHosts.append(try value("HOST"))
            case "--name" where verb == .provision: self.name = try value("NAME")
            case "--uri" where verb == .provision: uri = try value("URI")
            case "--role" where verb == .account: role = try value("ROLE")
            case _ where verb == .account && subject == nil && !name.hasPrefix("-"):
                subject = try Self.accountWord(name)
            case _ where verb == .account && address == nil && !name.hasPrefix("-"): address = name
            case _ where verb == .help && subject == nil: subject = try Self.verb(name).rawValue
            case _ where verb == .provision && subject == nil && !name.hasPrefix("-"):
                subject = try Self.preparation(name)
            case _ where verb == .keys && subject == nil && !name.hasPrefix("-"): subject = try Self.keyWord(name)
            default: options.insert(try option(name))
            }
        }
        if verb == .account { try checkAccount() }
        try checkBooking()
        if verb == .keys, subject == nil {
            throw UsageProblem(cause: "'keys' needs to be told what", remedy: "write room-agent keys status")
        }
        if verb == .keys, subject == "status", options.contains(.wrapping) {
            throw UsageProblem(cause: "'keys status' has no option '--wrapping'", remedy: "leave it out")
        }
        if verb == .provision, subject == nil {
            throw UsageProblem(cause: "'provision' needs to be told what", remedy: "write room-agent provision kiosk")
        }
        let isForKiosk = options.contains(.print) || !allowedHosts.isEmpty
        let isForCertificate = self.name != nil || uri != nil || options.contains(.tpm)
        let isWrong = (isForKiosk && subject != "kiosk") || (isForCertificate && subject != "certificate")
        if verb == .provision, isWrong {
            throw UsageProblem(
                cause: "'provision \(subject ?? "")' does not take that option",
                remedy: "--tpm, --name and --uri belong to certificate, --allow and --print to kiosk")
        }
    }

    private func checkBooking() throws(UsageProblem) {
        if verb == .extend, minutes == nil {
            throw UsageProblem(cause: "'extend' needs to be told how long", remedy: "write room-agent extend 15")
        }
        if verb == .presence, subject == nil || seconds == nil || source == nil {
            throw UsageProblem(
                cause: "'presence' needs to be told what, for how long, and by whom",
                remedy: "write room-agent presence in-use --for 300 --id door")
        }
        guard verb == .book, sentence.isEmpty == (minutes == nil) else { return }
        throw UsageProblem(
            cause: sentence.isEmpty ? "'book' needs to be told what" : "'book' takes a sentence or --minutes, not both",
            remedy: "write room-agent book --minutes 30, or room-agent book \"Retro 14:00-14:30\"")
    }

    private static func seconds(_ word: String) throws(UsageProblem) -> Int {
        let range = 1...Int(Presence.longest.wholeSeconds)
        if let seconds = Int(word), range.contains(seconds) { return seconds }
        throw UsageProblem(
            cause: "'\(Printable.ascii(word))' is no number of seconds",
            remedy: "write one from 1 to \(range.upperBound)")
    }

    private static func source(_ word: String) throws(UsageProblem) -> String {
        if Presence.isName(word) { return word }
        throw UsageProblem(
            cause: "'\(Printable.ascii(word))' is no name of a source",
            remedy: "write at most \(Presence.maximumNameBytes) letters, digits, hyphens, dots or underscores")
    }

    private static func minutes(_ word: String) throws(UsageProblem) -> Int {
        let range = 1...RoomManners.most.count(of: .minutes(1))
        if let minutes = Int(word), range.contains(minutes) { return minutes }
        throw UsageProblem(
            cause: "'\(Printable.ascii(word))' is no number of minutes",
            remedy: "write one from 1 to \(range.upperBound)")
    }

    private static func verb(_ word: String) throws(UsageProblem) -> Verb {
        if word == "--version" { return .version }
        if let verb = Verb(rawValue: word) { return verb }
        let guess = Spelling.closest(to: word, among: Verb.allCases.map(\.rawValue))
        throw UsageProblem(
            cause: "there is no verb '\(Printable.ascii(word))'",
            remedy: guess.map { "did you mean '\($0)'?" } ?? "see 'room-agent help'")
    }

    /// What `keys` does.
    private static func keyWord(_ word: String) throws(UsageProblem) -> String {
        if word == "status" || word == "rotate" { return word }
        throw UsageProblem(
            cause: "'keys' does no '\(Printable.ascii(word))'",
            remedy: "it is 'room-agent keys status' or 'room-agent keys rotate'")
    }

    /// What `account` does.
    private static func accountWord(_ word: String) throws(UsageProblem) -> String {
        let words = ["list", "activate", "deactivate", "grant", "revoke"]
        if words.contains(word) { return word }
        let guess = Spelling.closest(to: word, among: words)
        throw UsageProblem(
            cause: "'account' does no '\(Printable.ascii(word))'",
            remedy: guess.map { "did you mean '\($0)'?" } ?? "it is list, activate, deactivate, grant or revoke")
    }

    private func checkAccount() throws(UsageProblem) {
        guard let subject else {
            throw UsageProblem(cause: "'account' needs to be told what", remedy: "write room-agent account list")
        }
        let isSharing = ["grant", "revoke"].contains(subject)
        if isSharing, address == nil {
            throw UsageProblem(
                cause: "'account \(subject)' needs an address", remedy: "write room-agent account \(subject) ADDRESS")
        }
        if subject == "list" ? address != nil || role != nil : options.contains(.json) {
            throw UsageProblem(
                cause: "'account \(subject)' does not take that", remedy: "see 'room-agent help account'")
        }
        if role != nil, subject != "grant" {
            throw UsageProblem(cause: "only 'account grant' takes --role", remedy: "leave it out")
        }
    }

    /// What `provision` prepares.
    private static func preparation(_ word: String) throws(UsageProblem) -> String {
        if ["kiosk", "certificate", "google"].contains(word) { return word }
        throw UsageProblem(
            cause: "'provision' prepares no '\(Printable.ascii(word))'",
            remedy: "it is 'room-agent provision kiosk', 'certificate' or 'google'")
    }

    private func option(_ name: String) throws(UsageProblem) -> Option {
        let known = Self.options[verb] ?? []
        if let option = known.first(where: { $0.rawValue == name }) { return option }
        let names =
            known.map(\.rawValue) + ["--config"] + (verb == .agenda ? ["--day"] : [])
            + (verb == .book ? ["--minutes"] : []) + (verb == .presence ? ["--for", "--id"] : [])
            + (verb == .account ? ["--role"] : [])
            + (verb == .provision ? ["--allow", "--name", "--uri"] : [])
        let guess = Spelling.closest(to: name, among: names)
        throw UsageProblem(
            cause: "'\(verb.rawValue)' has no option '\(Printable.ascii(name))'",
            remedy: guess.map { "did you mean '\($0)'?" } ?? "it takes \(names.joined(separator: ", "))")
    }

    private static func split(_ word: String) -> (name: String, value: String?) {
        guard word.hasPrefix("--"), let sign = word.firstIndex(of: "=") else { return (word, nil) }
        return (String(word[..<sign]), String(word[word.index(after: sign)...]))
    }
}
