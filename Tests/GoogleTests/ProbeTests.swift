// SPDX-License-Identifier: Apache-2.0
import JoinLinks
import RoomCore
import Simulation
import Testing

@testable import GoogleCalendar

@Suite struct ProbeTests {
    @Test("where all is well, each step says so")
    func good() async throws {
        let world = try World(role: .writer)
        #expect(
            await world.source.probe() == [
                ProbeResult(.delegation, .passed), ProbeResult(.token, .passed), ProbeResult(.calendar, .passed),
                ProbeResult(.role, .role("writer")), ProbeResult(.clock, .passed),
            ])
    }

    @Test("delegation is pointed out, and so are readers of free and busy")
    func notes() async throws {
        let world = try World(role: .freeBusyReader, actingAs: World.admin)
        let outcomes = await world.source.probe()
        #expect(outcomes.contains(ProbeResult(.delegation, .delegated)))
        #expect(outcomes.contains(ProbeResult(.role, .freeBusyOnly)))
    }

    @Test("it stops at the first step that fails, and tells of the clock if it can")
    func failures() async throws {
        let token = try World()
        token.google.now = { World.start + .minutes(90) }
        let failure = CalendarFailure(
            .grantRefused, detail: "token: 400 invalid_grant, this clock is 5400 s slow", clockLead: .seconds(-5400))
        #expect(
            await token.source.probe() == [
                ProbeResult(.delegation, .passed), ProbeResult(.token, .failed(failure)),
                ProbeResult(.clock, .clockOff(.seconds(-5400))),
            ])

        let calendar = try World(role: nil)
        #expect(
            await calendar.source.probe() == [
                ProbeResult(.delegation, .passed), ProbeResult(.token, .passed),
                ProbeResult(.calendar, .failed(CalendarFailure(.calendarNotFound, detail: "404 notFound"))),
                ProbeResult(.clock, .passed),
            ])

        let network = try World()
        network.google.inject(CloudFault(.unreachable, times: nil))
        #expect(await network.source.probe().count == 2)
    }

    @Test("a clock is told to be off from the same difference on that the running agent complains of")
    func clock() async throws {
        let world = try World()
        world.google.now = { World.start - .seconds(301) }
        #expect(await world.source.probe().last == ProbeResult(.clock, .clockOff(.seconds(301))))
        world.google.now = { World.start - .seconds(300) }
        #expect(await world.source.probe().last == ProbeResult(.clock, .passed))
    }
}

@Suite struct LinksAnswerTests {
    @Test("findings are one line of JSON in the documented order")
    func line() {
        let findings = LinkFindings(
            best: JoinAddress(service: "zoom", kind: .video, address: Private("https://zoom.us/j/1?a=\"b\"")),
            others: [
                JoinAddress(service: "sip", kind: .sip, address: Private("sip:1@example.com")),
                JoinAddress(service: "phone", kind: .phone, address: Private("tel:+1")),
            ],
            ignored: [IgnoredLink(address: Private("https://zoom.us.evil.example/j/1"), reason: "look-alike-host")],
            keyword: "meet")
        #expect(
            LinksAnswer.line(for: findings)
                == #"{"best":{"service":"zoom","kind":"video","address":"https://zoom.us/j/1?a=\"b\""},"#
                + #""others":[{"service":"sip","kind":"sip","address":"sip:1@example.com"},"#
                + #"{"service":"phone","kind":"phone","address":"tel:+1"}],"#
                + #""ignored":[{"address":"https://zoom.us.evil.example/j/1","reason":"look-alike-host"}],"keyword":"meet"}"#
        )
    }

    @Test("nothing found is nulls and empty lists")
    func nothing() {
        #expect(LinksAnswer.line(for: LinkFindings()) == #"{"best":null,"others":[],"ignored":[],"keyword":null}"#)
    }
}
