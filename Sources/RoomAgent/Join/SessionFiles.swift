// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import RoomCore

/// The files of sessions, of mode 0600, in memory.
///
/// Pages lead to a meeting: a browser is given the page's address, so that the meeting's own, with its
/// passcode, stands on no command line, which every user of a machine can read.
///
/// Marks remember that a session was handed over, for a joiner that was killed and started again.
struct SessionFiles {
    /// Made with mode 0700 where it is missing.
    let folder: String

    /// Writes the page of a session and returns its address.
    func write(_ token: JoinToken, leadingTo address: String) throws(JoinFailure) -> String {
        try? Path.makeFolder(folder)
        let path = path(token)
        try? Path.remove(path)
        do throws(CallFailure) {
            try SmallFile.write(Array(Self.text(leadingTo: address).utf8), to: path, O_EXCL | O_NOFOLLOW)
        } catch { throw JoinFailure(.couldNotStart, detail: "\(path): \(error.reason)") }
        return "file://\(path)"
    }

    func removePage(_ token: JoinToken) { try? Path.remove(path(token)) }

    /// Remembers that the session was handed over. A mark that cannot be written is passed over: a joiner that starts
    /// anew then no longer knows how to leave the meeting, and nothing else is lost.
    func markHandedOver(_ token: JoinToken, _ kind: JoinKind) {
        try? Path.makeFolder(folder)
        try? SmallFile.write([kind.rawValue], to: mark(token), O_TRUNC | O_NOFOLLOW)
    }

    /// The kind of a session that was handed over; nil if none was.
    func handedOver(_ token: JoinToken) -> JoinKind? {
        guard let file = try? Descriptor(opening: mark(token), O_RDONLY | O_NOFOLLOW),
            let kind = try? SystemCall.read(file.number, atMost: 1)?.first
        else { return nil }
        return JoinKind(rawValue: kind)
    }

    func removeMark(_ token: JoinToken) { try? Path.remove(mark(token)) }

    private func mark(_ token: JoinToken) -> String { "\(folder)/\(token.value).handed-over" }

    private func path(_ token: JoinToken) -> String { "\(folder)/\(token.value).html" }

    /// No script: a refresh without delay, which replaces the page in the history (HTML, "shared declarative refresh
    /// steps").
    static func text(leadingTo address: String) -> String {
        var quoted = ""
        for character in address {
            switch character {
            case "&": quoted += "&amp;"
            case "\"": quoted += "&quot;"
            case "'": quoted += "&#39;"
            case "<": quoted += "&lt;"
            case ">": quoted += "&gt;"
            default: quoted.append(character)
            }
        }
        return """
            <!DOCTYPE html>
            <html><head><meta charset="utf-8"><meta name="referrer" content="no-referrer">
            <meta http-equiv="refresh" content="0; url=\(quoted)">
            <title>Meeting</title></head><body style="background: black"></body></html>

            """
    }
}
