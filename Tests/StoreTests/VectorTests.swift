// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import Glibc
import RoomCore
import TestSupport
import Testing

@testable import SecureStore

/// The files of `Vectors` against the agent's code and against docs/window_reader.py, a Python script that was written
/// from the paper. `window_verdicts.py` beside this file names the reader's failures.
@Suite("Test vectors of the window's format")
struct VectorTests {
    static let kinds = ["head", "body", "mark", "session", "header", "book"]
    private let bench: Bench

    init() throws { bench = try Bench() }

    private func path(_ kind: String) -> String { "\(VectorFile.folder)/records/\(kind).txt" }

    private func committed(_ kind: String) throws -> [Vector] {
        VectorFile.parse(String(decoding: try bench.read(path(kind)), as: UTF8.self))
    }

    @Test("the files of records are what the agent's code makes of the same fields, keys and nonces")
    func made() throws {
        for (kind, vectors) in try VectorSet.all() {
            #expect(vectors.count > 5)
            #expect(Set(vectors.map(\.name)).count == vectors.count, "\(kind): names that stand for one vector each")
            let text = String(decoding: try bench.read(path(kind)), as: UTF8.self)
            #expect(text == VectorFile.text(vectors), "\(kind): if the format was meant to change, CONTRIBUTING.md")
        }
    }

    @Test("each record opens to its content, or is refused for its reason", arguments: kinds)
    func verdicts(kind: String) async throws {
        let vectors = try committed(kind)
        #expect(vectors.count > 5)
        for vector in vectors {
            let (verdict, content) = try await verdict(vector)
            #expect(verdict == vector.expect, "\(kind): \(vector.name)")
            #expect(content == vector.content, "\(kind): \(vector.name)")
        }
    }

    @Test("the Python reader comes to the same verdicts and contents", arguments: kinds)
    func reader(kind: String) throws {
        let lines = try verdicts(["--vectors", path(kind)])
        let vectors = try committed(kind)
        #expect(lines.count == vectors.count)
        for (line, vector) in zip(lines, vectors) {
            #expect(line == "\(vector.name)\t\(vector.expect)\t\(vector.content)")
        }
    }

    /// What is told by the script that uses the reader's parts and names the failures.
    private func verdicts(_ words: [String]) throws -> [String] {
        let result = Program.run(["/usr/bin/python3", VectorFile.verdicts] + words)
        try #require(result.code == 0, "\(result.output)\(result.errors)")
        return result.output.split(separator: "\n").map(String.init)
    }

    /// What the reader itself prints of the bench's window: of each row the kind and the name; nil where it refuses.
    private func rows(_ room: String) throws -> [String]? {
        // SQLite writes beside what it reads.
        let copy = bench.path + "/copy"
        #expect(Program.run(["cp", "-r", bench.store, copy]).code == 0)
        let result = Program.run(["/usr/bin/python3", Self.script, copy, room, bench.path + "/key"])
        guard result.code == 0 else { return nil }
        return result.output.split(separator: "\n").map { $0.split(separator: " ").prefix(2).joined(separator: " ") }
    }

    private static let script = VectorFile.folder + "/../../../docs/window_reader.py"

    @Test("the Python reader is short enough to be read")
    func short() throws {
        #expect(try bench.read(Self.script).count { $0 == UInt8(ascii: "\n") } <= 125)
    }

    // MARK: Records by the agent's code

    private func verdict(_ vector: Vector) async throws -> (String, String) {
        let key = try SecretBytes(copying: vector.key)
        switch vector.kind {
        case "session": return try session(vector, key)
        case "book": return try await book(vector)
        case "header":
            switch try WindowHeader.check(vector.bytes, KeyRing(key), room: vector.room) {
            case .fits: return ("opens", "")
            case .damaged: return ("damaged", "")
            case .wrongKey: return ("wrong-key", "")
            }
        default: break
        }
        let keys = try WindowKeys(DataKey(key), salt: vector.salt, room: vector.room)
        let kinds: [String: WindowKeys.Content] = ["head": .head, "body": .body, "mark": .mark]
        let kind = try #require(kinds[vector.kind])
        guard let content = keys.open(vector.bytes, as: kind, name: RowName(vector.row[...])) else {
            return ("not-authentic", "")
        }
        do throws(RowMalformed) {
            switch kind {
            case .head: return ("opens", VectorText.line(head: try MeetingCode.decode(content)))
            case .body: return ("opens", VectorText.line(try DetailsCode.decode(content)))
            case .mark: return ("opens", VectorText.line(try StoredMark(decoding: content)))
            }
        } catch { return ("malformed", "") }
    }

    private func session(_ vector: Vector, _ key: SecretBytes) throws -> (String, String) {
        let record = SessionRecord(directory: bench.path, room: vector.room)
        try record.unlock(with: key)
        try bench.write(vector.bytes, to: bench.path + "/session")
        return record.load().map { ("opens", VectorText.line($0)) } ?? ("refused", "")
    }

    private func book(_ vector: Vector) async throws -> (String, String) {
        try bench.restore(["window.keys": vector.bytes])
        try bench.write(vector.key, to: bench.path + "/key")
        let keeper = KeyKeeper(
            directory: bench.store, provider: FileKey(path: bench.path + "/key"), room: vector.room,
            now: { Sample.noon })
        guard let ring = try? await keeper.open() else { return ("needs-service", "") }
        if Files.exists(bench.store + "/window.keys.set-aside") {
            return (KeyBook(decoding: vector.bytes) == nil ? "no-book" : "other-key", "")
        }
        let words = zip(ring.keys, keeper.entries).map { key, entry in
            let bytes = key.secret.withBytes { bytes in bytes.withUnsafeBytes { Array($0) } }
            return "data-key=\(VectorFile.hex(bytes)) made=\(entry.madeAt.millisecondsSince1970)"
        }
        return ("opens", words.joined(separator: " "))
    }

