// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
import Kernel

/// Keeps other processes out of this one.
package enum ProcessGuard {
    /// Blocks the signals: they stay pending until somebody reads them from a descriptor.
    package static func hold(_ signals: [CInt]) {
        var set = sigset_t()
        sigemptyset(&set)
        for signal in signals { sigaddset(&set, signal) }
        pthread_sigmask(SIG_BLOCK, &set, nil)
    }

    /// No core dump of it is ever written, and no process but root's can read its memory, trace it, or see its
    /// descriptors and environment, not even one of the same user (PR_SET_DUMPABLE of prctl(2), proc(5)).
    package static func hideFromOthers() { SystemCall.succeeds("prctl") { linux_set_undumpable() } }

    /// Descriptors above standard error are closed by the next exec, also those that a library left open.
    package static func closeDescriptorsOnExec() { SystemCall.succeeds("close_range") { linux_close_on_exec_from(3) } }
}
