// SPDX-License-Identifier: Apache-2.0

extension String {
    /// Whether `text` stands in it, byte for byte. The standard library's `contains(String)` would link the regular
    /// expression engine, more than a megabyte, into the agent.
    package func contains(text: String) -> Bool {
        let needle = Array(text.utf8)
        guard let first = needle.first else { return true }
        var rest = utf8[...]
        while let start = rest.firstIndex(of: first) {
            rest = rest[start...]
            if rest.starts(with: needle) { return true }
            rest = rest.dropFirst()
        }
        return false
    }
}
