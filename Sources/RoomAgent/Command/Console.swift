// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel

/// What goes to the terminal that a verb was called from.
enum Console {
    static func error(_ text: String) { write(text + "\n", to: STDERR_FILENO) }
    static func print(_ text: String) { write(text, to: STDOUT_FILENO) }

    private static func write(_ text: String, to descriptor: CInt) {
        try? SystemCall.writeAll(descriptor, Array(text.utf8))
    }
}

/// The directory of the store, where the service manager didn't make it.
enum StateDirectory {
    /// Makes the directory with mode 0700. A failure is passed over here: writing into the directory then says what is
    /// wrong.
    static func make(_ path: String) { try? Path.makeFolder(path) }
}
