// SPDX-License-Identifier: Apache-2.0
internal import JSON
internal import RoomCore

/// Who may do what with a calendar (https://developers.google.com/workspace/calendar/api/v3/reference/acl).
extension SimulatedGoogle {
    /// `acl.insert`.
    func grant(_ request: CloudRequest, calendar id: String) throws(CloudRefusal) -> HTTPResponse {
        let selector = try owned(request, id, CloudSchema.grant)
        var texts: [String?] = []
        do {
            try JSONDocument(request.body).values(at: ["$.role", "$.scope.type", "$.scope.value"]) {
                row throws(JSONFailure) in
                for index in 0..<3 { texts.append(try row.text(index)) }
            }
        } catch { throw CloudRefusal(400, "parseError", "Parse Error") }
        guard let role = texts[0].flatMap(SimulatedCalendar.Role.init), texts[1] == "user", let address = texts[2],
            address.contains("@")
        else { throw CloudRefusal(400, "invalid", "Invalid rule.") }
        calendars[id]?.roles[address] = role
        return HTTPResponse(status: 200, json: selector.selected(from: Self.rule(role, address)))
    }

    /// `acl.get`.
    func rule(_ request: CloudRequest, calendar id: String, rule: String) throws(CloudRefusal) -> HTTPResponse {
        let selector = try owned(request, id, CloudSchema.rule)
        let address = String(rule.dropFirst(5))
        guard rule.hasPrefix("user:"), let role = calendars[id]?.roles[address] else {
            throw CloudRefusal(404, "notFound", "Not Found")
        }
        return HTTPResponse(status: 200, json: selector.selected(from: Self.rule(role, address)))
    }

    private static func rule(_ role: SimulatedCalendar.Role, _ address: String) -> CloudValue {
        .object([
            ("kind", .text("calendar#aclRule")), ("etag", .text("\"1\"")), ("id", .text("user:\(address)")),
            ("scope", .object([("type", .text("user")), ("value", .text(address))])), ("role", .text(role.rawValue)),
        ])
    }

    /// `acl.delete`.
    func revoke(_ request: CloudRequest, calendar id: String, rule: String) throws(CloudRefusal) -> HTTPResponse {
        _ = try owned(request, id, CloudSchema.revoke)
        guard rule.hasPrefix("user:"), calendars[id]?.roles.removeValue(forKey: String(rule.dropFirst(5))) != nil else {
            throw CloudRefusal(404, "notFound", "Not Found")
        }
        return HTTPResponse(status: 204)
    }

    /// Only owners change rules; who sees the calendar is told so, and nobody else learns that it is there.
    private func owned(
        _ request: CloudRequest, _ id: String, _ method: CloudSchema.Method
    ) throws(CloudRefusal) -> FieldSelector {
        let (_, role, selector) = try opened(request, id, method, CloudSchema.ruleReply)
        guard role == .owner else { throw CloudRefusal(403, "forbidden", "Forbidden") }
        return selector
    }
}
