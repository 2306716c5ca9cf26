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
    /// With it series may be listed as one event each, of which the simulated Google lists none.
    private(set) var updatedMin: Instant?
    private(set) var eventTypes: Set<String> = []
    /// Everything that has to stay the same from a full sync to the next incremental ones.
    let constants: [String: [String]]
    /// Everything that has to stay the same from page to page.
    let query: [String: [String]]

    init(_ request: CloudRequest) throws(CloudRefusal) {
        let given = try request.checked(CloudSchema.listParameters)
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
        if let fields = given["fields"]?.first { selector = try FieldSelector(fields, of: CloudSchema.reply) }

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
        updatedMin = given["updatedMin"]?.first.flatMap(CloudTime.instant)
        guard given["singleEvents"]?.first == "true" || updatedMin != nil else {
            throw .badParameter("singleEvents", "The simulated Google lists single events only.")
        }
    }
}
