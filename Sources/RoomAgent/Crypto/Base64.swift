// SPDX-License-Identifier: Apache-2.0

/// Base64 with padding (RFC 4648 section 4), as JSON interfaces carry bytes.
package enum Base64 {
    /// The bytes as text, padded to a multiple of four.
    package static func encode(_ bytes: [UInt8]) -> String {
        var text = Array(Base64URL.encode(bytes).utf8).map { swapped($0, "-_", "+/") }
        while text.count % 4 != 0 { text.append(UInt8(ascii: "=")) }
        return String(decoding: text, as: UTF8.self)
    }

    /// Nil for anything but what `encode` gives.
    package static func decode(_ text: String) -> [UInt8]? {
        var letters = Array(text.utf8)
        guard letters.count % 4 == 0, !letters.contains(where: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") })
        else { return nil }
        for _ in 0..<2 where letters.last == UInt8(ascii: "=") { letters.removeLast() }
        return Base64URL.decode(String(decoding: letters.map { swapped($0, "+/", "-_") }, as: UTF8.self))
    }

    private static func swapped(_ letter: UInt8, _ from: StaticString, _ to: StaticString) -> UInt8 {
        for index in 0..<2 where from.utf8Start[index] == letter { return to.utf8Start[index] }
        return letter
    }
}
