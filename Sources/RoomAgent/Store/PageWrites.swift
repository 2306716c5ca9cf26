// SPDX-License-Identifier: Apache-2.0
internal import CSQLite
internal import Glibc

/// SQLite's own file system with its writes to a database looked at (https://www.sqlite.org/vfs.html). What a page has
/// between its pointers and its cells goes to the file as zeros: `secure_delete` overwrites a row where it lies, but of
/// a row that a split or a join of pages moved before, the copy in the old page's gap would stay (SQLite's
/// `rebuildPage` leaves the gap as it is). SQLite never reads a gap.
///
/// For a file that nobody reads before it is whole, writes are gathered, too: SQLite writes each page by itself, and
/// the kernel takes three times as long for 16 calls of 4 KiB as for one of 64. What is gathered goes to the file when
/// a write leaves a gap behind it, when it is read or synced, and by `flush`.
///
/// Waits for the medium that nothing needs are left out, each some milliseconds on a card:
/// - a file or a log that nothing was written to since it was synced is not synced again, as SQLite does with the log
///   that a commit has just synced, before it copies it;
/// - a file that has the length that SQLite gives it after that is not given it again: the kernel would take even that
///   for a change of what it keeps of the file, and write it with the next sync;
/// - a log's first header is not synced by itself (`LogState`).
///
/// A medium that does not give what was written is not taken for a damaged file (`asFaultOfTheMedium`).
enum PageWrites {
    /// Its name for `sqlite3_open_v2`; nil where SQLite did not take it.
    static let name: String? = register("room-pages").map { _ in "room-pages" }
    /// Of the one that gathers.
    static let gatheringName: String? = {
        gathering = register("room-gathered")
        return gathering.map { _ in "room-gathered" }
    }()

    /// Writes what is gathered of a connection's file, which is not on the medium by that.
    static func flush(_ database: OpaquePointer) -> CInt {
        sqlite3_file_control(database, "main", flushing, nil)
    }

    private static let bufferBytes = 64 * 1024
    /// SQLite leaves numbers above 100 to file systems.
    private static let flushing: CInt = 0x526F_4167

    /// What SQLite takes for a file. The file of the file system below follows it in memory.
    private struct File {
        var base: sqlite3_file
        /// Of a database; what a log has is SQLite's own affair.
        let hasPages: Bool
        /// Nil where nothing is gathered.
        let buffer: UnsafeMutableRawPointer?
        var log: LogState
        /// All that was written through this file is on the medium.
        var isSynced = false
        var place: sqlite3_int64 = 0
        var count = 0

        /// Whether some of it would be at these places.
        func overlaps(_ other: sqlite3_int64, _ otherCount: CInt) -> Bool {
            other < place + sqlite3_int64(count) && place < other + sqlite3_int64(otherCount)
        }
    }

    private typealias Handle = UnsafeMutablePointer<sqlite3_file>

    // Sound: written once, by `gatheringName`, before anything is opened through it.
    nonisolated(unsafe) private static var gathering: UnsafeMutablePointer<sqlite3_vfs>?

    // Sound: SQLite's own, which outlives the process's connections.
    nonisolated(unsafe) private static let below = sqlite3_vfs_find(nil)

    // Sound: it is never written to again, and never freed.
    nonisolated(unsafe) private static let methods = makeMethods()

    private static func register(_ name: String) -> UnsafeMutablePointer<sqlite3_vfs>? {
        guard let below, let name = strdup(name) else { return nil }
        let system = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
        system.initialize(to: below.pointee)
        system.pointee.zName = UnsafePointer(name)
        system.pointee.szOsFile += CInt(MemoryLayout<File>.stride)
        system.pointee.xOpen = { system, name, file, flags, out in PageWrites.open(system, name, file, flags, out) }
        return sqlite3_vfs_register(system, 0) == SQLITE_OK ? system : nil
    }

