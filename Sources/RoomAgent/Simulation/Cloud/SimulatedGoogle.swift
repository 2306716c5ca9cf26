// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
package import RoomCore

/// Google as the agent meets it: the token endpoint, the events of calendars, and free/busy, as strict as the real
/// ones, with faults on demand. It has no network and no clock: requests go in, answers come out, `now` is injected.
/// One owner.
package final class SimulatedGoogle {
    /// Where tokens are asked for (only the path counts), and the audience of what is signed.
    package let tokenURI: String
    /// Google's clock.
    package var now: () -> Instant

    /// Calendars by ID.
    package var calendars: [String: SimulatedCalendar] = [:]
    /// Service accounts by address.
    package private(set) var accounts: [String: SimulatedServiceAccount] = [:]
    /// Users that may be acted as.
    package var users: Set<String> = []
    /// What users have chosen for their calendars: values by the setting's name, by user. Default: none has anything.
    package var userSettings: [String: [String: String]] = [:]
    /// Vacation responders by user. Default: nobody has a mailbox.
    package var vacations: [String: SimulatedVacation] = [:]
    /// How devices sign in by certificate. Default: nil, not at all.
    package var federation: SimulatedFederation?
    /// Users' sign-ins by refresh token: whom each is for. One that is not here was revoked.
    package var refreshTokens: [String: String] = [:]
    /// What the users of `refreshTokens` agreed to. Default: events are read.
    package var refreshScopes: Set<String> = ["https://www.googleapis.com/auth/calendar.events.readonly"]
    /// Google may give shorter pages than it is asked for.
    package var longestPage = 2500
    /// How long a sync token is good; then it is answered with 410. Default: 7 days.
    package var syncTokenLife = Duration.days(7)
    /// Google may let channels live shorter than it is asked for. Default: 30 days.
    package var longestChannelLife = Duration.days(30)
    /// How long an access token is good. Default: 3,599 s, as Google's.
    package var accessTokenLife = Duration.seconds(3599)

    /// How long a Google Meet takes to be made. Default: it is there at once.
    package var conferenceLatency = Duration.zero
    /// Whether asked-for Google Meets cannot be made. Default: false.
    package var conferencesFail = false

    /// What was asked, oldest first. When there are `maximumRequests`, the older half goes.
    package private(set) var requests: [CloudRequest] = []
    /// The most requests that are remembered.
    package static let maximumRequests = 10_000

    /// The channels that are there, by ID.
    package internal(set) var channels: [String: Channel] = [:]
    /// Takes the notices: the address that each is posted to, and what its headers say. Called from within a request or
    /// an edit. Default: nobody takes them.
    package var onNotice: (String, PushNotice) -> Void = { _, _ in }

    var grants: [String: Grant] = [:]
    /// The keys of accounts by their PEM, which takes libcrypto longer to read than a signature to check.
    var publicKeys: [String: RSAPublicKey] = [:]
    var syncStates: [String: SyncState] = [:]
    var pageStates: [String: PageState] = [:]
    private var faults = FaultPlan()
    private var counter = 0

    package init(tokenURI: String = "https://oauth2.googleapis.com/token", now: @escaping () -> Instant) {
        self.tokenURI = tokenURI
        self.now = now
    }

    /// Makes a service account known, in place of one with the same address.
    package func register(_ account: SimulatedServiceAccount) { accounts[account.email] = account }

    /// Deletes the account's key: what it signs is no longer taken.
    package func unregister(_ email: String) { accounts[email] = nil }

    /// Plans a fault. Of several that match a request the oldest strikes.
    package func inject(_ fault: CloudFault) { faults.add(fault) }
    /// Forgets every fault that is yet to come.
    package func clearFaults() { faults.clear() }

    /// Makes every access token useless, as a revocation does.
    package func revokeAccessTokens() { grants.removeAll() }

    /// Makes every sync token answer 410.
    package func expireSyncTokens() { syncStates.removeAll() }

    /// Changes a calendar at the time it is now.
    package func edit(_ calendar: String, _ change: (inout SimulatedCalendar, Instant) -> Void) {
        guard let revision = calendars[calendar]?.revision else { return }
        change(&calendars[calendar, default: SimulatedCalendar(calendar, roles: [:])], now())
        notify(calendar, since: revision)
    }

    /// Answers a request as Google would, at the time of `now`, and with the planned faults.
    package func answer(_ request: HTTPRequest) -> CloudAnswer {
        guard let parsed = CloudRequest(request) else { return CloudAnswer(.reply(dated(Self.notFoundPage))) }
        if requests.count >= Self.maximumRequests { requests.removeFirst(Self.maximumRequests / 2) }
        requests.append(parsed)
        let isExchange = isFederation(parsed.path)
        let isToken = parsed.path == tokenPath || isExchange
        let isList = parsed.path.last == "events" && parsed.method == "GET"
        let isOfPerson = parsed.path.contains("settings")
        let fault = faults.next(for: isToken ? .token : isList ? .events : isOfPerson ? .people : .edits)
        if let fault, let answer = answer(fault) { return answer }
        let response = dated(isExchange ? federation(parsed) : isToken ? token(parsed) : api(parsed))
        return switch fault {
        case .slow(let delay): CloudAnswer(.reply(response), delay: delay)
        case .cut: CloudAnswer(.cut(response, afterBytes: response.body.count / 2))
        default: CloudAnswer(.reply(response))
        }
    }

    /// A name that was never used before.
    func fresh(_ prefix: String) -> String {
        counter += 1
        return "\(prefix)\(counter)"
    }

    private lazy var tokenPath = tokenURI.split(separator: "/").dropFirst(2).map(String.init)

    private func api(_ request: CloudRequest) -> HTTPResponse {
        if request.path.starts(with: ["gmail", "v1"]) { return gmail(request) }
        guard request.path.starts(with: ["calendar", "v3"]) else { return Self.notFoundPage }
        let path = request.path.dropFirst(2)
        settleConferences()
        do throws(CloudRefusal) {
            switch (request.method, path.count, path.first) {
            case ("POST", 1, "freeBusy"): return try freeBusy(request)
            case ("GET", 5, "calendars") where request.path[4] == "events" && path.last == "instances":
                return try instances(request, calendar: request.path[3], event: request.path[5])
            case ("GET", 3, "calendars") where path.last == "events":
                return try list(request, calendar: request.path[3])
            case ("POST", 3, "calendars") where path.last == "events":
                return try insert(request, calendar: request.path[3])
            case ("POST", 3, "calendars") where path.last == "acl":
                return try grant(request, calendar: request.path[3])
            case ("GET", 4, "calendars") where request.path[4] == "acl":
                return try rule(request, calendar: request.path[3], rule: request.path[5])
            case ("DELETE", 4, "calendars") where request.path[4] == "acl":
                return try revoke(request, calendar: request.path[3], rule: request.path[5])
            case ("POST", 4, "calendars") where request.path.suffix(2) == ["events", "quickAdd"]:
                return try quickAdd(request, calendar: request.path[3])
            case ("POST", 4, "calendars") where request.path.suffix(2) == ["events", "watch"]:
                return try watch(request, calendar: request.path[3])
            case ("GET", 4, "users") where request.path[3...4] == ["me", "settings"]:
                return try setting(request, request.path[5])
            case ("POST", 2, "channels") where path.last == "stop": return try stop(request)
            case (_, 4, "calendars") where request.path[4] == "events":
                return try single(request, calendar: request.path[3], event: request.path[5])
            default: return Self.notFoundPage
            }
        } catch { return error.response }
    }

    /// Nil for those faults that change an answer rather than replace it.
    private func answer(_ fault: CloudFault.Kind) -> CloudAnswer? {
        switch fault {
        case .refusal(let status, let reason):
            CloudAnswer(.reply(dated(CloudRefusal(status, reason, "Injected.").response)))
        case .refusalWithWait(let status, let reason, let wait):
            CloudAnswer(.reply(dated(CloudRefusal(status, reason, "Injected.").response, ("retry-after", wait))))
        case .portal:
            CloudAnswer(.reply(HTTPResponse(status: 200, html: "<html><form>Room 12, please sign in</form></html>")))
        case .redirect:
            CloudAnswer(.reply(HTTPResponse(status: 302, headers: [("location", "http://portal.example/login")])))
        case .page(let status):
            CloudAnswer(.reply(dated(HTTPResponse(status: status, html: "<html>Error \(status)</html>"))))
        case .garbage: CloudAnswer(.reply(dated(HTTPResponse(status: 200, jsonText: "{\"items\": [{\"id\": "))))
        case .wrongShape:
            CloudAnswer(.reply(dated(HTTPResponse(status: 200, jsonText: "{\"items\": 7, \"access_token\": []}"))))
        case .oversized: CloudAnswer(.failure(HTTPFailure(.tooLarge, detail: "more than the limit")))
        case .unreachable: CloudAnswer(.failure(HTTPFailure(.connection, detail: "connection refused")))
        case .noSuchHost: CloudAnswer(.failure(HTTPFailure(.nameResolution, detail: "could not resolve host")))
        case .untrusted: CloudAnswer(.failure(HTTPFailure(.certificate, detail: "self-signed certificate")))
        case .cut, .slow: nil
        }
    }

    private func dated(_ response: HTTPResponse, _ extra: (name: String, value: String)...) -> HTTPResponse {
        var response = response
        response.headers += [("date", CloudTime.httpDate(now()))] + extra
        return response
    }

    static let notFoundPage = HTTPResponse(
        status: 404, html: "<html><title>Error 404 (Not Found)!!1</title></html>")
}

extension HTTPResponse {
    fileprivate init(status: Int, jsonText: String) {
        self.init(
            status: status, headers: [("content-type", "application/json; charset=UTF-8")], body: Array(jsonText.utf8))
    }
}
