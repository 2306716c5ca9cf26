// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
import Kernel
import RoomCore

/// Signals as a descriptor (signalfd(2)). They are blocked for the whole process, provided that this happens before
/// other threads are made, which then inherit the mask.
final class SignalSet {
    private let source: Descriptor
    private var handlers: [CInt: () -> Void] = [:]
    private var mask: sigset_t

    init() throws(LoopFailure) {
        var mask = sigset_t()
        sigemptyset(&mask)
        self.mask = mask
        source = try LoopFailure.descriptor("signalfd") { signalfd(-1, &mask, Int32(SFD_CLOEXEC | SFD_NONBLOCK)) }
    }

    var descriptor: CInt { source.number }

    func add(_ signal: CInt, _ handler: @escaping () -> Void) throws(LoopFailure) {
        sigaddset(&mask, signal)
        let blocked = pthread_sigmask(SIG_BLOCK, &mask, nil)
        guard blocked == 0 else { throw LoopFailure(operation: "pthread_sigmask", errno: blocked) }
        do throws(CallFailure) { try SystemCall.run("signalfd") { signalfd(source.number, &mask, 0) } } catch {
            throw LoopFailure(error)
        }
        handlers[signal] = handler
    }

    /// The signal stays blocked, as the port says; it is only not reported any more.
    func remove(_ signal: CInt) { handlers[signal] = nil }

    func deliver() {
        var info = signalfd_siginfo()
        let bytes = MemoryLayout<signalfd_siginfo>.size
        while withUnsafeMutableBytes(of: &info, { try? SystemCall.read(source.number, into: $0) }) == bytes {
            handlers[CInt(info.ssi_signo)]?()
        }
    }
}