    private static func open(
        _ system: UnsafeMutablePointer<sqlite3_vfs>?, _ name: UnsafePointer<CChar>?, _ file: Handle?, _ flags: CInt,
        _ out: UnsafeMutablePointer<CInt>?
    ) -> CInt {
        guard let below, let file, let open = below.pointee.xOpen else { return SQLITE_ERROR }
        // What else SQLite keeps stays as it is.
        let hasPages = flags & SQLITE_OPEN_MAIN_DB != 0
        guard hasPages || flags & SQLITE_OPEN_WAL != 0 else { return open(below, name, file, flags, out) }
        file.pointee.pMethods = nil
        // A log's header and frames come in five writes for two pages, each of which makes the file longer.
        let gathers = !hasPages || gathering != nil && system == gathering
        let buffer = gathers ? malloc(bufferBytes) : nil
        if gathers, buffer == nil { return SQLITE_NOMEM }
        var isThere: CInt = 1
        if !hasPages { _ = below.pointee.xAccess?(below, name, SQLITE_ACCESS_READWRITE, &isThere) }
        let status = open(below, name, real(file), flags, out)
        guard status == SQLITE_OK else {
            free(buffer)
            return status
        }
        gathered(file).initialize(
            to: File(
                base: sqlite3_file(pMethods: methods), hasPages: hasPages, buffer: buffer,
                log: LogState(isNew: isThere == 0)))
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
        gathered(file).pointee.isSynced = false
        gathered(file).pointee.log.write(upTo: place + sqlite3_int64(count))
        guard let buffer = gathered(file).pointee.buffer else { return writeThrough(file, bytes, count, place) }
        let gathered = gathered(file)
        var offset = place - gathered.pointee.place
        let end = sqlite3_int64(gathered.pointee.count)
        // A page of before, which SQLite changed again: what is gathered goes on behind it.
        if offset < 0, offset + sqlite3_int64(count) <= 0 { return writeThrough(file, bytes, count, place) }
        if offset < 0 || offset > end || offset + sqlite3_int64(count) > sqlite3_int64(bufferBytes) {
            let status = flush(file)
            guard status == SQLITE_OK else { return status }
            guard Int(count) <= bufferBytes else { return writeThrough(file, bytes, count, place) }
            gathered.pointee.place = place
            offset = 0
        }
        let copy = buffer + Int(offset)
        memcpy(copy, bytes, Int(count))
        if gathered.pointee.hasPages, let gap = gap(copy, count, place) { memset(copy + gap.lowerBound, 0, gap.count) }
        gathered.pointee.count = max(gathered.pointee.count, Int(offset) + Int(count))
        return SQLITE_OK
    }

    private static func writeThrough(
        _ file: Handle, _ bytes: UnsafeRawPointer, _ count: CInt, _ place: sqlite3_int64
    ) -> CInt {
        guard let write = real(file).pointee.pMethods.pointee.xWrite else { return SQLITE_ERROR }
        guard gathered(file).pointee.hasPages, let gap = gap(bytes, count, place) else {
            return write(real(file), bytes, count, place)
        }
        // SQLite keeps its page as it is.
        return withUnsafeTemporaryAllocation(byteCount: Int(count), alignment: 8) { copy in
            copy.copyMemory(from: UnsafeRawBufferPointer(start: bytes, count: Int(count)))
            UnsafeMutableRawBufferPointer(rebasing: copy[gap]).initializeMemory(as: UInt8.self, repeating: 0)
            return write(real(file), copy.baseAddress, count, place)
        }
    }

