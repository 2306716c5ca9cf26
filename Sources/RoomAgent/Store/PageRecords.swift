// SPDX-License-Identifier: Apache-2.0

/// The records that one page of an index tree holds: of `heads` and `meta`, which have no other kind
/// (https://www.sqlite.org/fileformat2.html, sections 1.6 and 2). Nothing of the page is believed: what does not fit is
/// passed over.
struct PageRecords {
    private let page: [UInt8]
    private let isLeaf: Bool

    /// Nil where the page is none of an index tree.
    init?(_ page: [UInt8]) {
        guard page[0] == 10 || page[0] == 2 else { return nil }
        self.page = page
        isLeaf = page[0] == 10
    }

    /// Calls `body` with the two columns of each record, a name and a value, that both are texts or blobs.
    func each(of pages: borrowing WindowPages, _ body: (ArraySlice<UInt8>, ArraySlice<UInt8>) -> Void) {
        let pointers = isLeaf ? 8 : 12
        let count = min(number(3), (page.count - pointers) / 2)
        for index in 0..<count {
            guard let payload = payload(at: number(pointers + 2 * index), of: pages) else { continue }
            var place = 0
            guard let headerEnd = Self.varint(payload, &place), let first = Self.varint(payload, &place),
                let second = Self.varint(payload, &place), place == headerEnd, first >= 12, second >= 12
            else { continue }
            let middle = headerEnd + (first - 12) / 2
            let end = middle + (second - 12) / 2
            guard end == payload.count else { continue }
            body(payload[headerEnd..<middle], payload[middle..<end])
        }
    }

    /// A record with what of it lies on further pages; what is missing there is zeros, and does not open.
    private func payload(at start: Int, of pages: borrowing WindowPages) -> [UInt8]? {
        var place = start + (isLeaf ? 0 : 4)
        guard let length = Self.varint(page, &place), length <= WindowSalvage.maximumRecordBytes else { return nil }
        let usable = page.count
        let most = (usable - 12) * 64 / 255 - 23
        let least = (usable - 12) * 32 / 255 - 23
        let shared = least + (length - least) % (usable - 4)
        let local = length <= most ? length : shared <= most ? shared : least
        guard place + local + (local < length ? 4 : 0) <= page.count else { return nil }
        var payload = Array(page[place..<place + local])
        var next = local < length ? Int(page.bigEndian(place + local)) : 0
        while payload.count < length {
            guard (2...max(2, pages.count)).contains(next) else { return nil }
            let further = pages.page(next)
            payload.append(contentsOf: further[4..<4 + min(length - payload.count, usable - 4)])
            next = Int(further.bigEndian(0))
        }
        return payload
    }

    private func number(_ place: Int) -> Int { Int(page[place]) << 8 | Int(page[place + 1]) }

    /// A number of at most four groups: lengths here need no more.
    private static func varint(_ bytes: [UInt8], _ place: inout Int) -> Int? {
        var value = 0
        for _ in 0..<4 {
            guard place < bytes.count else { return nil }
            let part = bytes[place]
            place += 1
            value = value << 7 | Int(part & 0x7F)
            if part & 0x80 == 0 { return value }
        }
        return nil
    }
}
