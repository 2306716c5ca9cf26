// SPDX-License-Identifier: Apache-2.0
internal import RoomCore

/// What still opens of a window file that SQLite no longer reads, page by page. Heads are sealed and bound to their
/// names, so whatever opens was a meeting of this room once; and since a row that is deleted or replaced is overwritten
/// (`secure_delete`), it was one at the last commit.
struct WindowSalvage {
    /// Each head that opens, but those of which there are two forms.
    private(set) var meetings: [RowName: Meeting] = [:]
    /// The last mark with its count, and without its cursor: rows may be missing.
    private(set) var mark: StoredMark?

    /// A head with every field at its limit has less.
    static let maximumRecordBytes = 64 * 1024

    /// - Parameters:
    ///   - path: of the file; a log beside it is read, too. Where there is nothing, nothing is found.
    ///   - header: a copy of the file's header, for a file that lost its own.
    init(path: String, ring: KeyRing, room: String, header copy: [UInt8]) {
        guard let pages = try? WindowPages(path: path) else { return }
        var headers: [[UInt8]] = []
        Self.eachRecord(of: pages) { name, value in
            if name.elementsEqual("header".utf8) { headers.append(Array(value)) }
        }
        for header in headers + [copy] where meetings.isEmpty && mark == nil {
            guard case .fits(let keys)? = try? WindowHeader.check(header, ring, room: room) else { continue }
            collect(pages, keys)
        }
    }

    private mutating func collect(_ pages: borrowing WindowPages, _ keys: WindowKeys) {
        var contradicted: Set<RowName> = []
        Self.eachRecord(of: pages) { name, value in
            let box = Array(value)
            if let row = RowName(name) {
                guard let encoded = keys.open(box, as: .head, name: row),
                    let found = try? MeetingCode.decode(encoded).meeting
                else { return }
                // Two forms of one meeting: an older page came back, and which is true nobody knows.
                if let other = meetings.updateValue(found, forKey: row), other != found { contradicted.insert(row) }
            } else if name.elementsEqual("mark".utf8), let content = keys.open(box, as: .mark, name: nil),
                var found = try? StoredMark(decoding: content)
            {
                found.mark.cursor = nil
                mark = found
            }
        }
        for row in contradicted { meetings[row] = nil }
    }

    private static func eachRecord(
        of pages: borrowing WindowPages, _ body: (ArraySlice<UInt8>, ArraySlice<UInt8>) -> Void
    ) {
        // The first page has the schema.
        for number in stride(from: 2, through: pages.count, by: 1) {
            PageRecords(pages.page(number))?.each(of: pages, body)
        }
    }
}
