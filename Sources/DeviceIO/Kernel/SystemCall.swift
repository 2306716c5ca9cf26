// SPDX-License-Identifier: Apache-2.0
package import Glibc

/// The door to the kernel: each call that is handed a descriptor, a path or a buffer goes through here.
///
/// A call that a signal interrupted is made again. A descriptor that is not open (EBADF) and an address that is not
/// ours (EFAULT) are never the world's fault: going on would read or write somebody else's file the next time, so the
/// process ends with a sentence. Every other failure is thrown. (NIO's `SystemCallHelpers.swift` is the model.)
package enum SystemCall {
    /// Makes a call that tells a failure by a result below zero and `errno`, and returns what it returned. `name` is
    /// for the failure.
    @discardableResult
    package static func run(_ name: String, _ call: () -> Int) throws(CallFailure) -> Int {
        while true {
            let result = made(name, call)
            if result >= 0 { return result }
            let cause = errno
            switch cause {
            case EINTR: continue
            case EBADF, EFAULT: blame(name, cause)
            default: throw CallFailure(name, errno: cause)
            }
        }
    }

    /// The same of a call that returns a descriptor, a number or zero.
    @discardableResult
    package static func run(_ name: String, _ call: () -> CInt) throws(CallFailure) -> CInt {
        CInt(truncatingIfNeeded: try run(name) { Int(call()) })
    }

    /// The same of a call on a descriptor that does not block: nil where it would have had to wait (EAGAIN).
    @discardableResult
    package static func runWithoutWaiting(_ name: String, _ call: () -> Int) throws(CallFailure) -> Int? {
        do throws(CallFailure) { return try run(name, call) } catch {
            if error.errno == EAGAIN { return nil }
            throw error
        }
    }

    /// Makes a call that returns its errno, and 0 where it succeeded, as POSIX's younger calls do.
    package static func runTelling(_ name: String, _ call: () -> CInt) throws(CallFailure) {
        try run(name) {
            let cause = call()
            if cause != 0 { errno = cause }
            return cause == 0 ? CInt(0) : -1
        }
    }

    /// Sends a signal to a process, or to a process group, which is told by its number below zero (kill(2)). Signal 0
    /// only asks. False where nobody of that number is left, or none that we may signal.
    @discardableResult
    package static func kill(_ process: pid_t, _ signal: CInt) -> Bool {
        succeeds("kill") { Glibc.kill(process, signal) }
    }

    /// Makes a call whose failure is an answer, or of no interest: whether it succeeded.
    @discardableResult
    package static func succeeds(_ name: String, _ call: () -> CInt) -> Bool { (try? run(name, call)) != nil }

    /// Closes a descriptor, once: Linux has closed it also where it says EINTR, and somebody else may have its number
    /// by then (close(2)).
    package static func close(_ number: CInt) {
        if Glibc.close(number) < 0 && errno == EBADF { blame("close", EBADF) }
    }

    /// Whether a number that somebody gave us stands for an open descriptor: the one question with EBADF for an answer.
    package static func isOpen(_ number: CInt) -> Bool { fcntl(number, F_GETFD) >= 0 }

    /// Makes a call on a descriptor that somebody may have closed, which is no bug of ours then. Any failure is of no
    /// interest.
    package static func runIfOpen(_ name: String, _ call: () -> CInt) { _ = made(name) { Int(call()) } }

    /// Opens /dev/null in place of a standard stream that the process was started without. The next one that is
    /// opened would have its number otherwise, and what is meant for the journal would go there.
    package static func fillStandardStreams() {
        for number in STDIN_FILENO...STDERR_FILENO where !isOpen(number) {
            // The lowest free number is this one: those below are open.
            _ = open("/dev/null", O_RDWR)
        }
    }

    private static func made(_ name: String, _ call: () -> Int) -> Int {
        #if DEBUG
            if let fault = KernelFault.current?.next(name) {
                errno = fault
                return -1
            }
        #endif
        return call()
    }

    private static func blame(_ name: String, _ cause: CInt) -> Never {
        fatalError(
            cause == EBADF
                ? "\(name) was called with a descriptor that is not open: a bug of this program"
                : "\(name) was called with an address that is not this process's: a bug of this program")
    }
}