    // MARK: Whole windows

    static let windows = [
        "before-wrapped-keys", "before-buckets", "wrapped", "other-key", "other-room", "header-damaged", "row-missing",
        "row-older", "rows-swapped", "row-of-another-room", "body-as-head", "body-older", "bodies-swapped",
        "body-missing", "before-bound-bodies", "trigger", "view", "column", "application-id", "version-3",
        "cut", "emptied", "no-bytes", "header-digest",
    ]

    private func folder(_ name: String) -> String { "\(VectorFile.folder)/\(name)" }

    /// Copies a window into the bench, and tells its room and the lines that it should give.
    private func restore(_ name: String) throws -> (room: String, lines: [String]) {
        var files: [String: [UInt8]] = [:]
        for file in ["window.db", "window.lock", "window.keys"] where Files.exists("\(folder(name))/\(file)") {
            files[file] = try bench.read("\(folder(name))/\(file)")
        }
        try bench.restore(files)
        try bench.write(try bench.read("\(folder(name))/data.key"), to: bench.path + "/key")
        let text = String(decoding: try bench.read("\(folder(name))/expect.txt"), as: UTF8.self)
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init)
        let room = try #require(lines.first).dropFirst("room ".count)
        return (String(room), Array(lines.dropFirst()))
    }

    @Test("each window gives the agent its meetings and its verdict", arguments: windows)
    func window(name: String) async throws {
        let (room, lines) = try restore(name)
        #expect(try await loaded(room) == lines.filter { !$0.hasPrefix("body") || lines[0] != "rows" })
    }

    @Test("the Python reader finds the same in it", arguments: windows)
    func windowReader(name: String) throws {
        let (room, lines) = try restore(name)
        #expect(try verdicts([bench.store, room, bench.path + "/key"]) == lines)
        #expect(try rows(room)?.sorted() == (lines[0] == "opens" ? names(lines) : nil))
    }

    /// Of lines of the verdict the kind and the name of each row; that of a mark is zeros.
    private func names(_ lines: [String]) -> [String] {
        lines.dropFirst().map { line in
            let words = line.split(separator: " ").prefix(2)
            return words[0] == "mark" ? "mark " + String(repeating: "0", count: 32) : words.joined(separator: " ")
        }
    }

    @Test("what today's agent writes, the Python reader reads, every field")
    func written() async throws {
        try Files.makeDirectory(bench.store)
        _ = try await fill((0..<40).map { Sample.change($0) })
        let lines = try await loaded(VectorFile.room)
        #expect(lines.count == 82)
        #expect(try verdicts([bench.store, VectorFile.room, bench.path + "/key"]) == lines)
        #expect(try rows(VectorFile.room)?.sorted() == names(lines))
    }

    /// Fills a window under the keys of the bench.
    private func fill(_ changes: [MeetingChange], room: String = VectorFile.room) async throws -> SealedRows {
        if !Files.exists(bench.path + "/key") { try bench.write(VectorFile.key, to: bench.path + "/key") }
        let keeper = KeyKeeper(
            directory: bench.store, provider: FileKey(path: bench.path + "/key"), room: room, now: { Sample.noon })
        let store = SecureWindowStore(
            directory: bench.store, ring: try await keeper.open(), room: room, executor: bench.thread)
        _ = try await store.load()
        try keeper.forgetOldKeys()
        try await store.write(.replaceAll, changes)
        let rows = try await store.sealedRows()
        await store.finish()
        return rows
    }

    /// What the store makes of the bench's files, in the words of the reader.
    private func loaded(_ room: String) async throws -> [String] {
        let provider = FileKey(path: bench.path + "/key")
        let keeper = KeyKeeper(directory: bench.store, provider: provider, room: room, now: { Sample.noon })
        let ring = try await keeper.open()
        let store = SecureWindowStore(directory: bench.store, ring: ring, room: room, executor: bench.thread)
        let found = try await store.load()
        let lines = try await store.lines(of: found)
        await store.finish()
        switch found.damage {
        case nil, .olderCopy, .notCounted: return lines
        case .rows: return ["rows"] + lines.filter { $0.hasPrefix("head") }
        case .wrongKey: return ["wrong-key"]
        case .fileSetAside: return ["damaged"]
        case .lost: return ["lost"]
        }
    }
}

extension SecureWindowStore {
    /// The verdict, and a line for each row.
    fileprivate func lines(of room: StoredRoom) throws -> [String] {
        let open = try current()
        var lines: [String] = []
        var verdict = "opens"
        for meeting in room.window.meetings.values {
            let row = open.file.keys.name(of: meeting.id)
            let name = VectorFile.hex(row.bytes)
            guard case .found(let head) = try open.file.head(row) else { continue }
            lines.append("head \(name) \(VectorText.line(head: (meeting, head.body)))")
            if let details = try details(of: meeting.id) {
                lines.append("body \(name) \(VectorText.line(details))")
            } else if let body = head.body, body != .none {
                verdict = "bodies"
            }
        }
        let mark = open.mark.map { "mark " + VectorText.line(StoredMark($0, rows: open.sum)) }
        return [verdict] + lines.sorted() + (mark.map { [$0] } ?? [])
    }
}
