// SPDX-License-Identifier: Apache-2.0

/// Text from outside, made fit for a terminal or a log.
package enum Printable {
    /// Printable ASCII as it is, the rest as `\x` escapes; cut after so many bytes, 80 unless told.
    package static func ascii(_ text: String, maximumBytes: Int = 80) -> String {
        var result = ""
        for byte in text.utf8.prefix(maximumBytes) {
            if byte >= 0x20 && byte < 0x7f {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                result += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return result
    }
}
