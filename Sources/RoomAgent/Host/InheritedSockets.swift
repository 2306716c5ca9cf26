// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
package import RoomCore

/// Listening sockets that the service manager made and handed over (sd_listen_fds(3)).
package enum InheritedSockets {
    /// `SD_LISTEN_FDS_START`
    private static let start: CInt = 3

    /// The first one; nil if this process was started without.
    package static func first(_ environment: Environment) -> CInt? {
        guard let owner = environment["LISTEN_PID"], Int32(owner) == getpid(), let text = environment["LISTEN_FDS"],
            let count = Int32(text), count >= 1, SystemCall.isOpen(start)
        else { return nil }
        return start
    }
}
