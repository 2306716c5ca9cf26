// SPDX-License-Identifier: Apache-2.0

/// Paths into a JSON value, made ready for many values: keys and indices after `$`, as in `$.start.dateTime`,
/// `$.items[0]` and `$."a.b"`. Anything else is our bug and traps. Each member of a value is looked at once, however
/// many paths there are.
package final class JSONPaths: Sendable, ExpressibleByArrayLiteral, ExpressibleByStringLiteral {
    /// As they were written.
    package let texts: [String]
    /// The paths as a tree of their steps, the root first and the children of each branch in a row.
    private let branches: [Branch]
    /// The keys of all branches, one after the other.
    private let keys: [UInt8]

    /// Of a path that leads nowhere.
    static let nothing: Int32 = -1

    private enum Step: Equatable {
        case root
        case key([UInt8])
        case element(Int)
    }

    /// Plain numbers: looking for paths counts no references, however many values a page has.
    private struct Branch {
        /// Place and length of the key among `keys`; of an element, its index and nil.
        var start: Int
        var keyBytes: Int?
        /// The path that ends here.
        var path: Int?
        var children: Range<Int>
    }

    /// Paths that are read together: `JSONRow` names each by its place in this list. Traps where one stands twice.
    package init(_ paths: [String]) {
        texts = paths
        var tree: [(step: Step, path: Int?, children: [Int])] = [(.root, nil, [])]
        for (index, path) in paths.enumerated() {
            var branch = 0
            for step in Self.steps(path) {
                if let known = tree[branch].children.first(where: { tree[$0].step == step }) {
                    branch = known
                } else {
                    tree.append((step, nil, []))
                    tree[branch].children.append(tree.count - 1)
                    branch = tree.count - 1
                }
            }
            precondition(tree[branch].path == nil, "the same JSON path twice: \(path)")
            precondition(tree[branch].children.count <= UInt64.bitWidth, "too many JSON paths")
            tree[branch].path = index
        }
        var branches: [Branch] = []
        var keys: [UInt8] = []
        var order = [0]
        while branches.count < order.count {
            let (step, path, children) = tree[order[branches.count]]
            var branch = Branch(start: keys.count, path: path, children: order.count..<order.count + children.count)
            switch step {
            case .root: break
            case .key(let key):
                branch.keyBytes = key.count
                keys += key
            case .element(let index): branch.start = index
            }
            branches.append(branch)
            order += children
        }
        self.branches = branches
        self.keys = keys
    }

    /// The same paths, written as a list in the source.
    package convenience init(arrayLiteral paths: String...) { self.init(paths) }
    /// One path, written as a text in the source.
    package convenience init(stringLiteral path: String) { self.init([path]) }

    /// Room for what `find` finds.
    var empty: [Int32] { [Int32](repeating: Self.nothing, count: texts.count) }

    /// Writes the node of each path that leads somewhere in the value at `node`.
    func find(in document: JSONDocument, at node: Int, into found: inout [Int32]) {
        find(branches[0], in: document, at: node, into: &found)
    }

    private func find(_ branch: Branch, in document: JSONDocument, at node: Int, into found: inout [Int32]) {
        if let path = branch.path { found[path] = Int32(node) }
        guard !branch.children.isEmpty else { return }
        let end = document.nodes[node].next
        switch document.bytes[document.nodes[node].start] {
        case UInt8(ascii: "{"):
            var seen: UInt64 = 0
            var key = node + 1
            while key < end {
                if let child = child(of: branch, for: document.nodes[key], in: document, &seen) {
                    find(branches[child], in: document, at: key + 1, into: &found)
                }
                key = document.nodes[key + 1].next
            }
        case UInt8(ascii: "["):
            var element = node + 1
            var index = 0
            while element < end {
                for child in branch.children where branches[child].keyBytes == nil && branches[child].start == index {
                    find(branches[child], in: document, at: element, into: &found)
                }
                element = document.nodes[element].next
                index += 1
            }
        default: return
        }
    }

    /// The child that the key at `node` leads to, unless an equal key came before.
    private func child(of branch: Branch, for node: JSONNode, in document: JSONDocument, _ seen: inout UInt64) -> Int? {
        let place = node.start + 1..<node.end - 1
        let found: Int?
        if node.hasEscapes {
            let name = JSONString.unescaped(document.bytes[place])
            found = branch.children.first { isKey($0, name, 0, name.count) }
        } else {
            found = branch.children.first { isKey($0, document.bytes, place.lowerBound, place.count) }
        }
        guard let child = found else { return nil }
        let bit: UInt64 = 1 << UInt64(child - branch.children.lowerBound)
        if seen & bit != 0 { return nil }
        seen |= bit
        return child
    }

    /// Whether a branch's key is what stands there.
    private func isKey(_ branch: Int, _ bytes: [UInt8], _ start: Int, _ count: Int) -> Bool {
        guard branches[branch].keyBytes == count else { return false }
        let own = branches[branch].start
        for index in 0..<count where keys[own + index] != bytes[start + index] { return false }
        return true
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
