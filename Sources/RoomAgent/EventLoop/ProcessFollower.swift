// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
import Kernel
import RoomCore

/// Waits for the end of one process by its pidfd, which no other process can ever inherit the number of.
final class ProcessFollower {
    private let process: Int32
    private let source: Descriptor
    var watch: (any LoopRegistration)?
    private var isFinished = false

    /// ESRCH when there is no such process.
    init(_ process: Int32) throws(LoopFailure) {
        self.process = process
        source = try LoopFailure.descriptor("pidfd_open") { pidfd_open(process, 0) }
    }

    var descriptor: CInt { source.number }

    /// Stops watching, and tells the handler, if there is one, how the process ended.
    func finish(_ handler: ((ExitStatus?) -> Void)?) {
        if isFinished { return }
        isFinished = true
        watch?.cancel()
        watch = nil
        handler?(reap())
    }

    /// Nil if it is not our child.
    private func reap() -> ExitStatus? {
        var status: CInt = 0
        let reaped = try? SystemCall.run("waitpid") { waitpid(process, &status, WNOHANG) }
        guard reaped == process else { return nil }
        let signal = status & 0x7f
        return signal == 0 ? .exited(code: status >> 8 & 0xff) : .killed(signal: signal)
    }
}
