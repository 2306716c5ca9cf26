// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// What is said on the joiner's socket: lines of printable ASCII, words parted by one space, ended by LF.
/// docs/join-programs.md has the protocol.
enum JoinMessage {
    /// A joiner that speaks another version counts as none.
    static let version = 1
    /// A longer line ends the connection. The longest is a START with an address of 2,048 bytes.
    static let maximumLineBytes = 4096
}

/// What the agent asks of the joiner, and `check` with `check`.
enum JoinerRequest: Equatable {
    case start(JoinRequest)
    case resume(JoinToken)
    case leave(JoinToken)
    case forget(JoinToken)
    /// What do the configured programs look like from inside the joiner's service?
    case check

    init?(line: String) {
        let words = line.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
        if words == ["CHECK"] {
            self = .check
            return
        }
        guard words.count >= 2, let token = JoinToken(word: words[1]) else { return nil }
        switch (words[0], words.count) {
        case ("START", 4):
            guard let kind = JoinKind(address: words[3]) else { return nil }
            self = .start(
                JoinRequest(
                    token: token, address: JoinAddress(service: words[2], kind: kind, address: Private(words[3]))))
        case ("RESUME", 2): self = .resume(token)
        case ("LEAVE", 2): self = .leave(token)
        case ("FORGET", 2): self = .forget(token)
        default: return nil
        }
    }

    var line: String {
        switch self {
        case .start(let request):
            "START \(request.token.value) \(request.address.service) \(request.address.address.exposed)"
        case .resume(let token): "RESUME \(token.value)"
        case .leave(let token): "LEAVE \(token.value)"
        case .forget(let token): "FORGET \(token.value)"
        case .check: "CHECK"
        }
    }
}

/// What the joiner answers.
enum JoinerReply: Equatable {
    /// The first line of every connection.
    case hello(version: Int)
    case report(JoinerReport)
    /// One finding of a check.
    case finding(JoinFinding)
    /// The check is over.
    case checked

    init?(line: String) {
        let words = line.split(separator: " ", maxSplits: 3, omittingEmptySubsequences: false).map(String.init)
        let token = words.count > 1 ? JoinToken(word: words[1]) : nil
        switch (words.first, words.count, token) {
        case ("HELLO", 2, _):
            guard let version = Int(words[1]) else { return nil }
            self = .hello(version: version)
        case ("STARTED", 2, let token?): self = .report(.started(token))
        case ("HANDED-OVER", 2, let token?): self = .report(.handedOver(token))
        case ("FAILED", 3..., let token?):
            guard let code = JoinFailure.Code(rawValue: words[2]), code.isJoiners else { return nil }
            self = .report(.failed(token, JoinFailure(code, detail: words.count > 3 ? words[3] : "")))
        case ("ENDED", 3..., let token?):
            switch (words[2], words.count, words.count > 3 ? Int32(words[3]) : nil) {
            case ("exited", 4, let code?): self = .report(.ended(token, .exited(code: code)))
            case ("killed", 4, let signal?): self = .report(.ended(token, .killed(signal: signal)))
            case ("gone", 3, _): self = .report(.ended(token, nil))
            default: return nil
            }
        case ("GOOD", _, _), ("BAD", _, _), ("NOTE", _, _):
            guard let finding = JoinFinding(line: line) else { return nil }
            self = .finding(finding)
        case ("CHECKED", 1, _): self = .checked
        default: return nil
        }
    }

    var line: String {
        switch self {
        case .hello(let version): "HELLO \(version)"
        case .report(.started(let token)): "STARTED \(token.value)"
        case .report(.handedOver(let token)): "HANDED-OVER \(token.value)"
        case .report(.failed(let token, let failure)):
            "FAILED \(token.value) \(failure.code.rawValue) \(JoinFinding.oneLine(failure.detail))"
        case .report(.ended(let token, .exited(let code)?)): "ENDED \(token.value) exited \(code)"
        case .report(.ended(let token, .killed(let signal)?)): "ENDED \(token.value) killed \(signal)"
        case .report(.ended(let token, nil)): "ENDED \(token.value) gone"
        case .finding(let finding): finding.line
        case .checked: "CHECKED"
        }
    }
}

/// What the joiner tells of a session, while it happens and when it is asked.
package enum JoinerReport: Hashable, Sendable {
    /// The program runs, and is the session.
    case started(JoinToken)
    /// The program has handed the meeting over to another device or program, and is gone.
    case handedOver(JoinToken)
    /// Nothing runs.
    case failed(JoinToken, JoinFailure)
    /// The session is over. Nil: nobody knows how; it was over when it was asked about, or belonged to somebody else by
    /// then.
    case ended(JoinToken, ExitStatus?)
}

extension JoinFailure.Code {
    /// True: the joiner may report this failure. The others only the room can know.
    fileprivate var isJoiners: Bool {
        switch self {
        case .programMissing, .couldNotStart, .addressRefused, .notConfigured, .configuration: true
        case .noJoiner, .endedAtOnce, .tookTooLong: false
        }
    }
}

/// One thing that the joiner found when it looked at its own set-up.
package struct JoinFinding: Equatable, Sendable {
    /// How bad a finding is. The raw values are words of the joiner's protocol.
    package enum Verdict: String, Sendable {
        /// It is as it should be.
        case good = "GOOD"
        /// Nobody can join, or leave, as the configuration wants it.
        case bad = "BAD"
        /// Worth knowing, and nothing to do.
        case note = "NOTE"
    }

    /// How bad it is.
    package var verdict: Verdict
    /// What was found, as a sentence without private values.
    package var sentence: String
    /// What to do; empty where there is nothing to do.
    package var remedy: String

    package init(_ verdict: Verdict, _ sentence: String, remedy: String = "") {
        self.verdict = verdict
        self.sentence = sentence
        self.remedy = remedy
    }

    private static let separator = " => "

    init?(line: String) {
        let parts = line.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let verdict = Verdict(rawValue: String(parts[0])) else { return nil }
        let text = String(parts[1])
        guard let range = text.firstPlace(of: Self.separator) else {
            self.init(verdict, text)
            return
        }
        self.init(verdict, String(text[..<range.lowerBound]), remedy: String(text[range.upperBound...]))
    }

    var line: String {
        let text = remedy.isEmpty ? sentence : sentence + Self.separator + remedy
        return "\(verdict.rawValue) \(Self.oneLine(text))"
    }

    /// Printable ASCII, and short enough for a line.
    static func oneLine(_ text: String) -> String {
        String(decoding: text.utf8.prefix(1024).map { (0x20..<0x7F).contains($0) ? $0 : 0x3F }, as: UTF8.self)
    }
}

extension JoinToken {
    /// 32 lower-case hex digits.
    fileprivate init?(word: String) {
        let digits = word.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
        guard digits, word.utf8.count == 32 else { return nil }
        self.init(word)
    }
}

extension JoinKind {
    /// By the address's scheme; nil for one that no action takes.
    init?(address: String) {
        let scheme = address.prefix { $0 != ":" }
        switch scheme {
        case "https": self = .video
        case "sip", "sips", "h323": self = .sip
        case "tel": self = .phone
        default: return nil
        }
    }
}
