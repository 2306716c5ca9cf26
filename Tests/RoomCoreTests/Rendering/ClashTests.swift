// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Testing

@Suite("Double bookings and presses")
struct ClashTests {
    private func frame(_ columns: Int, _ rows: Int, _ state: (Agenda) -> RoomState, _ meetings: [Meeting]) -> [String] {
        Scenes.scene(state, at: "10:20", meetings).frame(TextSize(columns: columns, rows: rows)).rows.map { row in
            var row = row
            while row.last == " " { row.removeLast() }
            return row
        }
    }

    private let painters = Meeting.make("Painters", "10:00", "12:00", join: [])

    @Test("the one that can be joined says that there is another, and where there is a row for it, which")
    func joinable() {
        let day = [Scenes.review, painters]
        #expect(
            frame(20, 4, Scenes.joinable(), day) == [
                "Design review     +1", "10:00–10:45    10:20", "Press to join", "Also Painters",
            ])
        #expect(frame(16, 2, Scenes.joinable(), day) == ["Design review +1", "Press to join"])
        #expect(frame(16, 1, Scenes.joinable(), day) == ["+1 » Design rev…"])
        #expect(frame(40, 2, Scenes.joinable(), day)[0].hasSuffix(" +1"))
    }

    @Test("so do two of which none can be joined; what blocks no time and what takes a whole day are no clash")
    func busy() {
        let other = Meeting.make("Fitters", "9:00", "11:00", join: [])
        #expect(frame(20, 4, Scenes.busy, [painters, other]).first == "Painters          +1")
        #expect(frame(20, 4, Scenes.busy, [painters, other]).contains("Also Fitters"))
        let free = Meeting.make("Reminder", "9:00", "11:00", join: []) { $0.blocksTime = false }
        #expect(frame(20, 4, Scenes.busy, [painters, free]).first == "Painters")
        #expect(frame(20, 4, Scenes.busy, [painters, .allDay("Fair")]).first == "Painters")
    }

    @Test("a press in a free room with nothing to come leaves the word Free on the display")
    func pressedFree() {
        func row(_ columns: Int, _ language: Language) -> String {
            let scene = Scenes.scene(Scenes.free, at: "20:00", [], language: language, notice: .nextMeeting)
            return scene.frame(TextSize(columns: columns, rows: 4)).rows[1]
        }
        #expect(row(20, .en) == "Free. Nothing booked")
        #expect(row(20, .fi) == "Vapaa. Ei tulevia   ")
        #expect(row(16, .en) == "Nothing booked  ")
    }
}
