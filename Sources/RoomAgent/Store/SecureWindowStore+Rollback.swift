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
            let isOld = Self.isOld(open.count, by: value)
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

    /// The file has what the counter has, or one more after a crash between the two. A file that was never counted is
    /// taken as it is.
    private static func isOld(_ own: UInt64?, by value: UInt64?) -> Bool {
        guard let own else { return false }
        guard let value else { return true }
        return own != value && own != value &+ 1
    }

    /// The count that the next whole window is to have; nil without a counter, or where it cannot be asked. Whether the
    /// file is an older copy is told now, too: at its opening the counter may not have been there.
    func nextCount() -> UInt64? {
        doubt = nil
        guard let counter else { return nil }
        do throws(CounterFailure) {
            let value = try counter.value()
            if Self.isOld(window?.count, by: value) { doubt = .olderCopy }
            if let value { return value &+ 1 }
            return try counter.advance() &+ 1
        } catch {
            doubt = .notCounted(error.text)
            return nil
        }
    }

    /// The file has its next count. A counter that does not follow now is one behind, as after a crash.
    func countOn() {
        do throws(CounterFailure) { _ = try counter?.advance() } catch {
            doubt = doubt ?? .notCounted(error.text)
        }
    }
}
