// SPDX-License-Identifier: Apache-2.0
internal import JSON
package import RoomCore

/// What the user that the device signs in as has chosen for their calendar (Calendar API v3, `settings.get`). It
/// belongs to one actor.
package final class GoogleUserSettings: AccountSettingsSource {
    /// The narrowest scope that reads settings, and nothing of an event.
    package static let scope = "https://www.googleapis.com/auth/calendar.settings.readonly"

    private static let maximumReplyBytes = 64 * 1024
    private static let paths: JSONPaths = ["$.id", "$.value"]

    private let api: GoogleAPI
    private let settings: String

    /// - Parameters:
    ///   - apiRoot: replaces `https://www.googleapis.com` (tests, proxies).
    ///   - tokens: of `scope`, for a user.
    package init(
        apiRoot: String = EventsQuery.defaultRoot, transport: any HTTPTransport, tokens: AccessTokenSource,
        now: @escaping () -> Instant
    ) {
        api = GoogleAPI(transport: transport, tokens: tokens, now: now)
        settings = "\(EventsQuery.service(apiRoot))/users/me/settings"
    }

    package var settingsRequests: Int { api.answered }

    package func value(of setting: AccountSetting) async throws(CalendarFailure) -> String? {
        let response = try await api.reply(
            to: GoogleAPI.Call(
                url: "\(settings)/\(setting.rawValue)?fields=id%2Cvalue", name: "settings",
                maximumReplyBytes: Self.maximumReplyBytes))
        guard response.status == 200 else {
            let failure = api.failure(response)
            // The user has no such setting.
            if failure.reason == .calendarNotFound { return nil }
            throw failure
        }
        guard response.hasJSONBody else { throw CalendarFailure(.captivePortal, detail: "settings: 200, not JSON") }
        var texts: [String?] = []
        do {
            try JSONDocument(response.body).values(at: Self.paths) { row throws(JSONFailure) in
                for index in 0..<2 { texts.append(try row.text(index, maximumBytes: 1024)) }
            }
        } catch { throw CalendarFailure(.malformedReply, detail: "settings: \(error)") }
        guard texts[0] == setting.rawValue else {
            throw CalendarFailure(.malformedReply, detail: "settings: another was asked for")
        }
        return texts[1]
    }
}
