// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import RoomCore

/// The keys of one window file, derived from the data key (docs/window-format.md, "Keys"). Each is good for one
/// purpose, one file (its salt) and one room.
final class WindowKeys {
    /// A salt is random, one for each file.
    static let saltByteCount = 32
    static let checkByteCount = 16

    /// What a box holds; part of what it is bound to.
    enum Content: UInt8, CaseIterable {
        case head = 1
        case body = 2
        case mark = 3
    }

    /// The data key that they come from.
    let id: KeyID
    /// Tells a wrong key from a damaged file: nobody else can work it out from the salt.
    let check: [UInt8]
    private let names: CodeKey
    private let sums: CodeKey
    private let seals: [SealingKey]
    /// What boxes are bound to: format version, kind of content, row name, room. Kind and name are the last one's.
    private var associated: [UInt8]

    /// - Parameters:
    ///   - salt: of the file.
    ///   - room: the calendar's ID.
    init(_ key: DataKey, salt: [UInt8], room: String) throws(CryptoFailure) {
        let dataKey = key.secret
        id = key.id
        associated = [WindowFile.formatVersion, 0] + [UInt8](repeating: 0, count: RowName.byteCount) + Array(room.utf8)
        names = CodeKey(try Self.derive(dataKey, "names", salt, room))
        sums = CodeKey(try Self.derive(dataKey, "sum", salt, room))
        let checks = CodeKey(try Self.derive(dataKey, "check", salt, room))
        check = Array(checks.code(of: salt).prefix(Self.checkByteCount))
        var seals: [SealingKey] = []
        for label in ["head", "body", "mark"] {
            seals.append(try SealingKey(Self.derive(dataKey, label, salt, room)))
        }
        self.seals = seals
    }

    /// Leaves the keys in guarded pages alone: what was worked out of them for many rows is overwritten. To be called
    /// when a call of the store is over.
    func rest() {
        names.rest()
        sums.rest()
        for seal in seals { seal.rest() }
    }

    /// The row name of a meeting in this file.
    func name(of meeting: MeetingID) -> RowName {
        RowName(names.shortCode(of: meeting.value.exposed.utf8Span.span.bytes))
    }

    /// What a head with this box adds to the sum of its window (`RowSum`): nobody without the key can work it out, or
    /// find rows whose summands cancel each other.
    func summand(_ name: RowName, _ box: RawSpan) -> ShortCode { name.withBytes { sums.shortCode(of: $0, box) } }

    /// A box that opens as this kind, under this name, in this room's file only. The mark has no name.
    func seal(_ content: [UInt8], as kind: Content, name: RowName?) throws(CryptoFailure) -> [UInt8] {
        bind(kind, name)
        return try seals[Int(kind.rawValue) - 1].seal(content, boundTo: associated)
    }

    /// As `seal`, of what has the form of a box (`SealingKey.seal(inPlace:)`).
    func seal(
        inPlace box: UnsafeMutableRawBufferPointer, as kind: Content, name: RowName?
    ) throws(CryptoFailure) {
        bind(kind, name)
        try seals[Int(kind.rawValue) - 1].seal(inPlace: box, boundTo: associated)
    }

    /// Nil where the box does not open.
    func open(_ box: [UInt8], as kind: Content, name: RowName?) -> [UInt8]? {
        bind(kind, name)
        return try? seals[Int(kind.rawValue) - 1].open(box, boundTo: associated)
    }

    /// Whether the box opens; then this is what is in it (`SealingKey.open`).
    func open(_ box: RawSpan, as kind: Content, name: RowName, into content: inout [UInt8]) -> Bool {
        bind(kind, name)
        return (try? seals[Int(kind.rawValue) - 1].open(box, boundTo: associated, into: &content)) != nil
    }

    /// Makes `associated` what a box of this kind and name is bound to. In its place: an array for each row would take
    /// as long as to authenticate it.
    private func bind(_ kind: Content, _ name: RowName?) {
        associated[1] = kind.rawValue
        (name ?? RowName.ofMark).write(into: &associated, at: 2)
    }

    private static func derive(
        _ dataKey: SecretBytes, _ purpose: String, _ salt: [UInt8], _ room: String
    ) throws(CryptoFailure) -> SecretBytes {
        let info = Array("room-agent window \(WindowFile.formatVersion) \(purpose)\0\(room)".utf8)
        return try dataKey.derive(count: SealingKey.keyByteCount, salt: salt, info: info)
    }
}
