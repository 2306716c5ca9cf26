// SPDX-License-Identifier: Apache-2.0

/// What a power cut could bring back of a log that was cut to nothing, and whether its next header has to be on the
/// medium before what follows it.
///
/// SQLite syncs the header of a log that begins anew by itself, before the first page behind it
/// (https://sqlite.org/src/info/ff5be73dee): the old header could come back with some of the old transactions behind
/// it, cut short by new pages, and the file would be put back to a state in between. Where the old log had one
/// transaction alone, it comes back whole or not at all, and the file has all of it: it was synced before the log was
/// cut. So a header waits for its pages then, and one sync takes both: that is nearly every commit here, since the log
/// is cut after each.
struct LogState {
    /// Since the log was cut, or made.
    private var isCut: Bool
    /// More than one transaction, or nobody knows how many.
    private var couldReturn: Bool
    private var transactions = 0
    private var hasPages = false

    /// Of the header.
    private static let headerBytes: Int64 = 32

    /// - Parameter isNew: there was no file of this name, so nothing can come back into this one.
    init(isNew: Bool) {
        isCut = isNew
        couldReturn = !isNew
    }

    /// Something was written that ends at this place.
    mutating func write(upTo end: Int64) { if end > Self.headerBytes { hasPages = true } }

    /// What was written may go on waiting: there is nothing behind the header, and nothing that could come back.
    var isOnlyHeader: Bool { isCut && !couldReturn && !hasPages }

    /// All that was written is on the medium, or a part that nobody knows.
    mutating func sync(_ isWhole: Bool) {
        if hasPages { transactions += 1 }
        // What stood in the log before is gone for good.
        couldReturn = !isWhole || transactions > 1
        (isCut, hasPages) = (false, false)
    }

    /// The log was cut to nothing, after the file had all of it.
    mutating func cut() {
        // What was written and never synced could have come to the medium in any part.
        couldReturn = couldReturn || hasPages
        (isCut, hasPages, transactions) = (true, false, 0)
    }
}
