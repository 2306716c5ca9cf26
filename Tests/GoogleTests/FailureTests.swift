// SPDX-License-Identifier: Apache-2.0
import JSON
import RoomCore
import Testing

@testable import GoogleCalendar

/// Each row of "not a page" in docs/google-sync.md.
@Suite struct FailureTests {
    private func response(_ status: Int, reason: String, location: String? = nil) -> HTTPResponse {
        let place = location.map { #","locationType":"parameter","location":"\#($0)""# } ?? ""
        let error = #"{"domain":"calendar","reason":"\#(reason)","message":"For eve@example.com"\#(place)}"#
        return HTTPResponse(
            status: status, headers: [("content-type", "application/json; charset=UTF-8")],
            body: Array(#"{"error":{"errors":[\#(error)],"code":\#(status),"message":"For eve@example.com"}}"#.utf8))
    }

    private func failure(_ response: HTTPResponse, isIncremental: Bool = false) throws -> CalendarFailure {
        CalendarFailure(
            api: GoogleRefusal(response), isIncremental: isIncremental,
            retryAfter: RetryAfter.wait(in: response, now: World.start))
    }

    @Test(
        "Google's reasons are ours",
        arguments: [
            (400, "timeRangeEmpty", .requestRefused), (400, "invalid", .requestRefused),
            (401, "authError", .unauthorized),
            (403, "forbidden", .forbidden), (403, "requiredAccessLevel", .forbidden), (403, "", .forbidden),
            (403, "rateLimitExceeded", .rateLimited), (403, "userRateLimitExceeded", .rateLimited),
            (403, "dailyLimitExceeded", .quotaExhausted), (403, "quotaExceeded", .quotaExhausted),
            (403, "calendarUsageLimitsExceeded", .quotaExhausted), (403, "accessNotConfigured", .apiDisabled),
            (403, "insufficientPermissions", .scopeNotGranted), (404, "notFound", .calendarNotFound),
            (409, "duplicate", .requestRefused), (429, "rateLimitExceeded", .rateLimited), (429, "", .rateLimited),
            (500, "backendError", .serverError), (502, "", .serverError), (503, "", .serverError),
            (504, "", .serverError),
            (511, "", .captivePortal), (410, "deleted", .serverError), (412, "conditionNotMet", .requestRefused),
        ] as [(Int, String, CalendarFailure.Reason)])
    func reasons(status: Int, reason: String, expected: CalendarFailure.Reason) throws {
        let failure = try failure(response(status, reason: reason))
        #expect(failure.reason == expected)
        #expect(failure.detail == (reason.isEmpty ? "\(status)" : "\(status) \(reason)"))
    }

    @Test("a token too old, or one that Google can't read, means a full sync; another 400 does not")
    func cursor() throws {
        #expect(try failure(response(410, reason: "fullSyncRequired"), isIncremental: true).reason == .cursorExpired)
        #expect(
            try failure(response(410, reason: "updatedMinTooLongAgo"), isIncremental: true).reason == .cursorExpired)
        let unreadable = response(400, reason: "invalid", location: "syncToken")
        #expect(try failure(unreadable, isIncremental: true).reason == .cursorExpired)
        #expect(try failure(unreadable).reason == .requestRefused)
        let refused = response(400, reason: "badRequest", location: "timeMin")
        #expect(try failure(refused, isIncremental: true).reason == .requestRefused)
    }

    @Test("the newer shape of errors is understood")
    func newerShape() throws {
        let rows: [(String, CalendarFailure.Reason)] = [
            ("SERVICE_DISABLED", .apiDisabled), ("ACCESS_TOKEN_SCOPE_INSUFFICIENT", .scopeNotGranted),
            ("RATE_LIMIT_EXCEEDED", .rateLimited), ("OTHER", .forbidden),
        ]
        for (reason, expected) in rows {
            let body = #"{"error":{"code":403,"status":"PERMISSION_DENIED","details":[{"reason":"\#(reason)"}]}}"#
            let failure = try failure(
                HTTPResponse(status: 403, headers: [("content-type", "application/json")], body: Array(body.utf8)))
            #expect(failure.reason == expected)
            #expect(failure.detail == "403 PERMISSION_DENIED \(reason)")
        }
    }

    @Test("the reason is found behind the links to Google's help")
    func helpFirst() throws {
        let help = #"{"@type":"type.googleapis.com/google.rpc.Help","links":[{"description":"x","url":"https://x"}]}"#
        let info = #"{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":"SERVICE_DISABLED"}"#
        for details in ["\(help),\(info)", "\(help),\(help),\(info)", "\(info),\(help)"] {
            let body = #"{"error":{"code":403,"status":"PERMISSION_DENIED","details":[\#(details)]}}"#
            let response = HTTPResponse(
                status: 403, headers: [("content-type", "application/json")], body: Array(body.utf8))
            #expect(try failure(response).reason == .apiDisabled)
        }
    }

    @Test(
        "HTML isn't Google's answer, unless it only says that the server is busy",
        arguments: [
            (200, .captivePortal), (302, .captivePortal), (400, .captivePortal), (401, .captivePortal),
            (403, .captivePortal), (404, .captivePortal), (407, .captivePortal), (410, .captivePortal),
            (429, .rateLimited), (500, .serverError), (503, .serverError), (511, .captivePortal),
        ] as [(Int, CalendarFailure.Reason)])
    func markup(status: Int, expected: CalendarFailure.Reason) throws {
        for type in ["text/html; charset=utf-8", "application/json"] {
            let page = HTTPResponse(status: status, headers: [("content-type", type)], body: Array(" \n<html>".utf8))
            #expect(try failure(page, isIncremental: true).reason == expected)
        }
    }

    @Test("an empty or broken error body leaves the status to speak")
    func emptyBody() throws {
        #expect(try failure(HTTPResponse(status: 404)).reason == .calendarNotFound)
        #expect(try failure(HTTPResponse(status: 410), isIncremental: true).reason == .cursorExpired)
        let cut = HTTPResponse(status: 403, headers: [("content-type", "application/json")], body: Array("{\"err".utf8))
        #expect(try failure(cut).reason == .forbidden)
    }

    @Test("no message and nothing that could be a name reaches the detail")
    func privateDetail() throws {
        let failure = try failure(response(403, reason: "eve@example.com"))
        #expect(failure.detail == "403")
        #expect(!"\(try self.failure(response(404, reason: "notFound")))".contains("eve"))
    }

    @Test(
        "the token endpoint's reasons are ours",
        arguments: [
            (401, "unauthorized_client", .scopeNotGranted), (400, "access_denied", .scopeNotGranted),
            (400, "invalid_scope", .scopeNotGranted), (400, "admin_policy_enforced", .scopeNotGranted),
            (400, "invalid_grant", .grantRefused), (401, "invalid_client", .unauthorized),
            (401, "deleted_client", .unauthorized), (401, "disabled_client", .unauthorized),
            (403, "org_internal", .unauthorized), (400, "invalid_request", .unauthorized),
            (429, "rate_limit_exceeded", .rateLimited), (500, "internal_failure", .serverError),
            (503, "temporarily_unavailable", .serverError), (400, "temporarily_unavailable", .serverError),
        ] as [(Int, String, CalendarFailure.Reason)])
    func tokenReasons(status: Int, error: String, expected: CalendarFailure.Reason) throws {
        let body = #"{"error":"\#(error)","error_description":"Invalid email: eve@example.com"}"#
        let response = HTTPResponse(
            status: status, headers: [("content-type", "application/json")], body: Array(body.utf8))
        let failure = CalendarFailure(.token, GoogleRefusal(response), retryAfter: nil)
        #expect(failure.reason == expected)
        #expect(failure.detail == "token: \(status) \(error)")
    }

    @Test(
        "what kept a request from being answered",
        arguments: [
            (.nameResolution, .unreachable), (.connection, .unreachable), (.proxy, .unreachable),
            (.timedOut, .unreachable),
            (.certificate, .untrustedCertificate), (.tls, .untrustedCertificate), (.tooLarge, .malformedReply),
            (.malformedReply, .malformedReply), (.insecureURL, .requestRefused), (.setup, .requestRefused),
            (.cancelled, .cancelled),
        ] as [(HTTPFailure.Code, CalendarFailure.Reason)])
    func transport(code: HTTPFailure.Code, expected: CalendarFailure.Reason) {
        let url = "https://www.googleapis.com:8443/calendar/v3?x=https://a/b"
        #expect(CalendarFailure(HTTPFailure(code), asking: "events", at: url).reason == expected)
        let isOnTheWay = expected == .unreachable || expected == .untrustedCertificate
        let place = isOnTheWay ? "events at www.googleapis.com:8443" : "events"
        #expect(
            CalendarFailure(HTTPFailure(code, detail: "why"), asking: "events", at: url).detail
                == "\(place): \(code.rawValue), why")
    }
}
