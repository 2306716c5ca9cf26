// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
import Kernel

extension Device {
    /// Waits until the device is known to be there, for at most `limit`; blocking, so not for a loop. Throws what keeps
    /// it from being there.
    public func waitUntilReady(for limit: Duration) throws(DeviceFailure) {
        let end = Self.uptime + limit
        while !isReady {
            guard Self.uptime < end else {
                throw DeviceFailure(
                    .protocolViolation, operation: "wait", subject: "",
                    cause: "nobody there answers as the device should",
                    remedy: "check that the address is the right device's, and that its server (LCDd) runs")
            }
            guard let descriptor else { return }
            var entry = pollfd(fd: descriptor, events: Int16(wantsWrite ? POLLIN | POLLOUT : POLLIN), revents: 0)
            guard SystemCall.succeeds("poll", { poll(&entry, 1, Self.turnMilliseconds) }), entry.revents != 0 else {
                continue
            }
            var ready: DeviceReadiness = []
            if entry.revents & Int16(POLLIN) != 0 { ready.insert(.readable) }
            if entry.revents & Int16(POLLOUT) != 0 { ready.insert(.writable) }
            if entry.revents & Int16(POLLHUP | POLLERR) != 0 { ready.insert(.hungUp) }
            _ = try handle(ready, now: Self.uptime)
        }
    }

    private static var turnMilliseconds: CInt { 100 }

    private static var uptime: Duration {
        var now = timespec()
        clock_gettime(CLOCK_BOOTTIME, &now)
        return .seconds(now.tv_sec) + .nanoseconds(now.tv_nsec)
    }
}
