// SPDX-License-Identifier: Apache-2.0

/// How long a row is where it is stored, so that the length of its box tells little of what is in it
/// (docs/window-format.md, "Lengths").
enum RowPadding: Equatable {
    /// The next multiple of so many bytes: marks, sessions, and rows of agents before the buckets.
    case block(Int)
    /// So many bytes, or the first doubling of them that is long enough.
    case bucket(Int)

    /// What a row with so many bytes of content is filled up to.
    func length(of content: Int) -> Int {
        switch self {
        case .block(let size): return (content + size - 1) / size * size
        case .bucket(var size):
            while size < content { size *= 2 }
            return size
        }
    }
}
