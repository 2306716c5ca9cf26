// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import RoomCore

/// What a reading of a window's mark and all of its heads found.
struct WindowFindings {
    /// Each head that opened, under its name.
    var rows = RowIndex()
    /// The same ones.
    var window = MeetingWindow()
    /// Of them.
    var sum = RowSum()
    /// Heads that do not open.
    var unreadable: [RowName] = []
    /// Rows whose name is none.
    var nameless = 0
    /// Nil where there is none, or none that opens.
    var mark: StoredMark?
    var isMarkUnreadable = false
    /// The tree could not be read to its end.
    var isUnsound = false

    /// Rows that are lost, at least one where anything is.
    var lost: Int? {
        let bad = unreadable.count + nameless + (isMarkUnreadable ? 1 : 0)
        let missing = (mark?.rows.count ?? 0) - sum.count
        let isWhole = mark.map { $0.rows == sum } ?? (sum.count == 0)
        return bad == 0 && isWhole && !isUnsound ? nil : max(1, bad, missing)
    }

    /// Reads to the end, or to where the file is unsound; throws what is no damage.
    init(of file: WindowFile) throws(StoreProblem) {
        file.database.readInTurn()
        defer { file.database.releaseMemory() }
        do throws(DatabaseFailure) {
            switch try file.mark() {
            case .missing: break
            case .unreadable: isMarkUnreadable = true
            case .found(let mark):
                self.mark = mark
                let count = min(max(0, mark.rows.count), WindowLimits.meetings)
                rows.reserveCapacity(count)
                window.reserveCapacity(count)
            }
            try file.eachHead { name, meeting, summand in collect(name, meeting, summand) }
        } catch {
            guard error.isDamage else { throw .database(error) }
            isUnsound = true
        }
    }

    private mutating func collect(_ name: RowName?, _ meeting: consuming Meeting?, _ summand: ShortCode) {
        guard let name else {
            nameless += 1
            return
        }
        guard let meeting else { return unreadable.append(name) }
        // A page that is reached twice gives its rows twice.
        guard rows.insert(RowSpan(meeting.span), name) else {
            isUnsound = true
            return
        }
        window.insert(meeting)
        sum.add(summand)
    }
}
