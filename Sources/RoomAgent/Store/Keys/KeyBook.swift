// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import RoomCore

/// The file of wrapped data keys, `window.keys` (docs/window-format.md, "The key book"). The first entry seals. There
/// is more than one key only while the window moves from one to the next.
struct KeyBook: Equatable {
    /// In the store's directory.
    static let fileName = "window.keys"
    /// A change of keys has two keys for a moment, and a second one waits for the first; each may have a copy.
    static let maximumEntries = 4
    /// Of the whole file: four entries at their limits have 19 KiB.
    static let maximumBytes = 32 * 1024

    /// One to `maximumEntries`. Entries of one key stand together, that of the provider before its copy.
    var entries: [Entry]

    /// One key, as one provider wrapped it.
    struct Entry: Equatable {
        /// The data key's name, by which an unwrapped key is known to be the right one.
        var id: KeyID
        /// By this device's clock; 1970 for a key of before there were books. The box is bound to it.
        var madeAt: Instant
        var wrapped: WrappedKey
    }

    private static let magic = Array("RoAgKeys".utf8)
    private static let version: UInt8 = 1
    private static let digestByteCount = 16
    private static let maximumVersionBytes = 256
    private static let maximumBoxBytes = 4096

    /// The caller gives one to `maximumEntries` entries within the limits of `WrappedKey`.
    init(_ entries: [Entry]) { self.entries = entries }

    /// The keys, each once, the sealing one first.
    var ids: [KeyID] {
        var ids: [KeyID] = []
        for entry in entries where !ids.contains(entry.id) { ids.append(entry.id) }
        return ids
    }

    /// The file's content. Equal books give the same bytes.
    func encoded() -> [UInt8] {
        var row = RowWriter(capacity: 512)
        for byte in Self.magic { row.byte(byte) }
        row.byte(Self.version)
        row.count(entries.count)
        for entry in entries {
            for byte in entry.id.bytes { row.byte(byte) }
            row.integer(entry.madeAt.millisecondsSince1970)
            row.text(entry.wrapped.scheme)
            row.text(entry.wrapped.version)
            row.count(entry.wrapped.box.count)
            for byte in entry.wrapped.box { row.byte(byte) }
        }
        return row.bytes + Self.digest(row.bytes)
    }

    /// Nil for anything but what `encoded` makes of one to `maximumEntries` entries.
    init?(decoding bytes: [UInt8]) {
        guard bytes.count > Self.digestByteCount else { return nil }
        let content = Array(bytes.dropLast(Self.digestByteCount))
        guard Self.digest(content) == Array(bytes.suffix(Self.digestByteCount)) else { return nil }
        var row = RowReader(content)
        guard let entries = try? Self.entries(&row) else { return nil }
        self.entries = entries
    }

    private static func entries(_ row: inout RowReader) throws(RowMalformed) -> [Entry] {
        for byte in magic + [version] { guard try row.byte() == byte else { throw RowMalformed() } }
        let count = try row.count(atMost: maximumEntries)
        var entries: [Entry] = []
        for _ in 0..<count {
            var id: [UInt8] = []
            for _ in 0..<KeyID.byteCount { id.append(try row.byte()) }
            let madeAt: Int64 = try row.integer()
            let scheme = try row.text(atMost: maximumVersionBytes)
            let version = try row.text(atMost: maximumVersionBytes)
            let boxCount = try row.count(atMost: maximumBoxBytes)
            var box: [UInt8] = []
            for _ in 0..<boxCount { box.append(try row.byte()) }
            entries.append(
                Entry(
                    id: KeyID(bytes: id), madeAt: Instant(millisecondsSince1970: madeAt),
                    wrapped: WrappedKey(scheme: scheme, version: version, box: box)))
        }
        try row.end(.block(1))
        guard count > 0 else { throw RowMalformed() }
        return entries
    }

    private static func digest(_ content: [UInt8]) -> [UInt8] {
        guard let digest = try? Digest.sha256(content) else { preconditionFailure("libcrypto works out SHA-256") }
        return Array(digest.prefix(digestByteCount))
    }
}
