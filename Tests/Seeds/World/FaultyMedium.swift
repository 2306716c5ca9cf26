// SPDX-License-Identifier: Apache-2.0
import CSQLite
import Glibc

/// Puts faults between SQLite and its files: the real store writes through it without knowing. It is SQLite's own Unix
/// file system with four of its calls replaced (https://www.sqlite.org/vfs.html).
///
/// What the store does to files without SQLite (the lock file, renames, the scrubbing of gaps) is not touched by it.
enum FaultyMedium {
    /// What the medium answers instead of writing; nil while it is sound.
    // Sound: the soak's programs have one thread.
    nonisolated(unsafe) static var trouble: DiskTrouble?
    /// Called before the write after so many more; gives up then.
    // Sound: as above.
    nonisolated(unsafe) static var countdown: (left: Int, then: (_ isInMiddle: Bool) -> Void)?
    // Sound: as above.
    nonisolated(unsafe) static var writes = 0
    /// Of the agent whose files these are.
    // Sound: as above.
    nonisolated(unsafe) static var effects: SeedEffects?

    // Sound: as above; made once and never freed.
    nonisolated(unsafe) private static var plain: UnsafePointer<sqlite3_io_methods>?
    // Sound: as above.
    nonisolated(unsafe) private static var patched = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    // Sound: as above.
    nonisolated(unsafe) private static var openFile: OpenFile?

    /// Extended codes, which Swift does not see: they are sums in the header.
    private static let cannotWrite = SQLITE_IOERR | (3 << 8)
    private static let cannotSync = SQLITE_IOERR | (4 << 8)

    private typealias OpenFile =
        @convention(c) (
            UnsafeMutablePointer<sqlite3_vfs>?, UnsafePointer<CChar>?, UnsafeMutablePointer<sqlite3_file>?, CInt,
            UnsafeMutablePointer<CInt>?
        ) -> CInt

    /// Makes it the file system of every connection that is opened from now on.
    static func install() {
        guard openFile == nil, let original = sqlite3_vfs_find(nil) else { return }
        let system = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        system.initialize(to: original.pointee)
        system.pointee.zName = UnsafePointer(strdup("seeded"))
        openFile = original.pointee.xOpen
        system.pointee.xOpen = { system, name, file, flags, out in
            guard let status = FaultyMedium.openFile?(system, name, file, flags, out) else { return SQLITE_ERROR }
            if status == SQLITE_OK, let file { FaultyMedium.patch(file) }
            return status
        }
        sqlite3_vfs_register(system, 1)
    }

    private static func patch(_ file: UnsafeMutablePointer<sqlite3_file>) {
        guard let methods = file.pointee.pMethods else { return }
        if plain == nil {
            plain = methods
            patched.initialize(to: methods.pointee)
            patched.pointee.xWrite = { file, bytes, count, place in
                FaultyMedium.write(file, bytes, count, place)
            }
            patched.pointee.xTruncate = { file, size in
                FaultyMedium.refusal ?? FaultyMedium.plain?.pointee.xTruncate(file, size) ?? SQLITE_ERROR
            }
            patched.pointee.xSync = { file, flags in
                if FaultyMedium.trouble == .noSync { return FaultyMedium.cannotSync }
                return FaultyMedium.plain?.pointee.xSync(file, flags) ?? SQLITE_ERROR
            }
        }
        // Of other kinds of files (none is used here) the methods differ, and stay as they are.
        if methods == plain { file.pointee.pMethods = UnsafePointer(patched) }
    }

    private static var refusal: CInt? {
        switch trouble {
        case .full: SQLITE_FULL
        case .ioError: cannotWrite
        case .readOnly: SQLITE_READONLY
        case .noSync, nil: nil
        }
    }

    private static func write(
        _ file: UnsafeMutablePointer<sqlite3_file>?, _ bytes: UnsafeRawPointer?, _ count: CInt, _ place: sqlite3_int64
    ) -> CInt {
        writes += 1
        KeyCut.pass()
        guard let plain, let real = plain.pointee.xWrite else { return SQLITE_ERROR }
        if let refusal { return refusal }
        if let waiting = countdown {
            if waiting.left > 1 {
                countdown?.left -= 1
            } else {
                countdown = nil
                // What stands on the medium when the power goes: all earlier writes, and half of this one.
                waiting.then(false)
                _ = real(file, bytes, count / 2, place)
                waiting.then(true)
            }
        }
        guard let effects, !effects.isDead else { return real(file, bytes, count, place) }
        var status = cannotWrite
        effects.happen(.written) { status = real(file, bytes, count, place) }
        return status
    }
}
