// SPDX-License-Identifier: Apache-2.0

/// One value of a JSON text, with its type. The description tells the type only, since values may be private.
package enum JSONValue: Hashable, Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// `null`, which is not the same as a member that is missing: of that there is no value at all.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number without point and exponent, within 64 bits.
    case integer(Int64)
    /// Also integers beyond 64 bits; infinite beyond `Double`'s range.
    case real(Double)
    /// Always well-formed: invalid UTF-8 and lone surrogates become U+FFFD, and the text ends before the first U+0000.
    case text(String)
    /// The object as JSON text, to be read further.
    case object(String)
    /// The array as JSON text, to be read further.
    case array(String)

    /// The type of the value.
    package var kind: JSONKind {
        switch self {
        case .null: .null
        case .bool: .bool
        case .integer: .integer
        case .real: .real
        case .text: .text
        case .object: .object
        case .array: .array
        }
    }

    package var description: String { "‹\(kind.rawValue)›" }
    /// As the description: values may be private.
    package var debugDescription: String { description }
    /// Without children, for the same reason.
    package var customMirror: Mirror { Mirror(self, children: []) }
}

/// The type of a JSON value.
package enum JSONKind: String, Sendable {
    /// As the cases of `JSONValue`. The raw values stand in descriptions.
    case null, bool, integer, real, text, object, array
}
