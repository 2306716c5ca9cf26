// SPDX-License-Identifier: Apache-2.0

/// What a display shows while nothing happens: one frame, or several where lines share a place and take turns. Turns go
/// by the time since boot, so that displays that are asked at one moment show the same one.
package struct FrameCycle: Hashable, Sendable {
    /// The frames in their order, one at least; after the last comes the first again.
    package let frames: [TextFrame]

    /// How long each has its turn: as long as each of several joinable meetings.
    package static let turnLength = RoomLimits().alternation

    /// - Parameter frames: one at least.
    init(_ frames: [TextFrame]) {
        precondition(!frames.isEmpty, "a display shows something at any time")
        self.frames = frames
    }

    /// The frame whose turn it is, in time since boot.
    package func frame(at uptime: Duration) -> TextFrame {
        frames.count == 1 ? frames[0] : frames[uptime.count(of: Self.turnLength) % frames.count]
    }

    /// When the next frame has its turn, in time since boot; nil where there is one alone.
    package func nextTurn(after uptime: Duration) -> Duration? {
        frames.count == 1 ? nil : Self.turnLength * (uptime.count(of: Self.turnLength) + 1)
    }
}
