// SPDX-License-Identifier: Apache-2.0

extension CloudSchema {
    /// One method beside `events.list`. A test holds it against the document.
    package struct Method: Sendable {
        /// The method's name in the document, such as `events.insert`.
        package var name: String
        /// The HTTP method, in capitals.
        package var verb: String
        /// Below the service's path, as the document writes it.
        package var path: String
        /// Its query parameters, those of every method included.
        package var parameters: [Parameter]
        /// A token must have one of these. The document may allow more than the simulation does.
        package var scopes: Set<String>
    }

    /// Reads one event.
    package static let get = Method(
        name: "events.get", verb: "GET", path: "calendars/{calendarId}/events/{eventId}",
        parameters: common + [always, maximum, Parameter(name: "timeZone", type: .string, isSimulated: false)],
        scopes: listScopes)
    /// Makes an event.
    package static let insert = Method(
        name: "events.insert", verb: "POST", path: "calendars/{calendarId}/events", parameters: common + written,
        scopes: editScopes)
    /// Makes an event of a sentence.
    package static let quickAdd = Method(
        name: "events.quickAdd", verb: "POST", path: "calendars/{calendarId}/events/quickAdd",
        parameters: common + notifying + [Parameter(name: "text", type: .string)], scopes: editScopes)
    /// Changes some members of an event.
    package static let patch = Method(
        name: "events.patch", verb: "PATCH", path: "calendars/{calendarId}/events/{eventId}",
        parameters: common + written + [always], scopes: editScopes)
    /// Cancels an event.
    package static let delete = Method(
        name: "events.delete", verb: "DELETE", path: "calendars/{calendarId}/events/{eventId}",
        parameters: common + notifying, scopes: editScopes)
    /// Asks when calendars are taken.
    package static let freeBusy = Method(
        name: "freebusy.query", verb: "POST", path: "freeBusy", parameters: common,
        scopes: scopes("calendar", "calendar.events.freebusy", "calendar.freebusy", "calendar.readonly"))

    /// Lists the occurrences of a series.
    package static let instances = Method(
        name: "events.instances", verb: "GET", path: "calendars/{calendarId}/events/{eventId}/instances",
        parameters: common + [
            always, maximum, Parameter(name: "maxResults", type: .integer),
            Parameter(name: "originalStart", type: .string, isSimulated: false),
            Parameter(name: "pageToken", type: .string),
            Parameter(name: "showDeleted", type: .boolean, isSimulated: false),
            Parameter(name: "timeMax", type: .dateTime), Parameter(name: "timeMin", type: .dateTime),
            Parameter(name: "timeZone", type: .string, isSimulated: false),
        ], scopes: listScopes)
    /// What writing join details asks, beside the methods below.
    package static let keywordMethods = [instances]

    /// Asks for a channel. It takes the parameters of `events.list`.
    package static let watch = Method(
        name: "events.watch", verb: "POST", path: "calendars/{calendarId}/events/watch", parameters: listParameters,
        scopes: listScopes)
    /// Ends a channel.
    package static let stop = Method(
        name: "channels.stop", verb: "POST", path: "channels/stop", parameters: common, scopes: listScopes)
    /// What push asks.
    package static let pushMethods = [watch, stop]

    /// Reads the role that a rule gives.
    package static let rule = Method(
        name: "acl.get", verb: "GET", path: "calendars/{calendarId}/acl/{ruleId}", parameters: common,
        scopes: scopes("calendar", "calendar.acls", "calendar.acls.readonly"))
    /// Gives an account a role on a calendar.
    package static let grant = Method(
        name: "acl.insert", verb: "POST", path: "calendars/{calendarId}/acl",
        parameters: common + [Parameter(name: "sendNotifications", type: .boolean)],
        scopes: scopes("calendar", "calendar.acls"))
    /// Takes back what an account was given.
    package static let revoke = Method(
        name: "acl.delete", verb: "DELETE", path: "calendars/{calendarId}/acl/{ruleId}", parameters: common,
        scopes: scopes("calendar", "calendar.acls"))
    /// What sharing a calendar asks.
    package static let sharingMethods = [rule, grant, revoke]

    /// Reads one of the user's settings.
    package static let setting = Method(
        name: "settings.get", verb: "GET", path: "users/me/settings/{setting}", parameters: common,
        scopes: scopes("calendar", "calendar.readonly", "calendar.settings", "calendar.settings.readonly"))
    /// The reply of `settings.get`, as a selector of everything.
    package static let settingReply = "etag,id,kind,value"

    /// Reads a user's vacation responder (Gmail API v1, a document of its own).
    package static let vacation = Method(
        name: "settings.getVacation", verb: "GET", path: "gmail/v1/users/{userId}/settings/vacation",
        parameters: [
            Parameter(name: "$.xgafv", type: .string, values: ["1", "2"], isSimulated: false),
            Parameter(name: "access_token", type: .string, isSimulated: false),
            Parameter(name: "alt", type: .string, values: ["json"]),
            Parameter(name: "callback", type: .string, isSimulated: false), Parameter(name: "fields", type: .string),
            Parameter(name: "key", type: .string),
            Parameter(name: "oauth_token", type: .string, isSimulated: false),
            Parameter(name: "prettyPrint", type: .boolean), Parameter(name: "quotaUser", type: .string),
            Parameter(name: "uploadType", type: .string, isSimulated: false),
            Parameter(name: "upload_protocol", type: .string, isSimulated: false),
        ],
        scopes: mailScopes)
    /// Those that read it.
    package static let mailScopes: Set<String> = scopes("gmail.modify", "gmail.readonly", "gmail.settings.basic")
        .union(["https://mail.google.com/"])
    /// The reply of `settings.getVacation`, as a selector of everything.
    package static let vacationReply =
        "enableAutoReply,endTime,responseBodyHtml,responseBodyPlainText,responseSubject,restrictToContacts,"
        + "restrictToDomain,startTime"

    /// The reply of `acl.get` and `acl.insert`, as a selector of everything.
    package static let ruleReply = "etag,id,kind,role,scope(type,value)"

    /// Lists events; its parameters and scopes are in `CloudSchema`, too.
    static let list = Method(
        name: "events.list", verb: "GET", path: "calendars/{calendarId}/events", parameters: listParameters,
        scopes: listScopes)

    /// Every other method here.
    package static let methods = [get, insert, quickAdd, patch, delete, freeBusy]

    /// Scopes that write to the events of a calendar that somebody else owns.
    private static let editScopes = scopes("calendar", "calendar.events")

    private static let always = Parameter(name: "alwaysIncludeEmail", type: .boolean)
    private static let maximum = Parameter(name: "maxAttendees", type: .integer, isSimulated: false)
    private static let notifying = [
        Parameter(name: "sendNotifications", type: .boolean, isSimulated: false),
        Parameter(name: "sendUpdates", type: .string, values: ["all", "externalOnly", "none"]),
    ]
    private static let written =
        notifying + [
            maximum, Parameter(name: "conferenceDataVersion", type: .integer, minimum: 0, maximum: 1),
            Parameter(name: "eventLabelVersion", type: .integer, isSimulated: false),
            Parameter(name: "supportsAttachments", type: .boolean, isSimulated: false),
        ]

    private static func scopes(_ names: String...) -> Set<String> {
        Set(names.map { "https://www.googleapis.com/auth/\($0)" })
    }

    /// The reply of `freebusy.query`, as a selector of everything.
    package static let busy =
        "calendars/*(busy(end,start),errors(domain,reason)),groups/*(calendars,errors(domain,reason)),kind,timeMax,"
        + "timeMin"
}
