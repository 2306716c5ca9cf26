// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A system call that the kernel refused.
package struct CallFailure: Error, Equatable, Sendable {
    /// The call's name, or the step of which it was a part.
    package var operation: String
    /// Why, as in errno(3); never EINTR, EBADF or EFAULT, which `SystemCall` deals with.
    package var errno: CInt

    /// What a call told, or what we say in the words of one that could have.
    package init(_ operation: String, errno: CInt) {
        self.operation = operation
        self.errno = errno
    }

    /// The errno in words, as a clause: `No such file or directory`.
    package var reason: String { String(cString: strerror(errno)) }
    /// The same with the operation in front.
    package var text: String { "\(operation): \(reason)" }
}
