// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// Takes one file apart into its lines, and each line into what it is. Knows nothing of keys.
struct ConfigurationLines {
    /// Larger files are not read.
    static let maximumFileBytes = 64 * 1024
    static let maximumLines = 2000
    static let maximumLineBytes = 4096

    enum Line: Equatable {
        /// The text between the brackets.
        case section(String)
        case assignment(key: String, value: String)
        /// A section whose line is wrong, so that nobody can tell which it is.
        case unreadableSection
        /// Nothing of these; `isIndented` lines may be meant to continue the one before.
        case other(text: String, isIndented: Bool)
    }

    private(set) var lines: [(number: Int, line: Line)] = []
    private(set) var faults: [(number: Int?, fault: ConfigurationFault)] = []

    init(_ bytes: [UInt8]) {
        guard bytes.count <= Self.maximumFileBytes else {
            faults.append((nil, .fileTooLarge(Self.maximumFileBytes)))
            return
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            faults.append((nil, .utf16))
            return
        }
        guard !bytes.contains(0) else {
            faults.append((nil, .notText))
            return
        }
        var body = bytes[...]
        if body.starts(with: [0xEF, 0xBB, 0xBF]) {
            faults.append((1, .byteOrderMark))
            body = body.dropFirst(3)
        }
        var hasCarriageReturns = false
        var number = 0
        for var raw in body.split(separator: 0x0A, omittingEmptySubsequences: false) {
            number += 1
            guard number <= Self.maximumLines else {
                faults.append((number, .tooManyLines(Self.maximumLines)))
                return
            }
            if raw.last == 0x0D {
                raw = raw.dropLast()
                if !hasCarriageReturns { faults.append((number, .carriageReturns)) }
                hasCarriageReturns = true
            }
            do throws(ConfigurationFault) {
                if let line = try Self.read(raw) { lines.append((number, line)) }
            } catch {
                faults.append((number, error))
                if Self.trim(raw).first == UInt8(ascii: "[") { lines.append((number, .unreadableSection)) }
            }
        }
    }

    /// Nil for comments and empty lines.
    private static func read(_ raw: ArraySlice<UInt8>) throws(ConfigurationFault) -> Line? {
        let trimmed = trim(raw)
        guard let first = trimmed.first, first != UInt8(ascii: "#") else { return nil }
        guard raw.count <= maximumLineBytes else { throw .lineTooLong(maximumLineBytes) }
        guard let text = String(validating: trimmed, as: UTF8.self) else { throw .notUTF8 }
        for scalar in text.unicodeScalars where scalar != "\t" {
            if let character = InvisibleCharacter(scalar) { throw .invisibleCharacter(character) }
        }
        if first == UInt8(ascii: ";") { throw .commentSign(";") }
        if text.hasPrefix("//") { throw .commentSign("//") }
        if first == UInt8(ascii: "[") { return .section(try sectionName(trimmed)) }
        guard let equals = trimmed.firstIndex(of: UInt8(ascii: "=")) else {
            return .other(text: text, isIndented: raw.first != first)
        }
        let key = trim(trimmed[..<equals])
        let value = trim(trimmed[(equals + 1)...])
        guard !key.isEmpty else { throw .noKey }
        if value.contains(0x09) { throw .tabInValue }
        return .assignment(key: String(decoding: key, as: UTF8.self), value: String(decoding: value, as: UTF8.self))
    }

    private static func sectionName(_ trimmed: ArraySlice<UInt8>) throws(ConfigurationFault) -> String {
        guard let end = trimmed.firstIndex(of: UInt8(ascii: "]")) else { throw .sectionNotClosed }
        guard end == trimmed.endIndex - 1 else { throw .textAfterSection }
        let name = trim(trimmed[(trimmed.startIndex + 1)..<end])
        guard !name.isEmpty else { throw .sectionWithoutName }
        return String(decoding: name, as: UTF8.self)
    }

    private static func trim(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }
        guard let first = bytes.firstIndex(where: { !isBlank($0) }), let last = bytes.lastIndex(where: { !isBlank($0) })
        else { return [] }
        return bytes[first...last]
    }
}
