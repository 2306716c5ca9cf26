// SPDX-License-Identifier: Apache-2.0
internal import JSON
package import RoomCore

/// One person's vacation responder at Gmail (Gmail API v1, `users.settings.getVacation`). It belongs to one actor.
package final class GoogleVacation: VacationSource {
    /// The narrowest scope that reads it, and no message.
    package static let scope = "https://www.googleapis.com/auth/gmail.settings.basic"
    /// Where the Gmail API is.
    package static let defaultRoot = "https://gmail.googleapis.com"

    private static let maximumReplyBytes = 64 * 1024
    private static let paths: JSONPaths = ["$.enableAutoReply", "$.startTime", "$.endTime"]
    /// 9999-12-31T00:00:00Z. Later is never.
    private static let latest: Int64 = 253_402_214_400_000

    private let api: GoogleAPI
    private let url: String

    /// - Parameters:
    ///   - person: their mail address.
    ///   - apiRoot: replaces `defaultRoot` (tests, proxies).
    ///   - tokens: of `scope`, for that person.
    package init(
        of person: String, apiRoot: String = defaultRoot, transport: any HTTPTransport, tokens: AccessTokenSource,
        now: @escaping () -> Instant
    ) {
        api = GoogleAPI(transport: transport, tokens: tokens, now: now)
        var root = apiRoot[...]
        while root.utf8.last == UInt8(ascii: "/") { root.removeLast() }
        // What it replies is nobody's business here.
        let fields = PercentEncoding.form([("fields", "enableAutoReply,endTime,startTime")])
        url = "\(root)/gmail/v1/users/\(PercentEncoding.escaped(person))/settings/vacation?\(fields)"
    }

    package func responder() async throws(CalendarFailure) -> VacationResponder {
        let response = try await api.reply(
            to: GoogleAPI.Call(url: url, name: "vacation", maximumReplyBytes: Self.maximumReplyBytes))
        guard response.status == 200 else { throw api.failure(response) }
        guard response.hasJSONBody, !response.body.isEmpty else {
            throw CalendarFailure(.captivePortal, detail: "vacation: 200, not JSON")
        }
        var responder = VacationResponder(isOn: false)
        do {
            try JSONDocument(response.body).values(at: Self.paths) { row throws(JSONFailure) in
                let isOn = try row.bool(0)
                responder.isOn = isOn ?? false
                responder.start = try Self.time(try row.text(1, maximumBytes: 64), "startTime")
                responder.end = try Self.time(try row.text(2, maximumBytes: 64), "endTime")
                // One that is off may have no member at all. Anything else is another kind of thing.
                let isEmpty = response.body.filter { $0 > 0x20 } == Array("{}".utf8)
                guard isOn != nil || row.kind(1) != nil || row.kind(2) != nil || isEmpty else {
                    throw JSONFailure(.wrongType, at: "$.enableAutoReply")
                }
            }
        } catch { throw CalendarFailure(.malformedReply, detail: "vacation: \(error)") }
        return responder
    }

    /// Milliseconds since 1970, as a string. 0 stands for none
    /// (https://developers.google.com/workspace/gmail/api/reference/rest/v1/VacationSettings).
    private static func time(_ text: String?, _ name: String) throws(JSONFailure) -> Instant? {
        guard let text else { return nil }
        guard let number = Int64(text), number >= 0 else { throw JSONFailure(.wrongType, at: "$.\(name)") }
        return number == 0 || number > latest ? nil : Instant(millisecondsSince1970: number)
    }
}
