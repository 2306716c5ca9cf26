// SPDX-License-Identifier: Apache-2.0

/// A promise that a room did not keep.
struct Violation {
    /// Stable: shrinking keeps it.
    var name: String
    var detail: String
    /// In time since boot, milliseconds.
    var at: Int64
}
