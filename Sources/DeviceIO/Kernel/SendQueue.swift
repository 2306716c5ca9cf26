// SPDX-License-Identifier: Apache-2.0

/// Bytes that wait until the other side takes them, up to a limit.
package struct SendQueue: Sendable {
    /// More never waits.
    package var limit: Int
    private var bytes: [UInt8] = []
    /// Those before it have been taken.
    private var start = 0

    /// Empty. `limit` is in bytes.
    package init(limit: Int) { self.limit = limit }

    /// How many bytes wait.
    package var count: Int { bytes.count - start }
    /// Whether none does.
    package var isEmpty: Bool { count == 0 }

    /// Adds the bytes behind the others; false, and none is added, where that would be more than `limit`.
    package mutating func append(_ more: [UInt8]) -> Bool {
        guard count + more.count <= limit else { return false }
        bytes += more
        return true
    }

    /// Has one call take what it can of what waits: `write` returns how much that was, nil where it would have had to
    /// wait. Returns how many bytes were taken. Throws what `write` throws; nothing is taken then.
    @discardableResult
    package mutating func flush(
        _ write: (UnsafeRawBufferPointer) throws(CallFailure) -> Int?
    ) throws(CallFailure) -> Int {
        guard !isEmpty else { return 0 }
        var outcome: Result<Int?, CallFailure> = .success(nil)
        bytes.withUnsafeBytes { bytes in
            do throws(CallFailure) {
                outcome = .success(try write(UnsafeRawBufferPointer(rebasing: bytes[start...])))
            } catch { outcome = .failure(error) }
        }
        let taken = try outcome.get() ?? 0
        start += taken
        if isEmpty {
            removeAll()
        } else if start > bytes.count / 2 {
            // Seldom, so that a long queue is not moved at each call.
            bytes.removeFirst(start)
            start = 0
        }
        return taken
    }

    /// Drops what waits.
    package mutating func removeAll() {
        bytes = []
        start = 0
    }
}
