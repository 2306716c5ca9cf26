// SPDX-License-Identifier: Apache-2.0
package import Glibc

/// A descriptor that has one owner, and is closed with it.
package struct Descriptor: ~Copyable {
    /// The kernel's number for it; -1 once it is closed.
    package private(set) var number: CInt

    /// Takes over a descriptor that nobody else closes.
    package init(owning number: CInt) { self.number = number }

    /// Takes what a call returns. `name` is for the failure.
    package init(_ name: String, _ call: () -> CInt) throws(CallFailure) {
        number = try SystemCall.run(name, call)
    }

    /// Opens a file: never inherited by a program that we start, and never as our terminal (O_CLOEXEC, O_NOCTTY).
    /// `mode` is that of a file that O_CREAT makes. Default: 0, for files that are there.
    package init(opening path: String, _ flags: CInt, mode: mode_t = 0) throws(CallFailure) {
        number = try SystemCall.run("open") { open(path, flags | O_CLOEXEC | O_NOCTTY, mode) }
    }

    deinit { if number >= 0 { SystemCall.close(number) } }

    /// Closes it now. A call on it after that is a bug, on which `SystemCall` ends the process.
    package mutating func close() {
        if number >= 0 { SystemCall.close(number) }
        number = -1
    }

    /// Gives the descriptor to somebody who closes it.
    package mutating func release() -> CInt {
        defer { number = -1 }
        return number
    }

    /// What fstat(2) says.
    package borrowing func status() throws(CallFailure) -> stat {
        var status = stat()
        try SystemCall.run("fstat") { fstat(number, &status) }
        return status
    }
}
