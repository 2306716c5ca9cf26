// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Testing

@Suite("A vacation responder")
struct VacationTests {
    private static func at(_ hour: Int64) -> Instant { Instant(secondsSince1970: 1_795_507_200 + hour * 3600) }

    @Test(
        "a person is away from the start to before the end, where the responder is on",
        arguments: [
            (VacationResponder(isOn: true), true, nil), (VacationResponder(isOn: false), false, nil),
            (VacationResponder(isOn: true, from: at(-1)), true, nil),
            (VacationResponder(isOn: true, from: at(0)), true, nil),
            (VacationResponder(isOn: true, from: at(1)), false, at(1)),
            (VacationResponder(isOn: true, until: at(1)), true, at(1)),
            (VacationResponder(isOn: true, until: at(0)), false, nil),
            (VacationResponder(isOn: true, until: at(-1)), false, nil),
            (VacationResponder(isOn: true, from: at(-2), until: at(-1)), false, nil),
            (VacationResponder(isOn: true, from: at(-1), until: at(1)), true, at(1)),
            (VacationResponder(isOn: true, from: at(1), until: at(2)), false, at(1)),
            (VacationResponder(isOn: true, from: at(2), until: at(1)), false, at(1)),
            (VacationResponder(isOn: false, from: at(-1), until: at(1)), false, nil),
        ] as [(VacationResponder, Bool, Instant?)])
    func ranges(_ responder: VacationResponder, _ isAway: Bool, _ change: Instant?) {
        let absence = responder.absence(at: Self.at(0))
        #expect((absence != nil) == isAway)
        if isAway { #expect(absence == Absence(since: responder.start, until: responder.end)) }
        #expect(responder.nextChange(after: Self.at(0)) == change)
    }

    @Test("of a person of whom nothing is known, neither in nor out is said")
    func words() {
        var person = PersonState(Private("anna@example.com"))
        #expect(person.word == "unknown")
        person.isKnown = true
        #expect(person.word == "in-office")
        person.absence = Absence()
        #expect(person.word == "out-of-office")
    }
}
