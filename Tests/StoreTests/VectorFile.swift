// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import Glibc
import RoomCore

@testable import SecureStore

/// One test vector: `key: value` lines, as the files in `Vectors/records` have them.
struct Vector: Equatable {
    /// What it is about; also the source of its nonce.
    var name: String
    /// `head`, `body`, `mark`, `session`, `header` or `book`.
    var kind: String
    /// The bytes in question: a box, a header or a key book.
    var bytes: [UInt8]
    var key = VectorFile.key
    var salt = VectorFile.salt
    var room = VectorFile.room
    /// The name of the row; empty where there is none.
    var row: [UInt8] = []
    /// `opens`, or the class of failure.
    var expect: String
    /// What is in it, where it opens.
    var content = ""
}

/// The files of vectors: what stands in them is the same for the agent's tests, for the Python reader and for whoever
/// writes a third.
enum VectorFile {
    static let key = (0..<32).map { UInt8($0) }
    static let salt = (32..<64).map { UInt8($0) }
    static let room = "room@example.com"

    static var folder: String {
        "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/") + "/Vectors"
    }

    /// The script that tells what the Python reader makes of vectors and windows.
    static var verdicts: String { folder + "/../window_verdicts.py" }

    static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    static func bytes(_ hex: Substring) -> [UInt8] {
        let digits = Array(hex.utf8).compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    static func text(_ vectors: [Vector]) -> String {
        var text = "# SPDX-License-Identifier: Apache-2.0\n"
        text += "# Test vectors of docs/window-format.md, section 8. Made by Tests/StoreTests/VectorSet.swift.\n"
        for vector in vectors {
            text += "\nvector: \(vector.name)\nkind: \(vector.kind)\nkey: \(hex(vector.key))\n"
            text += "salt: \(hex(vector.salt))\nroom: \(vector.room)\nrow: \(hex(vector.row))\n"
            text += "bytes: \(hex(vector.bytes))\nexpect: \(vector.expect)\n"
            if vector.expect == "opens" { text += "content: \(vector.content)\n" }
        }
        return text
    }

    static func parse(_ text: String) -> [Vector] {
        var vectors: [Vector] = []
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].dropFirst()
            if line.hasPrefix("vector:") {
                vectors.append(Vector(name: String(value), kind: "", bytes: [], expect: ""))
                continue
            }
            let last = vectors.count - 1
            switch line[..<colon] {
            case "kind": vectors[last].kind = String(value)
            case "key": vectors[last].key = bytes(value)
            case "salt": vectors[last].salt = bytes(value)
            case "room": vectors[last].room = String(value)
            case "row": vectors[last].row = bytes(value)
            case "bytes": vectors[last].bytes = bytes(value)
            case "expect": vectors[last].expect = String(value)
            default: vectors[last].content = String(value)
            }
        }
        return vectors
    }
}

/// Content as a line of text, in the words of docs/window-format.md, section 8.
enum VectorText {
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            let isPlain = (0x20..<0x7F).contains(scalar.value) && scalar != "\"" && scalar != "\\"
            quoted += isPlain ? String(Character(scalar)) : "\\u{\(String(scalar.value, radix: 16))}"
        }
        return quoted + "\""
    }

    static func line(head: (meeting: Meeting, body: BodyMark?)) -> String {
        let meeting = head.meeting
        var words = ["id=\(quoted(meeting.id.value.exposed))", "title=\(quoted(meeting.title.exposed))"]
        words.append("organizer=\(quoted(meeting.organizer.exposed))")
        switch meeting.span {
        case .timed(let start, let end):
            words.append("timed=\(start.millisecondsSince1970):\(end.millisecondsSince1970)")
        case .allDay(let first, let end): words.append("days=\(first.daysSince1970):\(end.daysSince1970)")
        }
        let flags = [meeting.isTentative, meeting.isPrivate, meeting.isBusyOnly, meeting.blocksTime]
        words.append("flags=" + flags.map { $0 ? "1" : "0" }.joined())
        words.append("answer=\(meeting.ownResponse.rawValue)")
        if let body = head.body {
            let bytes = withUnsafeBytes(of: body.bits.littleEndian) { Array($0) }
            words.append("body=\(VectorFile.hex(bytes))")
        }
        for address in meeting.joinAddresses {
            let texts = "\(quoted(address.service)):\(quoted(address.address.exposed))"
            words.append("join=\(address.kind.rawValue):\(texts)")
        }
        return words.joined(separator: " ")
    }

    static func line(_ details: MeetingDetails) -> String {
        var words = ["etag=\(quoted(details.etag))"]
        words.append("series=" + (details.seriesID.map { quoted($0.value.exposed) } ?? "none"))
        words.append("agenda=\(quoted(details.agenda.exposed)) omitted=\(details.participantsOmitted ? 1 : 0)")
        for person in details.participants {
            let texts = "\(quoted(person.name.exposed)):\(quoted(person.address.exposed))"
            words.append("person=\(person.response.rawValue):\(person.isSelf ? 1 : 0):\(texts)")
        }
        return words.joined(separator: " ")
    }

    static func line(_ stored: StoredMark) -> String {
        let mark = stored.mark
        var words = ["rows=\(stored.rows.count)", "sum=\(VectorFile.hex(RowName(stored.rows.bits).bytes))"]
        words.append("synced=\(mark.syncedAt.millisecondsSince1970) full=\(mark.fullSyncAt.millisecondsSince1970)")
        if let cursor = mark.cursor {
            let bounds = "\(cursor.bounds.earliest.millisecondsSince1970):\(cursor.bounds.latest.millisecondsSince1970)"
            words.append("cursor=\(bounds):\(quoted(cursor.token.exposed))")
        } else {
            words.append("cursor=none")
        }
        words.append("zone=" + (mark.timeZone.map(quoted) ?? "none"))
        if let count = stored.count { words.append("count=\(count)") }
        return words.joined(separator: " ")
    }

    static func line(_ session: KeptSession) -> String {
        let end = session.end.map { "\($0.millisecondsSince1970)" } ?? "none"
        return "token=\(quoted(session.token.value)) meeting=\(quoted(session.meeting.value.exposed)) end=\(end)"
    }
}
