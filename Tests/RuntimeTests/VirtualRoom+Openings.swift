// SPDX-License-Identifier: Apache-2.0
import Simulation

/// How the stories begin.
extension VirtualRoom {
    /// A room that has run until so many minutes after the morning, with meetings of half an hour that can be joined,
    /// by their names and the minutes at which they start.
    static func running(_ meetings: (id: String, start: Int)..., to minutes: Int) throws -> VirtualRoom {
        let room = try VirtualRoom()
        for meeting in meetings { room.add(meeting.id, at: meeting.start) }
        try room.start()
        room.run(to: minutes)
        return room
    }

    /// It is 08:06, and the button joins the meeting `review`, 08:10 to 08:40.
    static func joinable() throws -> VirtualRoom { try running(("review", 10), to: 6) }

    /// The same, five seconds after somebody joined it.
    static func inMeeting() throws -> VirtualRoom {
        let room = try joinable()
        room.press()
        room.loop.run(for: .seconds(5))
        return room
    }
}
