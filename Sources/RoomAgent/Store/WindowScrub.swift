// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Kernel

extension Files.Handle {
    /// Overwrites the gaps of all pages of a database whose log was copied into it: of a file whose log a crash left,
    /// which may be an older agent's, that wrote pages as SQLite has them. A write that is cut off harms nothing.
    borrowing func scrub() {
        let chunkBytes = 16 * WindowPages.pageBytes
        var hasWritten = false
        var place = 0
        while true {
            let chunk = read(at: place, chunkBytes)
            for start in stride(from: 0, through: chunk.count - WindowPages.pageBytes, by: WindowPages.pageBytes) {
                let page = chunk.span.extracting(start..<start + WindowPages.pageBytes).bytes
                guard let gap = PageGap.find(page, isFirst: place + start == 0),
                    chunk[start + gap.lowerBound..<start + gap.upperBound].contains(where: { $0 != 0 })
                else { continue }
                let zeros = [UInt8](repeating: 0, count: gap.count)
                let gapPlace = off_t(place + start + gap.lowerBound)
                let count = try? SystemCall.run("pwrite") { pwrite(descriptor, zeros, zeros.count, gapPlace) }
                hasWritten = count != nil || hasWritten
            }
            guard chunk.count == chunkBytes else { break }
            place += chunk.count
        }
        if hasWritten { SystemCall.succeeds("fdatasync") { fdatasync(descriptor) } }
    }
}
