// SPDX-License-Identifier: Apache-2.0

/// Paths into a JSON value, made ready for many values: keys and indices after `$`, as in `$.start.dateTime`,
/// `$.items[0]` and `$."a.b"`. Anything else is our bug and traps. Each member of a value is looked at once, however
/// many paths there are.
package struct JSONPaths: Sendable, ExpressibleByArrayLiteral, ExpressibleByStringLiteral {
    /// As they were written.
    package let texts: [String]
    private var branches: [Branch] = [Branch(step: .root)]

    /// Of a path that leads nowhere.
    static let nothing: Int32 = -1

    private enum Step: Equatable {
        case root
        case key([UInt8])
        case element(Int)
    }

    /// The paths are a tree of their steps.
    private struct Branch {
        var step: Step
        /// The path that ends here.
        var path: Int?
        var children: [Int] = []
    }

    package init(_ paths: [String]) {
        texts = paths
        for (index, path) in paths.enumerated() {
            var branch = 0
            for step in Self.steps(path) {
                if let known = branches[branch].children.first(where: { branches[$0].step == step }) {
                    branch = known
                } else {
                    branches.append(Branch(step: step))
                    branches[branch].children.append(branches.count - 1)
                    branch = branches.count - 1
                }
            }
            precondition(branches[branch].path == nil, "the same JSON path twice: \(path)")
            precondition(branches[branch].children.count <= UInt64.bitWidth, "too many JSON paths")
            branches[branch].path = index
        }
    }

    package init(arrayLiteral paths: String...) { self.init(paths) }
    package init(stringLiteral path: String) { self.init([path]) }

    /// Room for what `find` finds.
    var empty: [Int32] { [Int32](repeating: Self.nothing, count: texts.count) }

    /// Writes the node of each path that leads somewhere in the value at `node`.
    func find(in document: borrowing JSONDocument, at node: Int, into found: inout [Int32]) {
        find(0, in: document, at: node, into: &found)
    }

    private func find(_ number: Int, in document: borrowing JSONDocument, at node: Int, into found: inout [Int32]) {
        let branch = branches[number]
        if let path = branch.path { found[path] = Int32(node) }
        guard !branch.children.isEmpty else { return }
        let end = document.nodes[node].next
        switch document.bytes[document.nodes[node].start] {
        case UInt8(ascii: "{"):
            var seen: UInt64 = 0
            var key = node + 1
            while key < end {
                if let child = child(of: branch, for: key, in: document, &seen) {
                    find(child, in: document, at: key + 1, into: &found)
                }
                key = document.nodes[key + 1].next
            }
        case UInt8(ascii: "["):
            var element = node + 1
            var index = 0
            while element < end {
                for child in branch.children where branches[child].step == .element(index) {
                    find(child, in: document, at: element, into: &found)
                }
                element = document.nodes[element].next
                index += 1
            }
        default: return
        }
    }

    /// The child that the key at `key` leads to, unless an equal key came before.
    private func child(
        of branch: Branch, for key: Int, in document: borrowing JSONDocument, _ seen: inout UInt64
    ) -> Int? {
        let node = document.nodes[key]
        let name = document.bytes[node.start + 1..<node.end - 1]
        if node.hasEscapes { return child(of: branch, named: JSONString.unescaped(name)[...], &seen) }
        return child(of: branch, named: name, &seen)
    }

    private func child(of branch: Branch, named name: ArraySlice<UInt8>, _ seen: inout UInt64) -> Int? {
        for (place, child) in branch.children.enumerated() {
            guard case .key(let key) = branches[child].step, key.count == name.count, key.elementsEqual(name) else {
                continue
            }
            let bit: UInt64 = 1 << UInt64(place)
            if seen & bit != 0 { return nil }
            seen |= bit
            return child
        }
        return nil
    }

    private static func steps(_ path: String) -> [Step] {
        var rest = Array(path.utf8)[...]
        precondition(rest.popFirst() == UInt8(ascii: "$"), "a JSON path begins with $: \(path)")
        var steps: [Step] = []
        while let sign = rest.popFirst() {
            switch sign {
            case UInt8(ascii: "."):
                let isQuoted = rest.first == UInt8(ascii: "\"")
                if isQuoted { rest.removeFirst() }
                let key = isQuoted ? rest.prefix { $0 != 0x22 } : rest.prefix { $0 != 0x2E && $0 != 0x5B }
                rest = rest.dropFirst(key.count + (isQuoted ? 1 : 0))
                precondition(isQuoted || !key.isEmpty, "a JSON path without a key: \(path)")
                steps.append(.key(Array(key)))
            case UInt8(ascii: "["):
                let digits = rest.prefix { $0 != UInt8(ascii: "]") }
                rest = rest.dropFirst(digits.count + 1)
                guard let index = Int(String(decoding: digits, as: UTF8.self)) else {
                    preconditionFailure("a JSON path with a strange index: \(path)")
                }
                steps.append(.element(index))
            default: preconditionFailure("a JSON path that cannot be read: \(path)")
            }
        }
        return steps
    }
}
