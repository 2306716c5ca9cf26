// SPDX-License-Identifier: Apache-2.0
import Glibc
import RoomCore

/// A shifted civil clock as a file, which the agent under it reads again whenever it gets SIGUSR1.
package enum ClockFile {
    package static func save(_ clock: ShiftedLoop.Clock, to path: String) {
        let (seconds, attoseconds) = clock.uptime.components
        let nanoseconds = seconds * 1_000_000_000 + attoseconds / 1_000_000_000
        let text = "\(clock.wall.millisecondsSince1970) \(nanoseconds) \(clock.speed)\n"
        guard let file = fopen(path + ".new", "w") else { return }
        fputs(text, file)
        fclose(file)
        rename(path + ".new", path)
    }

    package static func load(from path: String) -> ShiftedLoop.Clock? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var buffer = [CChar](repeating: 0, count: 128)
        guard let line = fgets(&buffer, Int32(buffer.count), file) else { return nil }
        let numbers = String(cString: line).split { $0 == " " || $0 == "\n" }.compactMap { Int64($0) }
        guard numbers.count == 3, numbers[2] >= 1 else { return nil }
        return ShiftedLoop.Clock(
            wall: Instant(millisecondsSince1970: numbers[0]), at: .nanoseconds(numbers[1]), speed: Int(numbers[2]))
    }
}
