// SPDX-License-Identifier: Apache-2.0

/// The characters that a display has. The raw values are the words of the configuration.
package enum DisplayCharset: String, CaseIterable, Sendable {
    /// Printable ASCII alone.
    case ascii
    /// ISO-8859-1.
    case latin1 = "latin-1"
    /// All of Unicode, as UTF-8.
    case utf8 = "utf-8"
}
