// SPDX-License-Identifier: Apache-2.0
internal import JSON
package import RoomCore

/// Channels (https://developers.google.com/workspace/calendar/api/guides/push): `events.watch` and `channels.stop`.
extension GoogleCalendarSource: PushService {
    /// A channel has some hundred bytes.
    private static let maximumChannelBytes = 64 * 1024
    private static let channelPaths: JSONPaths = ["$.id", "$.resourceId", "$.expiration"]

    /// `events.watch` for `PushPlan.life`. The lease is by Google's clock: its `expiration` less the reply's `Date`.
    package func watch(
        _ id: String, token: Private<String>, address: Private<String>
    ) async throws(CalendarFailure) -> PushLease {
        // By its length, so that a clock of ours that is wrong asks for no other end.
        let life = JSONText.object([("ttl", .text("\(PushPlan.life.wholeSeconds)"))])
        let response = try await post(
            query.watchURL, "watch",
            [
                ("id", .text(id)), ("type", .text("web_hook")), ("address", .text(address.exposed)),
                ("token", .text(token.exposed)), ("params", life),
            ])
        guard response.status == 200 else { throw api.failure(response) }
        guard response.hasJSONBody else { throw CalendarFailure(.captivePortal, detail: "200, not JSON") }
        var texts: [String?] = []
        do {
            try JSONDocument(response.body).values(at: Self.channelPaths) { row throws(JSONFailure) in
                for index in 0..<3 { texts.append(try row.text(index, maximumBytes: 1024)) }
            }
        } catch { throw CalendarFailure(.malformedReply, detail: "watch: \(error)") }
        guard texts[0] == id, let resource = texts[1], (1...256).contains(resource.utf8.count),
            resource.isPrintableASCII
        else {
            throw CalendarFailure(.malformedReply, detail: "watch: not the channel that was asked for")
        }
        guard let end = texts[2].flatMap(Int64.init) else { return PushLease(resource: resource, life: PushPlan.life) }
        let ends = Instant(secondsSince1970: 0) + .milliseconds(end)
        return PushLease(resource: resource, life: ends - (response["date"].flatMap(HTTPDate.instant) ?? now()))
    }

    /// `channels.stop`. 404 means that it has ended already.
    package func stop(_ id: String, resource: String) async throws(CalendarFailure) {
        let response = try await post(
            query.stopURL, "stop", [("id", .text(id)), ("resourceId", .text(resource))])
        // 404: it has ended, or it never was.
        if response.saysDone { return }
        let failure = api.failure(response)
        guard failure.reason == .calendarNotFound else { throw failure }
    }

    private func post(
        _ url: String, _ name: String, _ members: [(key: String, value: JSONText)]
    ) async throws(CalendarFailure) -> HTTPResponse {
        try await api.reply(
            to: GoogleAPI.Call(
                method: .post, url: url, body: Array(JSONText.object(members).text.utf8), name: name,
                timeout: Self.timeout, maximumReplyBytes: Self.maximumChannelBytes))
    }
}
