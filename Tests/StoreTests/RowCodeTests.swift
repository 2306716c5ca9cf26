// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import RoomCore
import Testing

@testable import SecureStore

@Suite("The binary form of rows")
struct RowCodeTests {
    @Test("a meeting has the bytes that the paper says")
    func head() {
        var meeting = Meeting(
            id: MeetingID("ab"), title: Private("é"),
            span: .timed(
                start: Instant(millisecondsSince1970: 0x0102_0304_0506),
                end: Instant(millisecondsSince1970: 0x0102_0304_0507)),
            isTentative: true, ownResponse: .tentative, isPrivate: false, isBusyOnly: true, blocksTime: true,
            organizer: Private(""),
            joinAddresses: [JoinAddress(service: "sip", kind: .sip, address: Private("sip:x"))])
        let mark = BodyMark(bits: 0x0807_0605_0403_0201)
        var expected: [UInt8] = [3, 13, 3]
        expected += [6, 5, 4, 3, 2, 1, 0, 0, 7, 5, 4, 3, 2, 1, 0, 0]
        expected += [1, 2, 3, 4, 5, 6, 7, 8]
        expected += [2, 0x61, 0x62, 2, 0xC3, 0xA9, 0]
        expected += [1, 1, 3] + Array("sip".utf8) + [5] + Array("sip:x".utf8)
        expected += [UInt8](repeating: 0, count: 448 - expected.count)
        #expect(MeetingCode.encode(meeting, mark) == expected)
        meeting.span = .allDay(first: CivilDate(daysSince1970: 20_000), end: CivilDate(daysSince1970: 20_001))
        #expect(Array(MeetingCode.encode(meeting, mark)[1...10]) == [29, 3, 0x20, 0x4E, 0, 0, 0, 0, 0, 0])
    }

    @Test("details have the bytes that the paper says")
    func body() {
        let details = MeetingDetails(
            agenda: Private("A"),
            participants: [
                Participant(name: Private("N"), address: Private("a@b"), response: .accepted, isSelf: true)
            ], participantsOmitted: true, seriesID: MeetingID("s"), etag: "e")
        let expected: [UInt8] = [2, 3, 1, 0x65, 1, 0x73, 1, 0x41, 1, 0x82, 1, 0x4E, 3, 0x61, 0x40, 0x62]
        #expect(DetailsCode.encode(details) == expected + [UInt8](repeating: 0, count: 1920 - expected.count))
    }

    @Test("made-up meetings come back as they were, and have one form")
    func roundTrip() throws {
        var random = Generator(state: 7)
        for _ in 0..<2000 {
            guard let meeting = MeetingCode.bounded(.random(using: &random)) else { continue }
            let mark = BodyMark(bits: .random(in: 0...UInt64.max, using: &random))
            let bytes = MeetingCode.encode(meeting, mark)
            #expect([448, 896, 1792].contains(bytes.count))
            let back = try MeetingCode.decode(bytes)
            #expect(back.meeting == meeting)
            #expect(back.body == mark)
            #expect(MeetingCode.encode(back.meeting, mark) == bytes)
            let details = DetailsCode.bounded(.random(using: &random))
            #expect(try DetailsCode.decode(DetailsCode.encode(details)) == details)
        }
    }

    @Test("random bytes, and good rows with changed bytes, are refused or read, and never trap")
    func fuzz() {
        var random = Generator(state: 8)
        var read = 0
        for round in 0..<15_000 {
            var bytes: [UInt8]
            switch round % 3 {
            case 0:
                bytes = (0..<448 * Int.random(in: 0..<3, using: &random)).map { _ in
                    .random(in: 0...255, using: &random)
                }
                if !bytes.isEmpty { bytes[0] = UInt8(2 + round / 3 % 2) }
            case 1: bytes = MeetingCode.encode(.random(using: &random), BodyMark(bits: UInt64(round)))
            default: bytes = DetailsCode.encode(.random(using: &random))
            }
            for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
                bytes[.random(in: bytes.indices, using: &random)] = .random(in: 0...255, using: &random)
            }
            if round % 7 == 0 { bytes.removeLast(Int.random(in: 0...bytes.count, using: &random)) }
            // Versions 1 and 2 of heads are read and not written.
            if let head = try? MeetingCode.decode(bytes), let mark = head.body {
                read += 1
                // What is read has this one form, so nothing can hide beside it.
                #expect(MeetingCode.encode(head.meeting, mark) == bytes)
            }
            // So is version 1 of bodies.
            if bytes.first == 1 { bytes[0] = 2 }
            if let details = try? DetailsCode.decode(bytes) { #expect(DetailsCode.encode(details) == bytes) }
            _ = try? StoredMark(decoding: bytes)
        }
        #expect(read > 50)
    }

