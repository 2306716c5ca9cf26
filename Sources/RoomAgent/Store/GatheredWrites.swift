// SPDX-License-Identifier: Apache-2.0
internal import CSQLite
internal import Glibc

/// SQLite's own file system, with the writes to a database gathered: SQLite writes each page by itself, and the kernel
/// takes three times as long for 16 calls of 4 KiB as for one of 64. It is for a file that nobody reads before it is
/// whole (https://www.sqlite.org/vfs.html).
///
/// What is gathered goes to the file when the next write does not follow it, when it is read or synced, and by `flush`.
enum GatheredWrites {
    /// Its name for `sqlite3_open_v2`; nil where SQLite did not take it, and then its own file system does.
    static let name: String? = register()

    /// Writes what is gathered of a connection's file, which is not on the medium by that.
    static func flush(_ database: OpaquePointer) -> CInt {
        name == nil ? SQLITE_OK : sqlite3_file_control(database, "main", flushing, nil)
    }

    private static let bufferBytes = 64 * 1024
    /// SQLite leaves numbers above 100 to file systems.
    private static let flushing: CInt = 0x526F_4167

    /// What SQLite takes for a file. The file of the file system below follows it in memory.
    private struct File {
        var base: sqlite3_file
        let buffer: UnsafeMutableRawPointer
        var place: sqlite3_int64 = 0
        var count = 0

        /// Whether some of it would be at these places.
        func overlaps(_ other: sqlite3_int64, _ otherCount: CInt) -> Bool {
            other < place + sqlite3_int64(count) && place < other + sqlite3_int64(otherCount)
        }
    }

    private typealias Handle = UnsafeMutablePointer<sqlite3_file>

    // Sound: written once, by `register`, before anything is opened through it.
    nonisolated(unsafe) private static var below: UnsafeMutablePointer<sqlite3_vfs>?

    // Sound: it is never written to again, and never freed.
    nonisolated(unsafe) private static let methods = makeMethods()

    private static func register() -> String? {
        guard let original = sqlite3_vfs_find(nil), let name = strdup("room-gathered") else { return nil }
        below = original
        let system = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        system.initialize(to: original.pointee)
        system.pointee.zName = UnsafePointer(name)
        system.pointee.szOsFile += CInt(MemoryLayout<File>.stride)
        system.pointee.xOpen = { _, name, file, flags, out in GatheredWrites.open(name, file, flags, out) }
        return sqlite3_vfs_register(system, 0) == SQLITE_OK ? "room-gathered" : nil
    }

    private static func open(
        _ name: UnsafePointer<CChar>?, _ file: Handle?, _ flags: CInt, _ out: UnsafeMutablePointer<CInt>?
    ) -> CInt {
        guard let below, let file, let open = below.pointee.xOpen else { return SQLITE_ERROR }
        // What SQLite keeps beside a database stays as it is.
        guard flags & SQLITE_OPEN_MAIN_DB != 0 else { return open(below, name, file, flags, out) }
        file.pointee.pMethods = nil
        guard let buffer = malloc(bufferBytes) else { return SQLITE_NOMEM }
        let status = open(below, name, real(file), flags, out)
        guard status == SQLITE_OK else {
            free(buffer)
            return status
        }
        gathered(file).initialize(to: File(base: sqlite3_file(pMethods: methods), buffer: buffer))
        return SQLITE_OK
    }

    private static func gathered(_ file: Handle) -> UnsafeMutablePointer<File> {
        UnsafeMutableRawPointer(file).assumingMemoryBound(to: File.self)
    }

    private static func real(_ file: Handle) -> Handle {
        (UnsafeMutableRawPointer(file) + MemoryLayout<File>.stride).assumingMemoryBound(to: sqlite3_file.self)
    }

