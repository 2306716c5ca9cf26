// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Kernel
package import RoomCore

/// Holds a store's directory against every other process, from its making until the last owner lets go of it: `flock`
/// on `window.lock`, which the kernel gives up where the process dies. Whoever writes the key book or the window holds
/// it. It can be held once, and a second one of the same process is refused, too.
package final class StoreLock: Sendable {
    static let fileName = "window.lock"

    /// The store's directory, without symbolic links.
    let directory: String
    let file: Files.Handle

    /// Makes the directory (0700) where it is missing; its parent must exist. It throws `.inUse` where another process
    /// holds the lock, which it does not wait for, and what the kernel refused otherwise.
    package convenience init(_ directory: String) throws(StoreFailure) {
        do throws(StoreProblem) { try self.init(at: directory) } catch { throw error.failure("lock", path: directory) }
    }

    init(at path: String) throws(StoreProblem) {
        let directory = try StoreProblem.files { () throws(FileFailure) in
            try Files.makeDirectory(path)
            return try Files.resolved(path)
        }
        let file = try StoreProblem.files { () throws(FileFailure) in
            try Files.open("\(directory)/\(Self.fileName)", O_RDWR | O_CREAT | O_NOFOLLOW, mode: 0o600)
        }
        // SQLite's own lock would do while the file is open, and not while it is set aside and made anew.
        guard try StoreProblem.files({ () throws(FileFailure) in try file.lock() }) else { throw .inUse }
        self.directory = directory
        self.file = file
    }

    // Closing alone would not do: a program that starts at this moment has the descriptor, too, until its exec.
    deinit { file.unlock() }
}
