// SPDX-License-Identifier: Apache-2.0
package import JSON

/// A JSON value in the making, as a tree, so that a partial response can be cut from it.
package indirect enum CloudValue: Sendable {
    /// `null`.
    case null
    /// `true` or `false`.
    case bool(Bool)
    /// A number without a fraction.
    case integer(Int)
    /// A string, escaped when it is written.
    case text(String)
    /// Elements in order.
    case array([CloudValue])
    /// Members in order of appearance.
    case object([(key: String, value: CloudValue)])

    /// The value as JSON text.
    package var json: JSONText {
        switch self {
        case .null: .null
        case .bool(let value): .bool(value)
        case .integer(let value): .integer(value)
        case .text(let value): .text(value)
        case .array(let elements): .array(elements.map(\.json))
        case .object(let members): .object(members.map { ($0.key, $0.value.json) })
        }
    }

    /// The members that have a value: nil stands for a member that isn't there.
    static func members(_ members: KeyValuePairs<String, CloudValue?>) -> CloudValue {
        .object(members.compactMap { key, value in value.map { (key, $0) } })
    }
}
