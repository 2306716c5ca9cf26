// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import Glibc
import Kernel
import RoomCore
import Testing

@testable import SecureStore

/// A directory that goes away with its owner, in memory where the machine has that, so that thousands of fsyncs cost
/// nothing.
final class Bench {
    let path: String
    let key: SecretBytes
    let thread: StoreThread

    init() throws {
        var template = Array(
            ((access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp") + "/room-store-XXXXXX\0").utf8CString)
        guard let made = mkdtemp(&template) else { throw FileFailure("mkdtemp", errno: errno) }
        path = String(cString: made)
        key = try SecretBytes(copying: [UInt8](repeating: 0x11, count: 32))
        thread = try StoreThread()
    }

    deinit {
        thread.finish()
        Bench.removeAll(path)
    }

    /// The store's directory.
    var store: String { path + "/store" }
    var file: String { store + "/window.db" }

    func open(key: SecretBytes? = nil, room: String = "room@example.com") -> SecureWindowStore {
        SecureWindowStore(directory: store, key: key ?? self.key, room: room, executor: thread)
    }

    func read(_ path: String) throws -> [UInt8] {
        try Files.open(path, O_RDONLY).readAll(atMost: 64 << 20)
    }

    func write(_ bytes: [UInt8], to path: String) throws {
        try Files.open(path, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600).write(bytes)
    }

    func status(_ path: String) throws -> stat { try Files.open(path, O_RDONLY).status() }

    /// Every regular file of the store, by name.
    func files() throws -> [String: [UInt8]] { try Bench.files(in: store) }

    static func files(in directory: String) throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in try Files.names(in: directory) {
            files[name] = try Files.open("\(directory)/\(name)", O_RDONLY).readAll(atMost: 64 << 20)
        }
        return files
    }

    /// Makes the store's directory hold these files and no others.
    func restore(_ files: [String: [UInt8]]) throws {
        Bench.removeAll(store)
        try Files.makeDirectory(store)
        for (name, bytes) in files { try write(bytes, to: "\(store)/\(name)") }
    }

    private static func removeAll(_ path: String) {
        for name in (try? Files.names(in: path)) ?? [] {
            let child = "\(path)/\(name)"
            if unlink(child) != 0 { removeAll(child) }
        }
        rmdir(path)
    }
}

/// A small generator with a fixed start (SplitMix64), so that each run tries the same inputs.
struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Meetings to store. All of them are made up; their texts are easy to find in a file that leaks them.
enum Sample {
    static let zone = FixedOffset()
    static let noon = Instant(secondsSince1970: 1_800_000_000)
    static let bounds = WindowBounds(earliest: noon - .days(7), latest: noon + .days(31))

    static func meeting(_ number: Int, title: String = "Board secret") -> Meeting {
        let start = noon + .minutes(number * 30)
        return Meeting(
            id: MeetingID("event-id-\(number)"), title: Private("\(title) \(number)"),
            span: .timed(start: start, end: start + .minutes(25)), ownResponse: .accepted,
            organizer: Private("Olga Organizer"),
            joinAddresses: [
                JoinAddress(
                    service: "zoom", kind: .video, address: Private("https://zoom.us/j/98765\(number)?pwd=hush"))
            ])
    }

    static func details(_ number: Int, agenda: String = "Layoff agenda") -> MeetingDetails {
        MeetingDetails(
            agenda: Private("\(agenda) \(number)"),
            participants: [
                Participant(
                    name: Private("Pentti Participant"), address: Private("pentti\(number)@example.com"),
                    response: .declined,
                    isSelf: false)
            ], seriesID: MeetingID("series-7"), etag: "\"etag-\(number)\"")
    }

    static func change(_ number: Int, title: String = "Board secret") -> MeetingChange {
        .stored(meeting(number, title: title), details(number))
    }

    static func mark(_ token: String? = "token-one", synced: Int64 = 0, full: Int64 = 0, days: Int = 31) -> SyncMark {
        SyncMark(
            cursor: token.map {
                SyncCursor(
                    token: Private($0), bounds: WindowBounds(earliest: bounds.earliest, latest: noon + .days(days)))
            }, syncedAt: noon + .seconds(synced), fullSyncAt: noon + .seconds(full), timeZone: "Europe/Helsinki")
    }
}

extension SecureWindowStore {
    /// One whole write.
    @discardableResult
    func write(
        _ scope: WriteScope, _ changes: [MeetingChange], _ mark: SyncMark = Sample.mark(),
        bounds: WindowBounds = Sample.bounds
    ) throws -> WindowDelta {
        let ticket = try begin(scope)
        try stage(changes, within: bounds, zone: Sample.zone, for: ticket)
        return try commit(ticket, mark, within: bounds, zone: Sample.zone)
    }

    var totalChanges: Int64 {
        get throws { try current().file.database.totalChanges }
    }
}
