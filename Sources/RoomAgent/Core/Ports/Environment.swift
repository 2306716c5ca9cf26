// SPDX-License-Identifier: Apache-2.0

/// The variables that a process was started with (environ(7)), as a value. The executable reads them once, at its
/// start; everything below is told, and never asks the process.
package struct Environment: Sendable, Equatable {
    /// `NAME=value` each, in the order of the process; of two with one name the first counts.
    package let pairs: [String]

    /// Empty by default, as nothing is told to a process that nobody supervises.
    package init(_ pairs: [String] = []) { self.pairs = pairs }

    /// What a variable holds, which may be nothing; nil if it is not set.
    package subscript(name: String) -> String? {
        let head = name + "="
        return pairs.first { $0.hasPrefix(head) }.map { String($0.dropFirst(head.count)) }
    }
}
