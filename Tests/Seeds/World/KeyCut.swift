// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The power that goes in the middle of a change of keys, or of a wipe: at the so-and-so-many-th write of SQLite, or of
/// the store's own renames, removals and waits for the medium.
enum KeyCut {
    /// Called at the step after so many more; gives up then.
    // Sound: the soak's programs have one thread.
    nonisolated(unsafe) static var countdown: (left: Int, then: () -> Void)?

    static func pass() {
        guard let waiting = countdown else { return }
        if waiting.left > 1 {
            countdown?.left -= 1
        } else {
            countdown = nil
            waiting.then()
        }
    }
}

// These stand in the places of libc's functions of those names when this program is linked.

/// The files are in memory: there is nothing to wait for.
@_cdecl("fsync")
func seededSync(_ descriptor: CInt) -> CInt {
    KeyCut.pass()
    return 0
}

@_cdecl("rename")
func seededRename(_ old: UnsafePointer<CChar>, _ new: UnsafePointer<CChar>) -> CInt {
    KeyCut.pass()
    let status = renameat(AT_FDCWD, old, AT_FDCWD, new)
    if status == 0 { KeyCut.pass() }
    return status
}

@_cdecl("unlink")
func seededUnlink(_ path: UnsafePointer<CChar>) -> CInt {
    KeyCut.pass()
    return unlinkat(AT_FDCWD, path, 0)
}
