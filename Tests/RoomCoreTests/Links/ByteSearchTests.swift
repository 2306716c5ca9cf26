// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import RoomCore

@Suite("Looking for bytes")
struct ByteSearchTests {
    /// Bytes that differ from `<` in one bit, or are what a borrow between the eight could make of one.
    private static let neighbours: [UInt8] = [0x3B, 0x3D, 0x3E, 0x38, 0x34, 0x2C, 0x1C, 0x7C, 0xBC, 0x00, 0xFF, 0x3C]

    @Test("the first place is found at any alignment, and none where there is none", arguments: 0..<12)
    func everyPlace(count: Int) {
        for filler in Self.neighbours.dropLast() {
            for start in 0...count {
                for end in start...count {
                    for place in 0..<count {
                        var bytes = [UInt8](repeating: filler, count: count)
                        bytes[place] = 0x3C
                        let found = bytes.place(of: 0x3C, from: start, to: end)
                        #expect(found == ((start..<end).contains(place) ? place : end))
                    }
                }
            }
        }
    }

    @Test("any bytes are searched as a plain search does")
    func anyBytes() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<2000 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                Self.neighbours.randomElement(using: &random) ?? 0
            }
            let start = Int.random(in: 0...bytes.count, using: &random)
            let end = Int.random(in: start...bytes.count, using: &random)
            let plain = bytes[start..<end].firstIndex(of: 0x3C)
            #expect(bytes.place(of: 0x3C, from: start, to: end) == plain ?? end)
            #expect(bytes[start..<end].hasAny { $0 == 0x3C } == (plain != nil))
        }
    }

    @Test("a line with one mark of an address or of a number is looked at, wherever the mark stands")
    func marks() {
        #expect(LinkTokens.tokens(in: Array("no mark in this line of prose".utf8)[...]).isEmpty)
        for (text, isFound) in [
            ("zoom.us/j/123456789", true), ("sip:a@example.com", true), ("123@acme.webex.com", true),
            ("+358 9 1234 5678", true), ("358 9 1234 5678", false),
        ] {
            for before in 0..<20 {
                let line = String(repeating: "x ", count: before) + text + String(repeating: " x", count: before % 3)
                #expect(LinkTokens.tokens(in: Array(line.utf8)[...]).isEmpty != isFound, "\(line)")
            }
        }
    }
}
