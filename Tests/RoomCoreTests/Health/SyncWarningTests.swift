// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Testing

@Suite("What a calendar that cannot be read is called")
struct SyncWarningTests {
    @Test(
        "each reason has a warning of its own, and those that pass by themselves have none",
        arguments: [
            (.unreachable, .networkDown), (.untrustedCertificate, .certificateUntrusted),
            (.captivePortal, .captivePortal), (.scopeNotGranted, .scopeNotGranted), (.grantRefused, .grantRefused),
            (.unauthorized, .unauthorized), (.badCredentials, .credentialsUnreadable),
            (.certificateRefused, .certificateRefused), (.impersonationRefused, .impersonationRefused),
            (.signInRevoked, .signInRevoked), (.forbidden, .calendarForbidden), (.apiDisabled, .apiDisabled),
            (.calendarNotFound, .calendarNotFound), (.rateLimited, .rateLimited),
            (.quotaExhausted, .quotaExhausted), (.requestsSpent, .requestsSpent), (.serverError, .serverError),
            (.requestRefused, .requestRefused), (.malformedReply, .malformedReply), (.notActivated, .accountInactive),
            (.outsideDomains, .accountOutsideDomains), (.mayNotWrite, .accountReadOnly), (.cursorExpired, nil),
            (.cancelled, nil),
        ] as [(CalendarFailure.Reason, WarningCode?)])
    func reasons(reason: CalendarFailure.Reason, code: WarningCode?) {
        #expect(WarningCode(reason) == code)
        if let code { #expect(WarningCode.syncFailures.contains(code)) }
    }

    @Test("each reason but the two that pass by themselves is that of exactly one row, which is in a calendar's group")
    func rows() {
        for reason in CalendarFailure.Reason.allCases {
            let rows = WarningCode.allCases.filter { WarningCode(reason) == $0 }
            #expect(rows.count == (reason == .cursorExpired || reason == .cancelled ? 0 : 1), "\(reason)")
        }
        #expect(WarningCode.syncFailures.count == CalendarFailure.Reason.allCases.count - 2)
        #expect(Set(WarningCode.syncFailures).count == WarningCode.syncFailures.count)
        let groups = WarningCause.group(.calendarAccess).codes + WarningCause.group(.calendarPause).codes
        #expect(Set(groups) == Set(WarningCode.syncFailures))
    }

    @Test(
        "the certificate's end is told a month before, and then that it is over",
        arguments: [
            (31, nil), (30, .certificateEnds), (1, .certificateEnds), (0, .certificateEnded), (-5, .certificateEnded),
        ] as [(Int, WarningCode?)])
    func certificate(days: Int, code: WarningCode?) {
        let now = Instant(secondsSince1970: 1_795_521_600)
        #expect(CertificateLife.warning(endsAt: now + .days(days), now: now) == code)
        #expect(CertificateLife.warning(endsAt: nil, now: now) == nil)
    }

    @Test("severities have the names that status tells, the worst first")
    func severities() {
        #expect(WarningSeverity.allCases.sorted().map(\.name) == ["error", "warning", "notice"])
    }

    @Test("a sync of more than a window can hold is refused with the number")
    func limits() {
        #expect(WindowLimits.refusal(meetings: 20_000, stagedBytes: 64 << 20) == nil)
        #expect(WindowLimits.refusal(meetings: 20_001, stagedBytes: 0) == "more than 20000 meetings")
        #expect(
            WindowLimits.refusal(meetings: 1, stagedBytes: (64 << 20) + 1) == "more than 67108864 bytes in one sync")
    }
}
