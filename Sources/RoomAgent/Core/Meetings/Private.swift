// SPDX-License-Identifier: Apache-2.0

/// A value that belongs to the people in the room: a title, a name, an address, a token. It never appears in a log
/// line, an error or a debug description; code that shows it to the room reads `exposed` and is easy to find by that
/// word.
package struct Private<Value> {
    /// The value itself. Whoever reads it answers for where it goes.
    package var exposed: Value

    /// From here on the value shows only where somebody writes `exposed`.
    package init(_ value: Value) { exposed = value }
}

extension Private: Sendable where Value: Sendable {}
extension Private: Equatable where Value: Equatable {}
extension Private: Hashable where Value: Hashable {}

extension Private: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "‹private›" }
    /// As the description, so that a debugger or a failed test shows nothing either.
    package var debugDescription: String { description }
    /// Without children: `dump` and string interpolation find nothing to show.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
