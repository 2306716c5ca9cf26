// SPDX-License-Identifier: Apache-2.0

/// The `fields` parameter of Google's APIs: `a,b/c,items(id,start/date)`, with `*` for any name
/// (https://developers.google.com/workspace/calendar/api/guides/performance, "Partial response").
package struct FieldSelector: Equatable, Sendable {
    /// No children: everything below.
    package private(set) var children: [String: FieldSelector] = [:]

    /// Everything.
    init() {}

    /// Nil where the text does not follow the syntax.
    package init?(_ text: String) {
        var rest = Array(text.utf8)[...]
        guard let selector = Self.list(&rest), rest.isEmpty else { return nil }
        self = selector
    }

    /// The first selected path that `schema` doesn't have; nil where it has them all.
    package func firstUnknown(in schema: FieldSelector) -> String? {
        for (name, child) in children.sorted(by: { $0.key < $1.key }) where name != "*" {
            guard let known = schema.children[name] ?? schema.children["*"] else { return name }
            if known.children.isEmpty, let inner = child.children.keys.first { return "\(name)/\(inner)" }
            if let unknown = child.firstUnknown(in: known) { return "\(name)/\(unknown)" }
        }
        return nil
    }

    /// `value` without what isn't selected. Lists are looked through: `items/id` is the ID of each item.
    package func selected(from value: CloudValue) -> CloudValue {
        guard !children.isEmpty else { return value }
        switch value {
        case .array(let elements): return .array(elements.map(selected))
        case .object(let members):
            return .object(
                members.compactMap { key, value in
                    (children[key] ?? children["*"]).map { (key, $0.selected(from: value)) }
                })
        default: return value
        }
    }

    private static func list(_ rest: inout ArraySlice<UInt8>) -> FieldSelector? {
        var selector = FieldSelector()
        repeat {
            guard let (name, child) = item(&rest) else { return nil }
            selector.children[name, default: child].merge(child)
        } while consume(",", &rest)
        return selector
    }

    private static func item(_ rest: inout ArraySlice<UInt8>) -> (String, FieldSelector)? {
        let name = rest.prefix { isNameByte($0) }
        guard !name.isEmpty else { return nil }
        rest = rest.dropFirst(name.count)
        var child = FieldSelector()
        if consume("/", &rest) {
            guard let (inner, selector) = item(&rest) else { return nil }
            child.children[inner] = selector
        } else if consume("(", &rest) {
            guard let inner = list(&rest), consume(")", &rest) else { return nil }
            child = inner
        }
        return (String(decoding: name, as: UTF8.self), child)
    }

    /// Selects what either selects. A name alone selects all below it, so it swallows a narrower one.
    private mutating func merge(_ other: FieldSelector) {
        if children.isEmpty || other.children.isEmpty {
            children = [:]
        } else {
            for (name, child) in other.children { children[name, default: child].merge(child) }
        }
    }

    private static func consume(_ character: Unicode.Scalar, _ rest: inout ArraySlice<UInt8>) -> Bool {
        guard rest.first == UInt8(ascii: character) else { return false }
        rest = rest.dropFirst()
        return true
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "*"):
            true
        default: false
        }
    }
}
