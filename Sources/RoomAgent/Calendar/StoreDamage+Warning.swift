// SPDX-License-Identifier: Apache-2.0
import RoomCore

extension StoreDamage {
    /// Writes down what happened, and says which warning shows it, about what.
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
        }
    }
}
