// SPDX-License-Identifier: Apache-2.0
internal import JSON
package import RoomCore

extension SimulatedGoogle {
    /// A channel that is there.
    package struct Channel: Equatable, Sendable {
        /// The client's name for it.
        package var id: String
        /// Which calendar it watches.
        package var calendar: String
        /// Comes with each notice.
        package var token: String
        /// Where notices are posted to.
        package var address: String
        /// Google's name for what it watches.
        package var resource: String
        /// Types of events that it tells of; empty for all.
        package var eventTypes: Set<String> = []
        /// When it ends by itself.
        package var endsAt: Instant
        /// The number of the last notice.
        package var number = 0

        /// Its next notice, as the headers say it.
        mutating func notice() -> PushNotice {
            number += 1
            return PushNotice(channel: id, resource: resource, token: token, number: number)
        }
    }

    /// Google's own name for the events of a calendar; the same for each of its channels.
    private static func resource(of calendar: String) -> String {
        "r"
            + calendar.utf8.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
            .description
    }

    /// Tells each channel of the calendar that something changed since that revision, if it is of its types.
    func notify(_ calendar: String, since revision: Int) {
        for id in channels.keys.sorted() where channels[id]?.calendar == calendar {
            guard let channel = channels[id], channel.endsAt > now() else {
                channels[id] = nil
                continue
            }
            if calendars[calendar]?.hasChange(since: revision, of: channel.eventTypes) ?? false { send(id) }
        }
    }

    private func send(_ id: String) {
        guard let notice = channels[id]?.notice(), let address = channels[id]?.address else { return }
        onNotice(address, notice)
    }

    /// `events.watch`. Refusals are those that Google gives
    /// (https://developers.google.com/workspace/calendar/api/guides/push).
    func watch(_ request: CloudRequest, calendar id: String) throws(CloudRefusal) -> HTTPResponse {
        let grant = try authorized(request, for: CloudSchema.watch.scopes)
        let given = try request.checked(CloudSchema.watch.parameters)
        guard let calendar = calendars[id], calendar.roles[grant.principal] != nil else {
            throw CloudRefusal(404, "notFound", "Not Found")
        }
        let texts = try texts(request, ["$.id", "$.type", "$.address", "$.token", "$.params.ttl"])
        guard let name = texts[0], (1...64).contains(name.utf8.count), texts[1] == "web_hook",
            (texts[3] ?? "").utf8.count <= 256
        else { throw CloudRefusal(400, "invalid", "Invalid channel.") }
        guard let address = texts[2], address.hasPrefix("https://") else {
            throw CloudRefusal(401, "push.webhookUrlNotHttps", "WebHook callback must be HTTPS.")
        }
        guard channels[name] == nil else {
            throw CloudRefusal(400, "channelIdNotUnique", "Channel id \(name) not unique")
        }
        let life = min(Duration.seconds(texts[4].flatMap { Int($0) } ?? 604_800), longestChannelLife)
        let channel = Channel(
            id: name, calendar: id, token: texts[3] ?? "", address: address, resource: Self.resource(of: id),
            eventTypes: Set(given["eventTypes"] ?? []), endsAt: now() + life)
        channels[name] = channel
        send(name)
        return HTTPResponse(
            status: 200,
            json: .object([
                ("kind", .text("api#channel")), ("id", .text(name)), ("resourceId", .text(channel.resource)),
                ("resourceUri", .text("https://www.googleapis.com/calendar/v3/calendars/x/events?alt=json")),
                ("token", .text(channel.token)), ("expiration", .text("\(channel.endsAt.millisecondsSince1970)")),
            ]))
    }

    /// `channels.stop`.
    func stop(_ request: CloudRequest) throws(CloudRefusal) -> HTTPResponse {
        _ = try authorized(request, for: CloudSchema.stop.scopes)
        _ = try request.checked(CloudSchema.stop.parameters)
        let texts = try texts(request, ["$.id", "$.resourceId"])
        guard let id = texts[0], let channel = channels[id], channel.resource == texts[1] else {
            throw CloudRefusal(404, "channelIdNotFound", "Channel not found")
        }
        channels[id] = nil
        return HTTPResponse(status: 204)
    }

    private func texts(_ request: CloudRequest, _ paths: JSONPaths) throws(CloudRefusal) -> [String?] {
        var texts: [String?] = []
        do {
            try JSONDocument(request.body).values(at: paths) { row throws(JSONFailure) in
                for index in 0..<paths.texts.count { texts.append(try row.text(index)) }
            }
        } catch { throw CloudRefusal(400, "parseError", "Parse Error") }
        return texts
    }
}
