// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel

/// Listening sockets that the service manager made and handed over (sd_listen_fds(3)).
package enum InheritedSockets {
    /// `SD_LISTEN_FDS_START`
    private static let start: CInt = 3

    /// The first one; nil if this process was started without.
    package static var first: CInt? {
        guard let owner = variable("LISTEN_PID"), Int32(owner) == getpid(), let text = variable("LISTEN_FDS"),
            let count = Int32(text), count >= 1, SystemCall.isOpen(start)
        else { return nil }
        return start
    }

    private static func variable(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }
}
