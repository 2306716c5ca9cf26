// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// A user's vacation responder (https://developers.google.com/workspace/gmail/api/reference/rest/v1/VacationSettings).
package struct SimulatedVacation: Sendable {
    /// Whether it replies at all.
    package var isOn: Bool
    /// As Gmail writes it: milliseconds since 1970; nil where the member is missing.
    package var start: String?
    /// The same of its end.
    package var end: String?

    /// By its times; nil for a side that is open.
    package init(isOn: Bool = true, from start: Instant? = nil, until end: Instant? = nil) {
        self.isOn = isOn
        self.start = start.map { "\($0.millisecondsSince1970)" }
        self.end = end.map { "\($0.millisecondsSince1970)" }
    }
}

extension SimulatedGoogle {
    /// `settings.get` (https://developers.google.com/workspace/calendar/api/v3/reference/settings/get).
    func setting(_ request: CloudRequest, _ id: String) throws(CloudRefusal) -> HTTPResponse {
        let grant = try authorized(request, for: CloudSchema.setting.scopes)
        let given = try request.checked(CloudSchema.setting.parameters)
        let selector =
            if let fields = given["fields"]?.first { try FieldSelector(fields, of: CloudSchema.settingReply) } else {
                FieldSelector()
            }
        guard let value = userSettings[grant.principal]?[id] else { throw CloudRefusal(404, "notFound", "Not Found") }
        let setting = CloudValue.object([
            ("kind", .text("calendar#setting")), ("etag", .text("\"1\"")), ("id", .text(id)), ("value", .text(value)),
        ])
        return HTTPResponse(status: 200, json: selector.selected(from: setting))
    }

    /// The Gmail API, of which `users.settings.getVacation` is here.
    func gmail(_ request: CloudRequest) -> HTTPResponse {
        let path = request.path
        guard request.method == "GET", path.count == 6, path[2] == "users", path.suffix(2) == ["settings", "vacation"]
        else { return Self.notFoundPage }
        do throws(CloudRefusal) { return try vacation(request, of: path[3]) } catch { return error.response }
    }

    private func vacation(_ request: CloudRequest, of user: String) throws(CloudRefusal) -> HTTPResponse {
        let grant = try authorized(request, for: CloudSchema.vacation.scopes)
        let given = try request.checked(CloudSchema.vacation.parameters)
        let selector =
            if let fields = given["fields"]?.first { try FieldSelector(fields, of: CloudSchema.vacationReply) } else {
                FieldSelector()
            }
        // A service account has no mailbox, and nobody reads another's.
        guard users.contains(grant.principal) || refreshTokens.values.contains(grant.principal) else {
            throw CloudRefusal(400, "failedPrecondition", "Precondition check failed.")
        }
        guard user == "me" || user == grant.principal else {
            throw CloudRefusal(403, "forbidden", "Delegation denied for \(grant.principal)")
        }
        guard let vacation = vacations[grant.principal] else {
            throw CloudRefusal(400, "failedPrecondition", "Mail service not enabled")
        }
        let reply = CloudValue.members([
            "enableAutoReply": .bool(vacation.isOn), "responseSubject": .text("Away"),
            "responseBodyPlainText": .text("Secret plans"), "restrictToContacts": .bool(false),
            "restrictToDomain": .bool(false), "startTime": vacation.start.map { .text($0) },
            "endTime": vacation.end.map { .text($0) },
        ])
        return HTTPResponse(status: 200, json: selector.selected(from: reply))
    }
}
