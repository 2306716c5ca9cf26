// SPDX-License-Identifier: Apache-2.0

/// What the simulated Google knows of Google's discovery document (calendar v3). A test holds it against the document.
package enum CloudSchema {
    /// The types of query parameters. The raw values are the document's words, but for `dateTime`.
    package enum ParameterType: String, Sendable {
        /// As JSON Schema has them.
        case string, integer, boolean
        /// A string of format `date-time`.
        case dateTime
    }

    /// One query parameter of a method.
    package struct Parameter: Sendable {
        /// Its name in the query.
        package var name: String
        /// What its value has to be.
        package var type: ParameterType
        /// True: it may stand more than once. Default: false.
        package var isRepeated = false
        /// The values that it may have. Default: empty, any of its type.
        package var values: [String] = []
        /// True: it may not stand beside a sync token. Default: false.
        package var isRestriction = false
        /// False: the simulation knows the parameter, and refuses a request that has it, because it does not do what
        /// the parameter asks for. Default: true.
        package var isSimulated = true
        /// The least whole number that it takes. Default: 1.
        package var minimum: Int32 = 1
        /// The largest whole number that it takes. Default: nil, any.
        package var maximum: Int32?
    }

    /// The query parameters of every method.
    static let common: [Parameter] = [
        Parameter(name: "alt", type: .string, values: ["json"]), Parameter(name: "fields", type: .string),
        Parameter(name: "key", type: .string), Parameter(name: "oauth_token", type: .string, isSimulated: false),
        Parameter(name: "prettyPrint", type: .boolean), Parameter(name: "quotaUser", type: .string),
        Parameter(name: "userIp", type: .string),
    ]

    /// The query parameters of `events.list`, those of every method included.
    package static let listParameters: [Parameter] =
        common + [
            Parameter(name: "alwaysIncludeEmail", type: .boolean),
            Parameter(
                name: "eventTypes", type: .string, isRepeated: true,
                values: ["birthday", "default", "focusTime", "fromGmail", "outOfOffice", "workingLocation"]),
            Parameter(name: "iCalUID", type: .string, isRestriction: true, isSimulated: false),
            Parameter(name: "maxAttendees", type: .integer, isSimulated: false),
            Parameter(name: "maxResults", type: .integer),
            Parameter(
                name: "orderBy", type: .string, values: ["startTime", "updated"], isRestriction: true,
                isSimulated: false),
            Parameter(name: "pageToken", type: .string),
            Parameter(
                name: "privateExtendedProperty", type: .string, isRepeated: true, isRestriction: true,
                isSimulated: false),
            Parameter(name: "q", type: .string, isRestriction: true, isSimulated: false),
            Parameter(
                name: "sharedExtendedProperty", type: .string, isRepeated: true, isRestriction: true, isSimulated: false
            ),
            Parameter(name: "showDeleted", type: .boolean),
            Parameter(name: "showHiddenInvitations", type: .boolean),
            Parameter(name: "singleEvents", type: .boolean),
            Parameter(name: "syncToken", type: .string),
            Parameter(name: "timeMax", type: .dateTime, isRestriction: true),
            Parameter(name: "timeMin", type: .dateTime, isRestriction: true),
            Parameter(name: "timeZone", type: .string, isSimulated: false),
            Parameter(name: "updatedMin", type: .dateTime, isRestriction: true),
        ]

    private static let scopeRoot = "https://www.googleapis.com/auth/"

    /// Scopes that a token may be asked for.
    package static let scopes: Set<String> = Set(
        [
            "calendar", "calendar.acls", "calendar.acls.readonly", "calendar.app.created", "calendar.calendarlist",
            "calendar.calendarlist.readonly", "calendar.calendars", "calendar.calendars.readonly", "calendar.events",
            "calendar.events.freebusy", "calendar.events.owned", "calendar.events.owned.readonly",
            "calendar.events.public.readonly", "calendar.events.readonly", "calendar.freebusy", "calendar.readonly",
            "calendar.settings", "calendar.settings.readonly",
        ].map { scopeRoot + $0 })

    /// Those of them that list the events of a calendar that somebody else owns, with details.
    package static let listScopes: Set<String> = Set(
        ["calendar", "calendar.events", "calendar.events.readonly", "calendar.readonly"].map { scopeRoot + $0 })

    /// The reply of `events.list`, as a selector of everything.
    package static let reply =
        "accessRole,defaultReminders(method,minutes),description,etag,kind,nextPageToken,nextSyncToken,summary,"
        + "timeZone,updated,items(\(event))"

    private static let time = "(date,dateTime,timeZone)"
    private static let person = "(displayName,email,id,self)"

    /// An event, as a selector of everything: the reply of the methods that read and write one.
    package static let event =
        "anyoneCanAddSelf,attachments(fileId,fileUrl,iconLink,mimeType,title),"
        + "attendees(additionalGuests,asyncOperation,comment,displayName,email,id,optional,organizer,resource,"
        + "responseStatus,self),"
        + "attendeesOmitted,birthdayProperties(contact,customTypeName,type),colorId,"
        + "conferenceData(conferenceId,conferenceSolution(iconUri,key/type,name),"
        + "createRequest(conferenceSolutionKey/type,requestId,status/statusCode),"
        + "entryPoints(accessCode,entryPointFeatures,entryPointType,label,meetingCode,passcode,password,pin,regionCode,"
        + "uri),notes,parameters/addOnParameters/parameters/*,signature),"
        + "created,creator\(person),description,end\(time),endTimeUnspecified,etag,eventLabelId,eventType,"
        + "extendedProperties(private/*,shared/*),focusTimeProperties(autoDeclineMode,chatStatus,declineMessage),"
        + "gadget(display,height,iconLink,link,preferences/*,title,type,width),guestsCanInviteOthers,guestsCanModify,"
        + "guestsCanSeeOtherGuests,hangoutLink,htmlLink,iCalUID,id,kind,location,locked,organizer\(person),"
        + "originalStartTime\(time),outOfOfficeProperties(autoDeclineMode,declineMessage),privateCopy,recurrence,"
        + "recurringEventId,reminders(overrides(method,minutes),useDefault),sequence,source(title,url),start\(time),"
        + "status,summary,transparency,updated,visibility,workingLocationProperties(customLocation/label,homeOffice,"
        + "officeLocation(buildingId,deskId,floorId,floorSectionId,label),type)"
}
