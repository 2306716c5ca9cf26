// SPDX-License-Identifier: Apache-2.0

/// PEM texts (RFC 7468) with certificates in them.
package enum CertificateText {
    /// The certificates in order of appearance, each as DER in Base64 with its padding, without line breaks. What is
    /// cut or is no Base64 is left out.
    package static func certificates(in pem: [UInt8]) -> [String] {
        var found: [String] = []
        var current: String?
        for line in String(decoding: pem, as: UTF8.self).split(whereSeparator: \.isNewline) {
            let line = line.trimmingBlanks
            if line == "-----BEGIN CERTIFICATE-----" {
                current = ""
            } else if line == "-----END CERTIFICATE-----" {
                if let text = current, isBase64(text) { found.append(text) }
                current = nil
            } else if let text = current {
                current = text + line
            }
        }
        return found
    }

    private static func isBase64(_ text: String) -> Bool {
        let padding = text.utf8.reversed().prefix { $0 == UInt8(ascii: "=") }.count
        return !text.isEmpty && text.utf8.count % 4 == 0 && padding < 3
            && text.utf8.dropLast(padding).allSatisfy { Base64URL.standardValue(of: $0) != nil }
    }
}

extension Substring {
    fileprivate var trimmingBlanks: Substring {
        var text = self
        while let last = text.last, last == " " || last == "\t" { text.removeLast() }
        return text
    }
}
