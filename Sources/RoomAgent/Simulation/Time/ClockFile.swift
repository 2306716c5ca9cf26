// SPDX-License-Identifier: Apache-2.0
import Kernel
import RoomCore

/// A shifted civil clock as a file, which the agent under it reads again whenever it gets SIGUSR1.
package enum ClockFile {
    /// Replaces the file in one step, so that a reader finds the old clock or the new one. A failure is of no interest.
    package static func save(_ clock: ShiftedLoop.Clock, to path: String) {
        let (seconds, attoseconds) = clock.uptime.components
        let nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
        let text = "\(clock.wall.millisecondsSince1970) \(nanoseconds) \(clock.speed)\n"
        try? SmallFile.write(Array(text.utf8), to: path + ".new")
        try? Path.rename(path + ".new", to: path)
    }

    /// Nil where the file is not there, or holds no clock.
    package static func load(from path: String) -> ShiftedLoop.Clock? {
        let line = String(decoding: SmallFile.head(path, 128), as: UTF8.self)
        let numbers = line.split { $0 == " " || $0 == "\n" }.compactMap { Int64($0) }
        guard numbers.count == 3, numbers[2] >= 1 else { return nil }
        return ShiftedLoop.Clock(
            wall: Instant(millisecondsSince1970: numbers[0]), at: .nanoseconds(numbers[1]), speed: Int(numbers[2]))
    }
}
