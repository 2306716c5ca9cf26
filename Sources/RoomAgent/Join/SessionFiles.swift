// SPDX-License-Identifier: Apache-2.0
import Glibc
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
        mkdir(folder, 0o700)
        let path = path(token)
        unlink(path)
        let file = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure(path) }
        defer { close(file) }
        let bytes = Array(Self.text(leadingTo: address).utf8)
        guard Glibc.write(file, bytes, bytes.count) == bytes.count else { throw failure(path) }
        return "file://\(path)"
    }

    func removePage(_ token: JoinToken) { unlink(path(token)) }

    /// Nothing is lost but the way to leave it if the mark cannot be written.
    func markHandedOver(_ token: JoinToken, _ kind: JoinKind) {
        mkdir(folder, 0o700)
        let file = open(mark(token), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { return }
        defer { close(file) }
        var kind = kind.rawValue
        _ = Glibc.write(file, &kind, 1)
    }

    /// The kind of a session that was handed over; nil if none was.
    func handedOver(_ token: JoinToken) -> JoinKind? {
        let file = open(mark(token), O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var kind: UInt8 = 0
        return read(file, &kind, 1) == 1 ? JoinKind(rawValue: kind) : nil
    }

    func removeMark(_ token: JoinToken) { unlink(mark(token)) }

    private func mark(_ token: JoinToken) -> String { "\(folder)/\(token.value).handed-over" }

    private func path(_ token: JoinToken) -> String { "\(folder)/\(token.value).html" }

    private func failure(_ path: String) -> JoinFailure {
        JoinFailure(.couldNotStart, detail: "\(path): \(String(cString: strerror(errno)))")
    }

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
