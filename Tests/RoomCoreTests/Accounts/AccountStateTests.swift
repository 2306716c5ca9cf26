// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Testing

@Suite struct AccountStateTests {
    @Test(
        "a domain is one of those that are named, whole, whatever its capitals; where none is named, every one is",
        arguments: [
            ("aalto@example.com", true), ("aalto@EXAMPLE.com", true), ("c_1@resource.calendar.google.com", true),
            ("aalto@sub.example.com", false), ("aalto@example.com.evil.org", false), ("aalto@notexample.com", false),
            ("example.com", false), ("", false), ("a@evil.org@example.com", true), ("example.com@evil.org", false),
        ])
    func domains(address: String, isInside: Bool) {
        let domains = VerifiedDomains(["Example.com", "resource.calendar.google.com"])
        #expect(domains.contain(address) == isInside)
        #expect(VerifiedDomains([]).contain(address))
    }

    @Test("the state follows from what is remembered: deactivated outweighs active, active a refusal")
    func phases() {
        var state = AccountState()
        #expect(state.phase == .inactive)
        state.refusal = AccountRefusal(CalendarFailure(.forbidden), at: Instant(secondsSince1970: 1))
        #expect(state.phase == .error)
        state.activatedAt = Instant(secondsSince1970: 2)
        #expect(state.phase == .active)
        state.isWanted = false
        #expect(state.phase == .inactive)
    }
}
