// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
import Kernel
package import RoomCore

/// Tells systemd how the service is doing (sd_notify(3)): one datagram each to the socket in `NOTIFY_SOCKET`. Where
/// there is none, and on every error, nothing happens.
package final class ServiceNotifier {
    private let address: [UInt8]
    /// Closed where nobody listens.
    private let socket: Descriptor
    private let watchdogInterval: Duration?
    private var watchdog: (any LoopRegistration)?

    /// The longest path of a Unix socket (unix(7)).
    private static let maximumAddressBytes = 108

    /// Reads `NOTIFY_SOCKET`, `WATCHDOG_USEC` and `WATCHDOG_PID`. Sends nothing yet.
    package init(_ environment: Environment) {
        watchdogInterval = Self.watchdogInterval(environment)
        var bytes = Array((environment["NOTIFY_SOCKET"] ?? "").utf8)
        // `@` stands for the NUL that begins an abstract name.
        if bytes.first == UInt8(ascii: "@") { bytes[0] = 0 }
        address = bytes.count < Self.maximumAddressBytes ? bytes : []
        let type = CInt(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let made = address.isEmpty ? nil : try? SystemCall.run("socket") { Glibc.socket(AF_UNIX, type, 0) }
        socket = Descriptor(owning: made ?? -1)
    }

    /// The service is up: units that wait for it may start. Also ends what `reloading` began.
    package func ready() { send("READY=1") }
    /// The service is on its way down.
    package func stopping() { send("STOPPING=1") }
    /// What `systemctl status` shows in its `Status:` line. Line ends are left out.
    package func status(_ text: String) { send("STATUS=\(text.filter { $0 != "\n" })") }

    /// Followed by `ready` once the new configuration is in use. The time is CLOCK_MONOTONIC, as systemd asks.
    package func reloading() {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        send("RELOADING=1\nMONOTONIC_USEC=\(now.tv_sec * 1_000_000 + now.tv_nsec / 1000)")
    }

    /// Pings at half the interval that the service manager wants, from the loop: a loop that hangs stops pinging.
    package func keepWatchdog(on loop: any AgentLoop) {
        guard let interval = watchdogInterval else { return }
        send("WATCHDOG=1")
        watchdog = loop.schedule(at: loop.now.uptime + interval / 2, tolerance: interval / 8) { [weak self] in
            self?.keepWatchdog(on: loop)
        }
    }

    /// Pings no more. A service manager that wants pings takes the service for hung after its interval.
    package func stopWatchdog() { watchdog?.cancel() }

    private static func watchdogInterval(_ environment: Environment) -> Duration? {
        guard let microseconds = environment["WATCHDOG_USEC"].flatMap({ Int64($0) }), microseconds > 0 else {
            return nil
        }
        if let owner = environment["WATCHDOG_PID"], Int32(owner) != getpid() { return nil }
        return .microseconds(microseconds)
    }

    private func send(_ text: String) {
        guard socket.number >= 0 else { return }
        var name = sockaddr_un()
        name.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &name.sun_path) { $0.copyBytes(from: address) }
        // An abstract name ends where the length says, not at a NUL.
        let length = socklen_t(MemoryLayout<sa_family_t>.size + address.count + (address.first == 0 ? 0 : 1))
        let bytes = Array(text.utf8)
        _ = try? SystemCall.run("sendto") {
            withUnsafePointer(to: &name) { name in
                name.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
                    sendto(socket.number, bytes, bytes.count, CInt(MSG_NOSIGNAL), name, length)
                }
            }
        }
    }
}
