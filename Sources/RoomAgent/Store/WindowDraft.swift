// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Kernel
internal import RoomCore

/// The first window of a file that holds none, written beside that file while the pages of a sync come: details at
/// once, all heads at the end. It takes the file's name when it is whole and on the medium, so nothing of it needs
/// SQLite's log: what stands is not touched before, and what a failure leaves half written is thrown away.
///
/// In order: `put` and `dropBody`, `complete`, `replace`. Where one of them throws, `abandon`.
final class WindowDraft {
    /// Its rows are sealed as those of the file that it is to replace: it has the same header.
    let file: WindowFile
    private let place: WindowPlace
    private var isOver = false

    /// Throws where the directory takes no file.
    init(inPlaceOf standing: WindowFile, _ place: WindowPlace) throws(StoreProblem) {
        self.place = place
        do throws(StoreProblem) {
            file = try StoreProblem.asFaultOfTheMedium { () throws(StoreProblem) in try place.makeDraft(like: standing)
            }
        } catch {
            place.removeDraft()
            throw error
        }
    }

    deinit { abandon() }

    /// - Parameter isNew: there is none of this name, as for nearly all, so that SQLite need not look.
    func put(_ details: MeetingDetails, _ name: RowName, isNew: Bool) throws(StoreProblem) -> BodyMark {
        try StoreProblem.asFaultOfTheMedium { () throws(StoreProblem) in try file.put(details, name, isNew: isNew) }
    }

    /// Of a meeting that a later page takes back.
    func dropBody(_ name: RowName) throws(StoreProblem) {
        try StoreProblem.asFaultOfTheMedium { () throws(StoreProblem) in
            try StoreProblem.database { () throws(DatabaseFailure) in try file.drop(name) }
        }
    }

    /// Writes what is missing by `body`, and puts all of it on the medium. Only `replace` may follow.
    func complete(_ body: (WindowFile) throws(StoreProblem) -> Void) throws(StoreProblem) {
        try StoreProblem.asFaultOfTheMedium { () throws(StoreProblem) in
            try body(file)
            try file.endDraft()
        }
        file.close()
    }

    /// Closes the file that stands, and opens this one in its place. Where it throws, either may stand.
    func replace(_ standing: WindowFile, _ ring: KeyRing, room: String) throws(StoreProblem) -> WindowFile {
        standing.close()
        try place.putDraftInPlace()
        isOver = true
        guard case .existing(let opened) = try place.openExisting(ring, room: room), opened.header == standing.header
        else { throw .replaced }
        return opened
    }

    /// Closes and removes it; nothing after it took its place.
    func abandon() {
        if isOver { return }
        isOver = true
        file.close()
        place.removeDraft()
    }
}

extension WindowPlace {
    /// A window with this one's header and nothing else, in a transaction that is open. What is written into it counts
    /// when `WindowFile.endDraft` has ended that, and until then nothing of it waits for the medium.
    fileprivate func makeDraft(like standing: WindowFile) throws(StoreProblem) -> WindowFile {
        try makeDraft(standing.keys, standing.header)
    }

    /// The same with this header.
    func makeDraft(_ keys: WindowKeys, _ header: [UInt8]) throws(StoreProblem) -> WindowFile {
        let path = nextPath
        try StoreProblem.files { () throws(FileFailure) in
            for suffix in Self.suffixes { try Files.destroy(path + suffix) }
            // SQLite would make it with the mode 0644; the log takes over the file's mode.
            _ = try Files.open(path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: 0o600)
        }
        let database = try StoreProblem.database { () throws(DatabaseFailure) in
            let database = try Database(path: path, gathers: true)
            // The cache holds the index, which is read and written in no order, and little else is to be read again.
            for pragma in Self.pragmas + ["synchronous = OFF", "cache_size = -512"] {
                try database.run("PRAGMA \(pragma)")
            }
            // In memory it keeps pages as they were before the transaction, of which there are none.
            try database.setJournal("memory")
            try begin(database, header)
            return database
        }
        return try window(at: path, database, keys, header)
    }

    /// The caller has closed both. A crash leaves one whole file under the name, the one that stood or the draft.
    fileprivate func putDraftInPlace() throws(StoreProblem) {
        try StoreProblem.files { () throws(FileFailure) in
            try refuseLogs()
            // What stood had no row, and is not overwritten.
            try Files.rename(nextPath, to: path)
            try Files.syncDirectory(directory)
        }
    }

    /// Its rows never counted, and are sealed: as a staged box, it is not overwritten. A failure is passed over: the
    /// next start or draft overwrites what is left.
    fileprivate func removeDraft() {
        for suffix in Self.suffixes { try? Files.remove(nextPath + suffix) }
    }
}
