// SPDX-License-Identifier: Apache-2.0
internal import RoomCore

// The count that is in the file and in a counter outside of it (docs/window-format.md, "The count").
extension SecureWindowStore {
    /// Holds the count of the window that was just opened against the counter's, and counts on: the file's first, so
    /// that a crash between the two leaves a file that is one ahead, and never one behind. Returns what is to be told
    /// of the window, which is `damage` where there is any.
    func countOpening(_ damage: StoreDamage?) -> StoreDamage? {
        guard let counter, var open = window, let mark = open.mark else { return damage }
        do throws(CounterFailure) {
            let value = try counter.value()
            let isOld = open.count.map { own in value.map { own != $0 && own != $0 &+ 1 } ?? true } ?? false
            if let value { open.count = value &+ 1 } else { open.count = try counter.advance() }
            var next = mark
            // What came since is to be fetched whole.
            if isOld { next.cursor = nil }
            open.mark = next
            let stored = StoredMark(next, rows: open.sum, count: open.count)
            let isWritten: Void? = try? attempt("count") { () throws(StoreProblem) in
                try open.file.inTransaction { () throws(StoreProblem) in try open.file.putMark(stored) }
            }
            // A medium that takes nothing is told of by the next write.
            if isWritten != nil {
                goOn(in: open, with: ring)
                if value != nil { _ = try counter.advance() }
            }
            return damage ?? (isOld ? .olderCopy : nil)
        } catch {
            return damage ?? .notCounted(error.text)
        }
    }

    /// The count that the next whole window is to have; nil without a counter, or where it cannot be asked.
    func nextCount() -> UInt64? {
        guard let counter else { return nil }
        do throws(CounterFailure) {
            if let value = try counter.value() { return value &+ 1 }
            return try counter.advance() &+ 1
        } catch { return nil }
    }
}
