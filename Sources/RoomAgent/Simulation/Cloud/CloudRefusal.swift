// SPDX-License-Identifier: Apache-2.0
internal import JSON
internal import RoomCore

/// An error of the Calendar API (https://developers.google.com/workspace/calendar/api/guides/errors).
struct CloudRefusal: Error {
    var status: Int
    var domain = "global"
    var reason: String
    var message: String
    /// The parameter or header at fault.
    var location: String?

    init(_ status: Int, _ reason: String, _ message: String, domain: String = "global", at location: String? = nil) {
        self.status = status
        self.domain = domain
        self.reason = reason
        self.message = message
        self.location = location
    }

    var response: HTTPResponse {
        let isHeader = location == "Authorization" || location == "If-Match"
        let error = CloudValue.members([
            "domain": .text(domain), "reason": .text(reason), "message": .text(message),
            "locationType": location.map { _ in .text(isHeader ? "header" : "parameter") },
            "location": location.map { .text($0) },
        ])
        let body = CloudValue.object([
            ("error", .object([("errors", .array([error])), ("code", .integer(status)), ("message", .text(message))]))
        ])
        return HTTPResponse(status: status, json: body)
    }

    static func badParameter(_ name: String, _ message: String) -> CloudRefusal {
        CloudRefusal(400, "invalidParameter", message, at: name)
    }
}

extension HTTPResponse {
    init(status: Int, json: CloudValue) {
        self.init(
            status: status, headers: [("content-type", "application/json; charset=UTF-8")],
            body: Array(json.json.text.utf8))
    }

    init(status: Int, html: String) {
        self.init(status: status, headers: [("content-type", "text/html; charset=UTF-8")], body: Array(html.utf8))
    }
}
