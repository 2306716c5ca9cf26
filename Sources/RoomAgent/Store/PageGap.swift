// SPDX-License-Identifier: Apache-2.0

/// What lies between a tree page's cell pointers and its cells (https://www.sqlite.org/fileformat2.html, section 1.6).
enum PageGap {
    /// Nil for other pages, and where there is none. `isFirst`: the page has the file's header before its own.
    static func find(_ page: RawSpan, isFirst: Bool) -> Range<Int>? {
        let header = isFirst ? 100 : 0
        let pointers: Int
        switch page.unsafeLoad(fromByteOffset: header, as: UInt8.self) {
        case 2, 5: pointers = header + 12
        case 10, 13: pointers = header + 8
        default: return nil
        }
        let start = pointers + 2 * number(page, header + 3)
        guard start < page.byteCount else { return nil }
        // A header that is damaged must not cost a cell.
        var end = min(number(page, header + 5), page.byteCount)
        for place in stride(from: pointers, to: start, by: 2) { end = min(end, number(page, place)) }
        return start < end ? start..<end : nil
    }

    private static func number(_ page: RawSpan, _ place: Int) -> Int {
        precondition(place + 2 <= page.byteCount)
        return Int(UInt16(bigEndian: page.unsafeLoadUnaligned(fromByteOffset: place, as: UInt16.self)))
    }
}
