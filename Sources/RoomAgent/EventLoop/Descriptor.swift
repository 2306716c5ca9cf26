// SPDX-License-Identifier: Apache-2.0
import Glibc
import RoomCore

/// A file descriptor that is closed with its owner.
final class Descriptor {
    let number: CInt

    /// Takes what a system call returned; -1 throws with the call's name and errno.
    init(_ result: CInt, _ operation: String) throws(LoopFailure) {
        guard result >= 0 else { throw LoopFailure(operation: operation, errno: errno) }
        number = result
    }

    deinit { close(number) }
}
