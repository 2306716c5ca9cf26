// SPDX-License-Identifier: Apache-2.0
internal import RoomCore
internal import Synchronization

extension CloudRequest {
    /// The parameters by name, each of them known, of its type, and not given twice where it is not repeated.
    func checked(_ known: [CloudSchema.Parameter]) throws(CloudRefusal) -> [String: [String]] {
        var given: [String: [String]] = [:]
        for (name, value) in parameters {
            guard let parameter = known.first(where: { $0.name == name }) else {
                throw .badParameter(
                    name, "Invalid JSON payload received. Unknown name \"\(name)\": Cannot bind query parameter.")
            }
            guard parameter.isSimulated else { throw .badParameter(name, "The simulated Google does not know this.") }
            guard given[name] == nil || parameter.isRepeated else {
                throw .badParameter(name, "Multiple values given for a parameter that is not repeated.")
            }
            guard Self.isValid(value, for: parameter) else {
                throw .badParameter(name, "Invalid value for: Invalid format: \"\(value)\"")
            }
            given[name, default: []].append(value)
        }
        return given
    }

    private static func isValid(_ value: String, for parameter: CloudSchema.Parameter) -> Bool {
        if !parameter.values.isEmpty { return parameter.values.contains(value) }
        return switch parameter.type {
        case .string: !value.isEmpty
        case .boolean: value == "true" || value == "false"
        case .integer: Int32(value).map { $0 >= 1 } ?? false
        case .dateTime: CloudTime.instant(value) != nil
        }
    }
}

extension FieldSelector {
    /// The `fields` of a request whose reply has the fields of `schema`.
    init(_ fields: String, of schema: String) throws(CloudRefusal) {
        if let known = Self.known.withLock({ $0[fields] }), known.schema == schema {
            self = known.selector
            return
        }
        guard let selector = FieldSelector(fields), let all = FieldSelector(schema) else {
            throw .badParameter("fields", "Invalid field selection \(fields)")
        }
        if let unknown = selector.firstUnknown(in: all) {
            throw .badParameter("fields", "Invalid field selection \(unknown)")
        }
        self = selector
        Self.known.withLock { known in
            if known.count >= Self.maximumKnown { known = [:] }
            known[fields] = (schema, selector)
        }
    }

    /// A client asks with the same few for as long as it lives, and reading one takes longer than all else of an
    /// answer.
    private static let known = Mutex<[String: (schema: String, selector: FieldSelector)]>([:])
    private static let maximumKnown = 100
}
