// SPDX-License-Identifier: Apache-2.0
import Testing

@testable import RoomCore

@Suite("Absences on the display")
struct AbsenceTests {
    private static func scene(
        _ people: [(String, Absence?)], own: String = "c_1@resource.calendar.google.com", language: Language = .en
    ) -> RoomScene {
        Scenes.scene(Scenes.free, at: "9:00", [.make("x", "12:00", "13:00")], language: language) { scene in
            scene.roomAddress = Private(own)
            scene.people = people.map { address, absence in
                var person = PersonState(Private(address))
                person.isKnown = true
                person.absence = absence
                return person
            }
        }
    }

    private static func rows(_ scene: RoomScene, _ columns: Int, _ rows: Int) -> [String] {
        scene.frame(TextSize(columns: columns, rows: rows)).rows
    }

    @Test("on a person's own device the absence goes without a name, until when in full or in less of it")
    func own() {
        let until = Absence(until: Day.at("17:00"))
        let scene = Self.scene([("anna@example.com", until)], own: "Anna@example.com")
        #expect(Self.rows(scene, 40, 4).contains { $0.hasPrefix("Out of office until 17:00") })
        #expect(Self.rows(scene, 20, 4).contains { $0.hasPrefix("Away until 17:00") })
        let later = Self.scene([("anna@example.com", Absence(until: Day.at("8:00", plus: 3)))], own: "anna@example.com")
        #expect(Self.rows(later, 20, 4).contains { $0.hasPrefix("Away") })
        let open = Self.scene([("anna@example.com", Absence())], own: "anna@example.com")
        #expect(Self.rows(open, 20, 4).contains { $0.hasPrefix("Out of office") })
        let finnish = Self.scene([("anna@example.com", until)], own: "anna@example.com", language: .fi)
        #expect(Self.rows(finnish, 20, 4).contains { $0.hasPrefix("Poissa 17:00 asti") })
    }

    @Test("on two rows the own absence takes turns with what the room is")
    func turns() {
        var scene = Self.scene([("anna@example.com", Absence(until: Day.at("17:00")))], own: "anna@example.com")
        scene.now.uptime = .zero
        #expect(Self.rows(scene, 16, 2)[1].hasPrefix("Free"))
        scene.now.uptime = FrameCycle.turnLength
        #expect(Self.rows(scene, 16, 2)[1].hasPrefix("Away"))
    }

    @Test("others have a line with their name where a row is left, and nobody is named who is in")
    func others() {
        let scene = Self.scene([
            ("anna@example.com", Absence(until: Day.at("17:00"))), ("bo@example.com", nil),
            ("cy@example.com", Absence()),
        ])
        let rows = Self.rows(scene, 20, 8)
        #expect(rows.contains { $0.hasPrefix("anna ") && $0.contains("17:00") })
        #expect(rows.contains { $0.hasPrefix("cy ") && $0.contains("Away") })
        #expect(!rows.contains { $0.contains("bo") })
        #expect(!Self.rows(scene, 16, 2).contains { $0.contains("anna") })
    }

    @Test("no row is wider than the display in any language, clock and size, whatever the name")
    func widths() {
        for language in Language.allCases {
            for until in [nil, Day.at("17:00"), Day.at("22:45", plus: 9)] {
                var scene = Self.scene(
                    [
                        ("a", Absence(until: until)),
                        (String(repeating: "x", count: 60) + "@b.example", Absence(until: until)),
                    ],
                    own: "a", language: language)
                for uses24Hours in [true, false] {
                    scene.uses24HourClock = uses24Hours
                    for (columns, rows) in [(16, 1), (16, 2), (20, 4), (40, 2), (40, 8)] {
                        for turn in 0..<8 {
                            scene.now.uptime = FrameCycle.turnLength * turn
                            for row in Self.rows(scene, columns, rows) {
                                #expect(DisplayText.width(row) == columns)
                                let fault = FrameRules.fault(
                                    row, uses24Hours: uses24Hours, cutMark: DisplayCharset.utf8.cutMark)
                                #expect(fault == nil, "|\(row)|")
                            }
                        }
                    }
                }
            }
        }
    }
}
