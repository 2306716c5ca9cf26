// SPDX-License-Identifier: Apache-2.0

extension String {
    /// The longest beginning of whole characters (Unicode scalars) within `limit` bytes of UTF-8. Inlinable, because it
    /// is asked of several texts of every event, and nearly always finds them short enough.
    @inlinable package func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var end = utf8.index(startIndex, offsetBy: limit)
        while end > startIndex, end.samePosition(in: unicodeScalars) == nil { end = utf8.index(before: end) }
        return String(self[..<end])
    }
}
