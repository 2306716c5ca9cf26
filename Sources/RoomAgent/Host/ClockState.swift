// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
import Kernel
package import RoomCore

/// Whether the civil clock can be believed.
package enum ClockState {
    /// 2026-01-01, 00:00 UTC. This program did not exist earlier, so nobody has set a clock that shows an earlier time.
    package static let earliest = Instant(secondsSince1970: 1_767_225_600)

    /// A clock that some time service keeps (adjtimex(2), or systemd-timesyncd's mark), or one that at least is not in
    /// the past. A machine with a battery-backed clock and no time service is believed: its clock was set by somebody.
    package static func isSet(_ now: Instant) -> Bool {
        if now < earliest { return false }
        if Path.exists("/run/systemd/timesync/synchronized") { return true }
        var state = timex()
        // Where a sandbox refuses the call, nothing says that a time service keeps the clock.
        let kept = try? SystemCall.run("adjtimex") { adjtimex(&state) }
        return kept.map { $0 != TIME_ERROR } == true || hasBatteryClock
    }

    private static var hasBatteryClock: Bool {
        Path.exists("/sys/class/rtc/rtc0") || Path.exists("/dev/rtc0")
    }
}
