// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Kernel

/// The pages of a database file that SQLite does not read any more, each as the last commit left it: from the log
/// beside the file where it has the page, else from the file (https://www.sqlite.org/fileformat2.html, sections 1 and
/// 4). Of a page that is cut, the rest is zeros.
struct WindowPages: ~Copyable {
    /// Of each page of a window.
    static let pageBytes = 4096
    /// No window is as large: `WindowLimits` holds it far below.
    private static let maximumPages = 262_144

    private let file: Files.Handle
    private let log: Files.Handle?
    private var logged: [Int: Int] = [:]
    /// How many pages there are; the first one has the number 1.
    private(set) var count: Int

    /// - Parameter path: of the database; the log has its name with `-wal` behind it, and need not be there. Throws
    ///   where there is no file of that name.
    init(path: String) throws(FileFailure) {
        guard let status = try Files.status(path), status.st_mode & S_IFMT == S_IFREG else {
            throw FileFailure("open", errno: EINVAL)
        }
        file = try Files.open(path, O_RDONLY | O_NOFOLLOW)
        log = try? Files.open(path + "-wal", O_RDONLY | O_NOFOLLOW)
        count = min((Int(status.st_size) + Self.pageBytes - 1) / Self.pageBytes, Self.maximumPages)
        readLog()
        count = min(max(count, logged.keys.max() ?? 0), Self.maximumPages)
    }

    /// The page of this number, always of `pageBytes`.
    func page(_ number: Int) -> [UInt8] {
        var page: [UInt8] = []
        if let place = logged[number] {
            page = readLog(at: place, Self.pageBytes)
        } else {
            page = file.read(at: (number - 1) * Self.pageBytes, Self.pageBytes)
        }
        page.append(contentsOf: repeatElement(0, count: Self.pageBytes - page.count))
        return page
    }

    private func readLog(at place: Int, _ count: Int) -> [UInt8] { log?.read(at: place, count) ?? [] }

    /// Finds the frames of whole transactions, as a recovery would.
    private mutating func readLog() {
        let header = readLog(at: 0, 32)
        // Written on a little-endian machine like this one, in pages of this size.
        guard header.count == 32, header.bigEndian(0) == 0x377F_0682, header.bigEndian(8) == Self.pageBytes else {
            return
        }
        var sum = LogSum()
        sum.add(header[..<24])
        guard sum.isWritten(in: header, at: 24) else { return }
        var pending: [Int: Int] = [:]
        var place = 32
        while true {
            let frame = readLog(at: place, 24 + Self.pageBytes)
            guard frame.count == 24 + Self.pageBytes, frame[8..<16] == header[16..<24] else { return }
            sum.add(frame[..<8])
            sum.add(frame[24...])
            guard sum.isWritten(in: frame, at: 16) else { return }
            pending[Int(frame.bigEndian(0))] = place + 24
            place += frame.count
            guard frame.bigEndian(4) != 0 else { continue }
            logged.merge(pending) { _, later in later }
            pending = [:]
        }
    }
}

/// The running check sum of a log (section 4.2).
private struct LogSum {
    private var first: UInt32 = 0
    private var second: UInt32 = 0

    mutating func add(_ bytes: ArraySlice<UInt8>) {
        bytes.withUnsafeBytes { bytes in
            for place in stride(from: 0, to: bytes.count, by: 8) {
                first &+= UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place, as: UInt32.self)) &+ second
                second &+=
                    UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: place + 4, as: UInt32.self)) &+ first
            }
        }
    }

    func isWritten(in bytes: [UInt8], at place: Int) -> Bool {
        bytes.bigEndian(place) == first && bytes.bigEndian(place + 4) == second
    }
}

extension [UInt8] {
    /// The unsigned number of four bytes, most significant first; the caller has checked the length.
    func bigEndian(_ place: Int) -> UInt32 {
        self[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) }
    }
}
