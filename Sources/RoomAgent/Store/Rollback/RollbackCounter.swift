// SPDX-License-Identifier: Apache-2.0

/// A count that only ever grows, kept where nobody who writes the window's file can set it back: it shows a file that
/// is an older copy. Asked on the store's executor, and may take some tenths of a second.
package protocol RollbackCounter: Sendable {
    /// The count; nil where nothing was counted yet. Throws where it cannot be asked.
    func value() throws(CounterFailure) -> UInt64?
    /// Counts one more, and returns the new count. The first time it makes the counter. Throws as `value` does.
    func advance() throws(CounterFailure) -> UInt64
}

/// Why a counter gives no count.
package struct CounterFailure: Error, Hashable {
    /// What is wrong, for people: the counter, and a clause.
    package var text: String

    /// It holds no secret: there is none in a counter.
    package init(_ text: String) { self.text = text }
}