    private static func write(
        _ file: Handle, _ bytes: UnsafeRawPointer, _ count: CInt, _ place: sqlite3_int64
    ) -> CInt {
        let gathered = gathered(file)
        let offset = place - gathered.pointee.place
        let follows = offset == sqlite3_int64(gathered.pointee.count)
        if !follows || gathered.pointee.count + Int(count) > bufferBytes {
            let status = flush(file)
            guard status == SQLITE_OK else { return status }
            guard Int(count) <= bufferBytes else {
                return real(file).pointee.pMethods.pointee.xWrite(real(file), bytes, count, place)
            }
            gathered.pointee.place = place
        }
        memcpy(gathered.pointee.buffer + gathered.pointee.count, bytes, Int(count))
        gathered.pointee.count += Int(count)
        return SQLITE_OK
    }

    private static func flush(_ file: Handle) -> CInt {
        let gathered = gathered(file)
        guard gathered.pointee.count > 0 else { return SQLITE_OK }
        let status = real(file).pointee.pMethods.pointee.xWrite(
            real(file), gathered.pointee.buffer, CInt(gathered.pointee.count), gathered.pointee.place)
        // What could not be written is not tried again: the writer gives the file up.
        gathered.pointee.count = 0
        return status
    }

    /// Does `work` with the file below, after what is gathered was written.
    private static func flushed(_ file: Handle?, _ work: (Handle, sqlite3_io_methods) -> CInt) -> CInt {
        guard let file else { return SQLITE_ERROR }
        let status = flush(file)
        return status == SQLITE_OK ? through(file, work) : status
    }

    private static func through(_ file: Handle?, _ work: (Handle, sqlite3_io_methods) -> CInt) -> CInt {
        guard let file else { return SQLITE_ERROR }
        return work(real(file), real(file).pointee.pMethods.pointee)
    }

    private static func makeMethods() -> UnsafePointer<sqlite3_io_methods> {
        var methods = sqlite3_io_methods()
        // No shared memory and no mapping of the file.
        methods.iVersion = 1
        methods.xClose = { file in
            guard let file else { return SQLITE_ERROR }
            let written = GatheredWrites.flush(file)
            let status = GatheredWrites.through(file) { $1.xClose($0) }
            free(GatheredWrites.gathered(file).pointee.buffer)
            return written == SQLITE_OK ? status : written
        }
        methods.xRead = { file, bytes, count, place in
            guard let file, GatheredWrites.gathered(file).pointee.overlaps(place, count) else {
                return GatheredWrites.through(file) { $1.xRead($0, bytes, count, place) }
            }
            return GatheredWrites.flushed(file) { $1.xRead($0, bytes, count, place) }
        }
        methods.xWrite = { file, bytes, count, place in
            guard let file, let bytes else { return SQLITE_ERROR }
            return GatheredWrites.write(file, bytes, count, place)
        }
        methods.xTruncate = { file, size in GatheredWrites.flushed(file) { $1.xTruncate($0, size) } }
        methods.xSync = { file, flags in GatheredWrites.flushed(file) { $1.xSync($0, flags) } }
        methods.xFileSize = { file, size in GatheredWrites.flushed(file) { $1.xFileSize($0, size) } }
        methods.xLock = { file, level in GatheredWrites.through(file) { $1.xLock($0, level) } }
        methods.xUnlock = { file, level in GatheredWrites.through(file) { $1.xUnlock($0, level) } }
        methods.xCheckReservedLock = { file, out in GatheredWrites.through(file) { $1.xCheckReservedLock($0, out) } }
        methods.xFileControl = { file, operation, value in
            guard operation == GatheredWrites.flushing else {
                return GatheredWrites.through(file) { $1.xFileControl($0, operation, value) }
            }
            return GatheredWrites.flushed(file) { _, _ in SQLITE_OK }
        }
        methods.xSectorSize = { file in GatheredWrites.through(file) { $1.xSectorSize($0) } }
        methods.xDeviceCharacteristics = { file in GatheredWrites.through(file) { $1.xDeviceCharacteristics($0) } }
        let pointer = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        pointer.initialize(to: methods)
        return UnsafePointer(pointer)
    }
}
