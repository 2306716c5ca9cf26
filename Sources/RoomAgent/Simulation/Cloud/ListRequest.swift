// SPDX-License-Identifier: Apache-2.0
internal import RoomCore

/// A valid `events.list` request.
struct ListRequest {
    private(set) var bounds = SimulatedCalendar.Bounds()
    private(set) var syncToken: String?
    private(set) var pageToken: String?
    private(set) var maxResults = 250
    private(set) var selector = FieldSelector()
    private(set) var showsDeleted = false
    private(set) var eventTypes: Set<String> = []
    /// Everything that has to stay the same from a full sync to the next incremental ones.
    let constants: [String: [String]]
    /// Everything that has to stay the same from page to page.
    let query: [String: [String]]

    init(_ request: CloudRequest) throws(CloudRefusal) {
        let given = try Self.checked(request.parameters)
        query = given.filter { $0.key != "pageToken" }
        let restrictions = Set(CloudSchema.listParameters.filter(\.isRestriction).map(\.name))
        constants = query.filter { $0.key != "syncToken" && !restrictions.contains($0.key) }

        bounds.timeMin = given["timeMin"]?.first.flatMap(CloudTime.instant)
        bounds.timeMax = given["timeMax"]?.first.flatMap(CloudTime.instant)
        syncToken = given["syncToken"]?.first
        pageToken = given["pageToken"]?.first
        maxResults = min(given["maxResults"]?.first.flatMap { Int($0) } ?? 250, 2500)
        showsDeleted = given["showDeleted"]?.first == "true"
        eventTypes = Set(given["eventTypes"] ?? [])
        if let fields = given["fields"]?.first { selector = try Self.selector(fields) }

        if let timeMin = bounds.timeMin, let timeMax = bounds.timeMax, timeMin >= timeMax {
            throw CloudRefusal(
                400, "timeRangeEmpty", "The specified time range is empty.", domain: "calendar", at: "timeMax")
        }
        if syncToken != nil {
            if let restriction = restrictions.sorted().first(where: { given[$0] != nil }) {
                throw CloudRefusal(
                    400, "badRequest", "Sync token cannot be used with query restrictions.", at: restriction)
            }
            if given["showDeleted"]?.first == "false" {
                throw CloudRefusal(400, "badRequest", "showDeleted must be true with a sync token.", at: "showDeleted")
            }
        }
        guard given["singleEvents"]?.first == "true" else {
            throw .badParameter("singleEvents", "The simulated Google lists single events only.")
        }
    }

    private static func checked(
        _ parameters: [(name: String, value: String)]
    ) throws(CloudRefusal) -> [String: [String]] {
        var given: [String: [String]] = [:]
        for (name, value) in parameters {
            guard let parameter = CloudSchema.listParameters.first(where: { $0.name == name }) else {
                throw .badParameter(
                    name, "Invalid JSON payload received. Unknown name \"\(name)\": Cannot bind query parameter.")
            }
            guard parameter.isSimulated else { throw .badParameter(name, "The simulated Google does not know this.") }
            guard given[name] == nil || parameter.isRepeated else {
                throw .badParameter(name, "Multiple values given for a parameter that is not repeated.")
            }
            guard isValid(value, for: parameter) else {
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

    private static let schema = FieldSelector(CloudSchema.reply)

    private static func selector(_ fields: String) throws(CloudRefusal) -> FieldSelector {
        guard let selector = FieldSelector(fields), let schema else {
            throw .badParameter("fields", "Invalid field selection \(fields)")
        }
        if let unknown = selector.firstUnknown(in: schema) {
            throw .badParameter("fields", "Invalid field selection \(unknown)")
        }
        return selector
    }
}
