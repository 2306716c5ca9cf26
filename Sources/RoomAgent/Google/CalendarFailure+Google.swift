// SPDX-License-Identifier: Apache-2.0
internal import RoomCore

/// Each row of Google's behaviour that isn't a page, as a reason that the agent acts on
/// (https://developers.google.com/workspace/calendar/api/guides/errors).
extension CalendarFailure {
    /// The refusal of an API request, 401 after a fresh token included.
    init(api refusal: GoogleRefusal, isIncremental: Bool, retryAfter: Duration?) {
        self.init(Self.reason(api: refusal, isIncremental), retryAfter: retryAfter, detail: refusal.detail)
    }

    /// The refusal of one step of signing in, which is named in the detail; of the token endpoint's see
    /// https://developers.google.com/identity/protocols/oauth2/service-account, "JWT error codes".
    init(_ step: SignInStep, _ refusal: GoogleRefusal, retryAfter: Duration?) {
        self.init(
            Self.reason(step, refusal), retryAfter: retryAfter, detail: "\(step.rawValue): \(refusal.detail)")
    }

    /// No reply at all. The host is named where its name or the way to it may be what is wrong.
    init(_ failure: HTTPFailure, asking what: String, at url: String) {
        let reason: Reason =
            switch failure.code {
            case .nameResolution, .connection, .proxy, .timedOut: .unreachable
            case .certificate, .tls: .untrustedCertificate
            case .clientCertificate: .certificateRefused
            case .tooLarge, .malformedReply: .malformedReply
            // An address that isn't https, or a library that can't be set up.
            case .insecureURL, .setup: .requestRefused
            case .cancelled: .cancelled
            }
        let detail = failure.detail.isEmpty ? failure.code.rawValue : "\(failure.code.rawValue), \(failure.detail)"
        let isOnTheWay = reason == .unreachable || reason == .untrustedCertificate
        self.init(reason, detail: isOnTheWay ? "\(what) at \(Self.host(in: url)): \(detail)" : "\(what): \(detail)")
    }

    /// With its port, if it has one; never a path or a query.
    private static func host(in url: String) -> Substring {
        let slashes = url.utf8.enumerated().filter { $0.element == UInt8(ascii: "/") }.prefix(3).map(\.offset)
        guard slashes.count > 1 else { return "" }
        let rest = url.dropFirst(slashes[1] + 1)
        return rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    }

    private static func reason(api refusal: GoogleRefusal, _ isIncremental: Bool) -> Reason {
        switch refusal.status {
        // Front ends and proxies answer these in HTML too, and they mean the same.
        case 429: return .rateLimited
        case 500...599 where refusal.status != 511: return .serverError
        case 300...399, 511: return .captivePortal
        case _ where refusal.isForeign: return .captivePortal
        case 401: return .unauthorized
        case 403: return forbidden(refusal)
        case 404: return .calendarNotFound
        // Without a cursor there is none to drop: an expired page, and the next round begins anew.
        case 410: return isIncremental ? .cursorExpired : .serverError
        // A token that Google can't read is as good as an old one.
        case 400 where isIncremental && refusal.location == "syncToken" && refusal.reason == "invalid":
            return .cursorExpired
        default: return .requestRefused
        }
    }

    private static func forbidden(_ refusal: GoogleRefusal) -> Reason {
        switch (refusal.reason, refusal.detailReason) {
        case ("rateLimitExceeded", _), ("userRateLimitExceeded", _), (_, "RATE_LIMIT_EXCEEDED"): .rateLimited
        case ("dailyLimitExceeded", _), ("quotaExceeded", _), ("dailyLimitExceededUnreg", _),
            ("calendarUsageLimitsExceeded", _):
            .quotaExhausted
        case ("accessNotConfigured", _), (_, "SERVICE_DISABLED"): .apiDisabled
        case ("insufficientPermissions", _), (_, "ACCESS_TOKEN_SCOPE_INSUFFICIENT"): .scopeNotGranted
        default: .forbidden
        }
    }

    fileprivate static func reason(token refusal: GoogleRefusal) -> Reason {
        if let reason = weather(refusal) { return reason }
        return switch refusal.reason {
        // `access_denied` is what newer set-ups get for the same thing; `invalid_scope` is a scope that the
        // organisation or the project doesn't know, and mended in the same place.
        case "unauthorized_client", "access_denied", "invalid_scope", "admin_policy_enforced": .scopeNotGranted
        case "invalid_grant": .grantRefused
        case "rate_limit_exceeded", "slow_down": .rateLimited
        case "internal_failure", "temporarily_unavailable", "server_error": .serverError
        default: .unauthorized
        }
    }
}

/// The requests of signing in, each with a server and refusals of its own.
enum SignInStep: String {
    /// The JWT bearer grant at the token endpoint.
    case token
    /// A user's refresh token at the token endpoint.
    case refresh
    /// The exchange of this device's certificate at the Security Token Service.
    case exchange = "sts"
    /// `generateAccessToken` of the IAM credentials service.
    case impersonation = "iam generateAccessToken"
    /// `signJwt` of the IAM credentials service.
    case signature = "iam signJwt"
}

extension CalendarFailure {
    /// What says nothing about who asks: too many, trouble, or somebody in between. Nil where Google itself refused.
    fileprivate static func weather(_ refusal: GoogleRefusal) -> Reason? {
        switch refusal.status {
        case 429: .rateLimited
        case 500...599 where refusal.status != 511: .serverError
        case 300...399, 511: .captivePortal
        case _ where refusal.isForeign: .captivePortal
        default: nil
        }
    }

    /// STS refuses as RFC 6749 section 5.2 has it, IAM as Google's APIs do
    /// (https://cloud.google.com/iam/docs/reference/sts/rest/v1/TopLevel/token,
    /// https://cloud.google.com/iam/docs/reference/credentials/rest/v1/projects.serviceAccounts).
    fileprivate static func reason(_ step: SignInStep, _ refusal: GoogleRefusal) -> Reason {
        if let reason = weather(refusal) { return reason }
        switch (step, refusal.reason) {
        case (.token, _): return reason(token: refusal)
        case (.refresh, "invalid_grant"): return .signInRevoked
        // The OAuth client was deleted, or its secret was changed: the file has to be made anew, too.
        case (.refresh, "invalid_client"), (.refresh, "unauthorized_client"): return .signInRevoked
        case (.refresh, _): return reason(token: refusal)
        case (.exchange, "internal_failure"), (.exchange, "temporarily_unavailable"), (.exchange, "server_error"):
            return .serverError
        case (.exchange, "rate_limit_exceeded"), (_, "RESOURCE_EXHAUSTED"), (_, "rateLimitExceeded"):
            return .rateLimited
        case (.exchange, _): return .certificateRefused
        case (_, "UNAUTHENTICATED") where refusal.status == 401: return .unauthorized
        default: return .impersonationRefused
        }
    }
}

/// The wait that a reply asks for.
enum RetryAfter {
    /// Nobody may switch a room off for longer.
    static let longest = Duration.hours(24)

    /// From `Retry-After`: seconds, or a date, which is held against the server's own clock where it tells (RFC 9110,
    /// section 10.2.3). Nil where there is none or it can't be read.
    static func wait(in response: HTTPResponse, now: Instant) -> Duration? {
        guard let text = response["retry-after"] else { return nil }
        if let date = HTTPDate.instant(text) {
            let serverNow = response["date"].flatMap(HTTPDate.instant) ?? now
            return min(max(date - serverNow, .zero), longest)
        }
        guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
            return nil
        }
        guard let seconds = Int64(text) else { return longest }
        return min(.seconds(seconds), longest)
    }
}
