// SPDX-License-Identifier: Apache-2.0

/// A JSON text in the making: a value whose `text` is well-formed JSON, whatever went in.
///
/// Escapes more than it must: U+2028 and U+2029 too, because scripts in pages end a line there.
package struct JSONText: Hashable, Sendable {
    /// One line, without spaces outside of strings.
    package let text: String

    private init(verbatim text: String) { self.text = text }

    /// The value `null`.
    package static let null = JSONText(verbatim: "null")

    /// `true` or `false`.
    package static func bool(_ value: Bool) -> JSONText { JSONText(verbatim: value ? "true" : "false") }

    /// The number in full, however large: some readers keep 53 bits of it.
    package static func integer(_ value: some BinaryInteger) -> JSONText { JSONText(verbatim: "\(value)") }

    /// Null where the number is not finite, for which JSON has no form.
    package static func real(_ value: Double) -> JSONText {
        value.isFinite ? JSONText(verbatim: "\(value)") : .null
    }

    /// The text in quotes, with everything escaped that must be.
    package static func text(_ value: String) -> JSONText {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(value.utf8.count + 2)
        append(value, to: &bytes)
        return JSONText(verbatim: String(decoding: bytes, as: UTF8.self))
    }

    /// Null where there is no value.
    package static func text(_ value: String?) -> JSONText { value.map { .text($0) } ?? .null }

    /// The elements in their order.
    package static func array(_ elements: some Sequence<JSONText>) -> JSONText {
        JSONText(verbatim: "[" + elements.lazy.map(\.text).joined(separator: ",") + "]")
    }

    /// Members in the given order; the caller doesn't repeat keys.
    package static func object(_ members: [(key: String, value: JSONText)]) -> JSONText {
        var bytes = [UInt8(ascii: "{")]
        for (key, value) in members {
            if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
            append(key, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            bytes.append(contentsOf: value.text.utf8)
        }
        bytes.append(UInt8(ascii: "}"))
        return JSONText(verbatim: String(decoding: bytes, as: UTF8.self))
    }

    /// Members in the given order: `.object(["iss": .text(issuer)])`.
    package static func object(_ members: KeyValuePairs<String, JSONText>) -> JSONText { object(Array(members)) }

    /// Escapes what RFC 8259 section 7 demands, DEL, and U+2028 and U+2029.
    private static func append(_ value: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for scalar in value.unicodeScalars {
            switch scalar.value {
            case 0x22, 0x5C: bytes += [UInt8(ascii: "\\"), UInt8(scalar.value)]
            case 0x0A: bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
            case 0..<0x20, 0x7F, 0x2028, 0x2029:
                let digits = String(scalar.value, radix: 16)
                bytes += Array("\\u\(String(repeating: "0", count: 4 - digits.count))\(digits)".utf8)
            default: bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

extension JSONText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "‹JSON, \(text.utf8.count) bytes›" }
    /// As the description: values may be private.
    package var debugDescription: String { description }
    /// Without children, for the same reason.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
