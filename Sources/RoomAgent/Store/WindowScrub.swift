// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Kernel

extension Files.Handle {
    /// Overwrites the unallocated part of pages of a database whose log was copied into it. `secure_delete` overwrites
    /// a row where it lies; of a row that a split or a join of pages moved before, the copy in the old page's gap would
    /// stay (SQLite's `rebuildPage` leaves the gap as it is).
    ///
    /// SQLite never reads a gap, so a write that is cut off harms nothing.
    /// - Parameter pages: the numbers of the pages that changed, from 1; nil for all.
    borrowing func scrub(_ pages: [Int]?) {
        var hasWritten = false
        if let pages {
            for page in pages where scrub(at: (page - 1) * WindowPages.pageBytes, 1).hasWritten { hasWritten = true }
        } else {
            let pagesAtOnce = 16
            var place = 0
            while true {
                let chunk = scrub(at: place, pagesAtOnce)
                hasWritten = chunk.hasWritten || hasWritten
                guard chunk.count == pagesAtOnce * WindowPages.pageBytes else { break }
                place += chunk.count
            }
        }
        if hasWritten { SystemCall.succeeds("fdatasync") { fdatasync(descriptor) } }
    }

    /// The same for all pages but the leaves of tables, and without waiting for the medium: where each row of a table
    /// was added after its last, none of them was ever moved.
    borrowing func scrubAllButRows() {
        guard let size = try? status().st_size else { return }
        for place in stride(from: 0, to: Int(size), by: WindowPages.pageBytes) {
            var kind: UInt8 = 0
            let count = try? SystemCall.run("pread") { pread(descriptor, &kind, 1, off_t(place)) }
            if count == 1, [2, 5, 10].contains(kind) { _ = scrub(at: place, 1) }
        }
    }

    /// So many pages from this place on. How many bytes there were, and whether some were overwritten.
    private borrowing func scrub(at place: Int, _ pages: Int) -> (count: Int, hasWritten: Bool) {
        let pageBytes = WindowPages.pageBytes
        let chunk = read(at: place, pages * pageBytes)
        var hasWritten = false
        for start in stride(from: 0, through: chunk.count - pageBytes, by: pageBytes) {
            guard let gap = Self.gap(chunk[start..<start + pageBytes], isFirst: place + start == 0),
                chunk[gap].contains(where: { $0 != 0 })
            else { continue }
            let zeros = [UInt8](repeating: 0, count: gap.count)
            let gapPlace = off_t(place + gap.lowerBound)
            let count = try? SystemCall.run("pwrite") { pwrite(descriptor, zeros, zeros.count, gapPlace) }
            hasWritten = count != nil || hasWritten
        }
        return (chunk.count, hasWritten)
    }

    /// What lies between a tree page's cell pointers and its cells (file format, section 1.6); nil for other pages.
    private static func gap(_ page: ArraySlice<UInt8>, isFirst: Bool) -> Range<Int>? {
        let header = page.startIndex + (isFirst ? 100 : 0)
        let pointers: Int
        switch page[header] {
        case 2, 5: pointers = header + 12
        case 10, 13: pointers = header + 8
        default: return nil
        }
        let start = pointers + 2 * number(page, header + 3)
        guard start < page.endIndex else { return nil }
        // A header that is damaged must not cost a cell.
        let cells = stride(from: pointers, to: start, by: 2).lazy.map { number(page, $0) }
        let end = page.startIndex + min(number(page, header + 5), cells.min() ?? WindowPages.pageBytes)
        return start < end && end <= page.endIndex ? start..<end : nil
    }

    private static func number(_ page: ArraySlice<UInt8>, _ place: Int) -> Int {
        Int(page[place]) << 8 | Int(page[place + 1])
    }
}
