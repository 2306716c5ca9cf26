// SPDX-License-Identifier: Apache-2.0
internal import RoomCore

extension StoreDamage {
    /// Tells the journal of it. Returns the warning that stands for it, and what the warning is about.
    func told(to journal: any AgentJournal) -> (code: WarningCode, subject: String) {
        switch self {
        case .rows(let count):
            journal.warning("stored rows did not open and are fetched again", ("rows", "\(count)"))
            return (.storeDamaged, "")
        case .fileSetAside(let name):
            journal.warning("the stored window was unreadable and set aside", ("file", name))
            return (.storeDamaged, name)
        case .lost:
            journal.warning("the stored window is gone and is fetched again")
            return (.storeDamaged, "")
        case .wrongKey(let name):
            journal.warning("the stored window is of another key or room, and set aside", ("file", name))
            return (.keyWrong, name)
        case .olderCopy:
            journal.error("the stored window is an older copy, by the count outside of it")
            return (.storeOlderCopy, "")
        case .notCounted(let why):
            journal.warning("nobody can tell whether the stored window is an older copy", ("detail", why))
            return (.rollbackCounterLost, "")
        }
    }
}
