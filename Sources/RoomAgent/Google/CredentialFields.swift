// SPDX-License-Identifier: Apache-2.0
internal import JSON

/// The members of a credential's JSON that this program reads, by their paths without `$.`.
struct CredentialFields {
    private let values: [String: JSONValue]

    /// Reads these members of the file, and no others.
    init(_ json: [UInt8], _ names: [String]) throws(CredentialFailure) {
        guard json.count <= GoogleCredential.maximumBytes else { throw .tooLarge }
        var values: [String: JSONValue] = [:]
        do throws(JSONFailure) {
            try JSONDocument(json).values(at: JSONPaths(names.map { "$.\($0)" })) { row in
                for (index, name) in names.enumerated() { values[name] = row.value(index) }
            }
        } catch { throw .notJSON }
        self.values = values.filter { $0.value != .null }
    }

    func has(_ name: String) -> Bool { values[name] != nil }

    func text(_ name: String) throws(CredentialFailure) -> String? {
        guard let value = values[name] else { return nil }
        guard case .text(let text) = value else { throw .badField(name) }
        return text.isEmpty ? nil : text
    }

    func required(_ name: String) throws(CredentialFailure) -> String {
        guard let text = try text(name) else { throw .missingField(name) }
        guard text.isPrintableASCII else { throw .badField(name) }
        return text
    }

    func address(_ name: String) throws(CredentialFailure) -> String? {
        guard let text = try text(name) else { return nil }
        guard TokenAddress.isAllowed(text) else { throw .insecureAddress(field: name) }
        return text
    }

    func path(_ name: String) throws(CredentialFailure) -> String? {
        guard let text = try text(name) else { return nil }
        guard text.hasPrefix("/") else { throw .relativePath(field: name) }
        return text
    }

    func flag(_ name: String) throws(CredentialFailure) -> Bool {
        guard let value = values[name] else { return false }
        guard case .bool(let flag) = value else { throw .badField(name) }
        return flag
    }

    func integer(_ name: String, in range: ClosedRange<Int64>) throws(CredentialFailure) -> Int64? {
        guard let value = values[name] else { return nil }
        guard case .integer(let number) = value, range.contains(number) else { throw .badField(name) }
        return number
    }
}
