// SPDX-License-Identifier: Apache-2.0

/// Why bytes are no time zone.
package enum ZoneFileFailure: Error, Hashable, Sendable {
    /// They do not begin as such a file does, or end before they should.
    case malformed
    /// Its counts, indices, offsets or instants cannot be, or its last line is no rule.
    case inconsistent
    /// It counts leap seconds, as the zones under `right/` do, and this machine's clock does not (POSIX time).
    case leapSeconds
}

extension ZoneRules {
    /// The largest file in the database has 4 KB.
    package static let maximumFileBytes = 64 * 1024

    /// Reads a compiled zone, version 1 to 4 (RFC 8536; RFC 9636). `name` is its IANA name, and only kept. Throws where
    /// the file breaks the format, and takes nothing of it.
    package init(name: String, file bytes: [UInt8]) throws(ZoneFileFailure) {
        var reader = ZoneFileReader(bytes)
        var header = try reader.header()
        // The first block has 32-bit instants, for readers of version 1; newer files have all of it again.
        let isOld = header.version == 0
        if !isOld {
            try reader.skip(header.blockBytes(instantBytes: 4))
            header = try reader.header()
        }
        guard header.leapSeconds == 0 else { throw .leapSeconds }
        let block = try reader.block(header, instantBytes: isOld ? 4 : 8)
        var afterwards: YearlyRule?
        if !isOld {
            let line = try reader.footer()
            if !line.isEmpty {
                guard let rule = YearlyRule(line) else { throw .inconsistent }
                afterwards = rule
            }
        }
        self.init(
            name: name, changes: block.changes, offsets: block.types.map { block.offsets[$0] },
            firstOffset: block.offsets[0], afterwards: afterwards)
    }
}

/// Reads such a file from front to back, and never behind its end.
private struct ZoneFileReader {
    struct Header {
        var version: UInt8
        var utcIndicators: Int
        var standardIndicators: Int
        var leapSeconds: Int
        var changes: Int
        var types: Int
        var nameBytes: Int

        /// 32-bit counts of a few bytes each cannot overflow 64 bits.
        func blockBytes(instantBytes: Int) -> Int {
            changes * (instantBytes + 1) + types * 6 + nameBytes + leapSeconds * (instantBytes + 4) + standardIndicators
                + utcIndicators
        }
    }

    struct Block {
        var changes: [Int64]
        var types: [Int]
        var offsets: [Int32]
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) { rest = bytes[...] }

    mutating func skip(_ count: Int) throws(ZoneFileFailure) { _ = try next(count) }

    private mutating func next(_ count: Int) throws(ZoneFileFailure) -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw .malformed }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    /// Big-endian, with its sign.
    private mutating func number(_ bytes: Int) throws(ZoneFileFailure) -> Int64 {
        let taken = try next(bytes)
        let isNegative = (taken.first ?? 0) >= 0x80
        return taken.reduce(isNegative ? -1 : 0) { $0 << 8 | Int64($1) }
    }

    mutating func header() throws(ZoneFileFailure) -> Header {
        guard try next(4).elementsEqual("TZif".utf8) else { throw .malformed }
        let version = try next(1).first ?? 0
        guard version == 0 || (UInt8(ascii: "2")...UInt8(ascii: "9")).contains(version) else { throw .malformed }
        try skip(15)
        var counts: [Int] = []
        for _ in 0..<6 { counts.append(Int(UInt32(truncatingIfNeeded: try number(4)))) }
        return Header(
            version: version, utcIndicators: counts[0], standardIndicators: counts[1], leapSeconds: counts[2],
            changes: counts[3], types: counts[4], nameBytes: counts[5])
    }

    mutating func block(_ header: Header, instantBytes: Int) throws(ZoneFileFailure) -> Block {
        guard header.blockBytes(instantBytes: instantBytes) <= rest.count else { throw .malformed }
        guard (1...256).contains(header.types), header.nameBytes > 0 else { throw .inconsistent }
        var block = Block(changes: [], types: [], offsets: [])
        for _ in 0..<header.changes {
            let change = try number(instantBytes)
            guard Self.instants.contains(change), block.changes.last.map({ $0 < change }) ?? true else {
                throw .inconsistent
            }
            block.changes.append(change)
        }
        for type in try next(header.changes) {
            guard type < header.types else { throw .inconsistent }
            block.types.append(Int(type))
        }
        for _ in 0..<header.types {
            let offset = try number(4)
            guard Self.offsets.contains(offset) else { throw .inconsistent }
            block.offsets.append(Int32(offset))
            // Whether it is summer time, and what it is called, is nothing to a room.
            try skip(2)
        }
        try skip(header.nameBytes + header.standardIndicators + header.utcIndicators)
        return block
    }

    /// The line behind the second block, without its line ends.
    mutating func footer() throws(ZoneFileFailure) -> ArraySlice<UInt8> {
        guard rest.first == 0x0A, let end = rest.dropFirst().firstIndex(of: 0x0A) else { throw .malformed }
        return rest[(rest.startIndex + 1)..<end]
    }

    /// Those of the database begin with the Big Bang, −2⁵⁹; what lies further out could overflow.
    private static let instants: ClosedRange<Int64> = -(1 << 60)...(1 << 60)
    /// Less than 25 hours west, less than 26 hours east (RFC 8536, section 3.2).
    private static let offsets: ClosedRange<Int64> = -89_999...93_599
}
