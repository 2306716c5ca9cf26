// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Simulation
import Testing

@Suite("A room with a small display")
struct SmallRoomTests {
    @Test("in a meeting, two rows say how long it lasts and how to leave, in turn; four rows write once a minute")
    func turns() throws {
        for rows in [2, 4] {
            let room = try VirtualRoom()
            room.displaySize = TextSize(columns: 16, rows: rows)
            room.add("review", at: 0)
            try room.start()
            room.run(to: 1)
            room.press()
            room.run(to: 2)
            #expect(room.state == "in-meeting")
            let before = room.devices.frames.count
            room.run(to: 3)
            let frames = room.devices.frames[before...]
            #expect(frames.count == (rows == 2 ? 15 : 1))
            #expect(frames.contains { $0.rows[1].hasSuffix("min left     ") })
            #expect(frames.contains { $0.rows[1] == "Hold to leave   " } == (rows == 2))
        }
    }
}
