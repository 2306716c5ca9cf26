// SPDX-License-Identifier: Apache-2.0
import Glibc
package import RoomCore

extension Instant {
    /// CLOCK_REALTIME.
    package static func now() -> Instant {
        let time = read(CLOCK_REALTIME)
        return Instant(millisecondsSince1970: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
    }
}

extension Duration {
    /// CLOCK_BOOTTIME.
    package static func sinceBoot() -> Duration {
        let time = read(CLOCK_BOOTTIME)
        return .seconds(Int64(time.tv_sec)) + .nanoseconds(Int64(time.tv_nsec))
    }
}

extension timespec {
    /// Rounded up to a nanosecond, so that a timer never comes early.
    init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        let nanoseconds = (attoseconds + 999_999_999) / 1_000_000_000
        self.init(tv_sec: Int(seconds + nanoseconds / 1_000_000_000), tv_nsec: Int(nanoseconds % 1_000_000_000))
    }
}

private func read(_ clock: clockid_t) -> timespec {
    var time = timespec()
    let result = clock_gettime(clock, &time)
    precondition(result == 0, "this kernel lacks a clock that Linux has had since 2.6.39")
    return time
}