    @Test("marks come back as they were", arguments: [Sample.mark(), Sample.mark(nil), Sample.mark("", synced: -5)])
    func marks(mark: SyncMark) throws {
        var sum = RowSum()
        sum.add(ShortCode(first: 9, second: 1 << 63))
        var bare = mark
        bare.timeZone = nil
        for mark in [mark, bare] {
            for count in [nil, 0, UInt64.max] {
                let stored = StoredMark(mark, rows: sum, count: count)
                #expect(try StoredMark(decoding: stored.encoded()) == stored)
            }
        }
    }

    @Test("a sum over heads forgets order, and sees what is missing or replaced")
    func sums() {
        let tags = (0..<5).map { ShortCode(first: $0 * 0x1011_1213_1415, second: ~$0) }
        var forward = RowSum()
        var backward = RowSum()
        for tag in tags { forward.add(tag) }
        for tag in tags.reversed() { backward.add(tag) }
        #expect(forward == backward)
        backward.remove(tags[2])
        #expect(forward != backward)
        backward.add(tags[2])
        #expect(forward == backward)
    }

    @Test(
        "texts are cut between characters",
        arguments: [
            ("aä😀", 7, "aä😀"), ("aä😀", 6, "aä"), ("aä😀", 3, "aä"), ("aä😀", 2, "a"), ("aä😀", 0, ""),
            ("e\u{301}", 1, "e"),
        ])
    func cut(text: String, limit: Int, expected: String) {
        #expect(Array(text.cut(toBytes: limit).utf8) == Array(expected.utf8))
    }
}

extension String {
    fileprivate static func random(below limit: Int, using random: inout Generator) -> String {
        let scalars: [Unicode.Scalar] = ["a", "Z", " ", "\0", "ä", "\u{202E}", "😀", "\n"]
        return String(
            String.UnicodeScalarView(
                (0..<Int.random(in: 0..<limit, using: &random)).map { _ in scalars.randomElement(using: &random) ?? "a"
                }))
    }
}

extension Meeting {
    fileprivate static func random(using random: inout Generator) -> Meeting {
        let start = Int64.random(in: -1 << 45..<1 << 45, using: &random)
        let length = Int64.random(in: 0..<1 << 30, using: &random)
        let day = Int.random(in: -700_000..<2_900_000, using: &random)
        let timed = MeetingSpan.timed(
            start: Instant(millisecondsSince1970: start), end: Instant(millisecondsSince1970: start + length))
        let days = MeetingSpan.allDay(first: CivilDate(daysSince1970: day), end: CivilDate(daysSince1970: day + 3))
        return Meeting(
            id: MeetingID("i" + .random(below: 30, using: &random)), title: Private(.random(below: 90, using: &random)),
            span: .random(using: &random) ? timed : days, isTentative: .random(using: &random),
            ownResponse: OwnResponse(rawValue: .random(in: 0...4, using: &random)) ?? .accepted,
            isPrivate: .random(using: &random), isBusyOnly: .random(using: &random),
            blocksTime: .random(using: &random),
            organizer: Private(.random(below: 20, using: &random)),
            joinAddresses: (0..<Int.random(in: 0..<4, using: &random)).map { _ in
                JoinAddress(
                    service: .random(below: 9, using: &random),
                    kind: JoinKind(rawValue: .random(in: 0...2, using: &random)) ?? .video,
                    address: Private(.random(below: 40, using: &random)))
            })
    }
}

extension MeetingDetails {
    fileprivate static func random(using random: inout Generator) -> MeetingDetails {
        MeetingDetails(
            agenda: Private(.random(below: 300, using: &random)),
            participants: (0..<Int.random(in: 0..<6, using: &random)).map { _ in
                Participant(
                    name: Private(.random(below: 20, using: &random)),
                    address: Private(.random(below: 30, using: &random)),
                    response: OwnResponse(rawValue: .random(in: 0...4, using: &random)) ?? .accepted,
                    isSelf: .random(using: &random))
            }, participantsOmitted: .random(using: &random),
            seriesID: .random(using: &random) ? MeetingID("s" + .random(below: 9, using: &random)) : nil,
            etag: .random(below: 12, using: &random))
    }
}