    /// What is to be overwritten of these bytes, if they are a page of a tree.
    private static func gap(_ bytes: UnsafeRawPointer, _ count: CInt, _ place: sqlite3_int64) -> Range<Int>? {
        guard Int(count) == WindowPages.pageBytes, place % sqlite3_int64(count) == 0 else { return nil }
        return PageGap.find(UnsafeRawBufferPointer(start: bytes, count: Int(count)).bytes, isFirst: place == 0)
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

    /// What SQLite calls truncating, which it does to files of that length, too.
    private static func cut(
        _ file: Handle, _ real: Handle, _ methods: sqlite3_io_methods, _ size: sqlite3_int64
    ) -> CInt {
        var standing: sqlite3_int64 = -1
        if methods.xFileSize(real, &standing) == SQLITE_OK, standing == size { return SQLITE_OK }
        gathered(file).pointee.isSynced = false
        let status = methods.xTruncate(real, size)
        if status == SQLITE_OK, size == 0 { gathered(file).pointee.log.cut() }
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

    /// SQLITE_IOERR_CORRUPTFS, which Swift does not see.
    private static let damageByFileSystem = SQLITE_IOERR | 33 << 8
    /// SQLITE_IOERR_READ, which Swift does not see either.
    static let failedRead = SQLITE_IOERR | 1 << 8

    /// What a read came to. SQLite takes EIO for damage by the file system (`SQLITE_IOERR_CORRUPTFS`), and says of it
    /// that the database is damaged: a sound file would be set aside for a medium that gave no answer once.
    private static func asFaultOfTheMedium(_ status: CInt) -> CInt {
        status == damageByFileSystem ? failedRead : status
    }

    private static func makeMethods() -> UnsafePointer<sqlite3_io_methods> {
        var methods = sqlite3_io_methods()
        // No mapping of the file.
        methods.iVersion = 2
        methods.xClose = { file in
            guard let file else { return SQLITE_ERROR }
            let written = PageWrites.flush(file)
            let status = PageWrites.through(file) { $1.xClose($0) }
            free(PageWrites.gathered(file).pointee.buffer)
            return written == SQLITE_OK ? status : written
        }
        methods.xRead = { file, bytes, count, place in
            guard let file, PageWrites.gathered(file).pointee.overlaps(place, count) else {
                return PageWrites.asFaultOfTheMedium(
                    PageWrites.through(file) { $1.xRead($0, bytes, count, place) })
            }
            return PageWrites.asFaultOfTheMedium(PageWrites.flushed(file) { $1.xRead($0, bytes, count, place) })
        }
        methods.xWrite = { file, bytes, count, place in
            guard let file, let bytes else { return SQLITE_ERROR }
            return PageWrites.write(file, bytes, count, place)
        }
        methods.xTruncate = { file, size in
            guard let file else { return SQLITE_ERROR }
            return PageWrites.flushed(file) { real, methods in PageWrites.cut(file, real, methods, size) }
        }
        methods.xSync = { file, flags in
            guard let file else { return SQLITE_ERROR }
            let gathered = PageWrites.gathered(file)
            if gathered.pointee.isSynced { return SQLITE_OK }
            if !gathered.pointee.hasPages, gathered.pointee.log.isOnlyHeader { return SQLITE_OK }
            let status = PageWrites.flushed(file) { $1.xSync($0, flags) }
            gathered.pointee.isSynced = status == SQLITE_OK
            gathered.pointee.log.sync(status == SQLITE_OK)
            return status
        }
        methods.xFileSize = { file, size in PageWrites.flushed(file) { $1.xFileSize($0, size) } }
        methods.xLock = { file, level in PageWrites.through(file) { $1.xLock($0, level) } }
        methods.xUnlock = { file, level in PageWrites.through(file) { $1.xUnlock($0, level) } }
        methods.xCheckReservedLock = { file, out in PageWrites.through(file) { $1.xCheckReservedLock($0, out) } }
        methods.xFileControl = { file, operation, value in
            guard operation == PageWrites.flushing else {
                return PageWrites.through(file) { $1.xFileControl($0, operation, value) }
            }
            return PageWrites.flushed(file) { _, _ in SQLITE_OK }
        }
        methods.xSectorSize = { file in PageWrites.through(file) { $1.xSectorSize($0) } }
        methods.xDeviceCharacteristics = { file in PageWrites.through(file) { $1.xDeviceCharacteristics($0) } }
        methods.xShmMap = { file, region, size, extend, out in
            PageWrites.through(file) { $1.xShmMap($0, region, size, extend, out) }
        }
        methods.xShmLock = { file, place, count, flags in
            PageWrites.through(file) { $1.xShmLock($0, place, count, flags) }
        }
        methods.xShmBarrier = { file in
            _ = PageWrites.through(file) { real, methods in
                methods.xShmBarrier(real)
                return SQLITE_OK
            }
        }
        methods.xShmUnmap = { file, deletes in PageWrites.through(file) { $1.xShmUnmap($0, deletes) } }
        let pointer = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
        pointer.initialize(to: methods)
        return UnsafePointer(pointer)
    }
}
