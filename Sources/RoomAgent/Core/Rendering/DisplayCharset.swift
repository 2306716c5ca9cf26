// SPDX-License-Identifier: Apache-2.0

/// How a display wants its text.
package enum DisplayCharset: String, CaseIterable, Sendable {
    case ascii
    case latin1 = "latin-1"
    case utf8 = "utf-8"
}
