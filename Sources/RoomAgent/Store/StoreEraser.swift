// SPDX-License-Identifier: Apache-2.0
internal import Glibc
internal import Kernel
package import RoomCore

/// Erases what the agent keeps, for a device that leaves the room: keys first, then rows, then files.
///
/// The directory gets the file `wiped` before anything else. An agent that finds it ends a wipe that was cut off, and
/// does not start: it would fetch everything again.
package enum StoreEraser {
    /// In the store's directory; empty.
    package static let markerName = "wiped"

    /// Whether a wipe began in this store's directory. Whoever removes the file wants to use the device again.
    package static func isWiped(_ directory: String) -> Bool { Files.exists("\(directory)/\(markerName)") }

    /// Wipes. Returns what is left for somebody to do, as sentences. Throws before anything is touched where another
    /// process has the store (`.inUse`), or the directory cannot be entered; a failure after that can be tried again.
    ///
    /// - Parameters:
    ///   - provider: what wraps the data key; its key goes where it lies on this device.
    ///   - local: what wraps a copy of it, or once did; the same holds for it.
    ///   - remains: further files to overwrite, such as the session's record.
    package static func wipe(
        directory: String, provider: any KeyProvider, local: (any KeyProvider)? = nil, remains: [String] = []
    ) throws(StoreFailure) -> [String] {
        do throws(StoreProblem) {
            let place = try WindowPlace(directory)
            try StoreProblem.files { () throws(FileFailure) in
                _ = try Files.open("\(directory)/\(markerName)", O_WRONLY | O_CREAT | O_NOFOLLOW, mode: 0o600)
                try Files.syncDirectory(directory)
            }
            let providers = [provider] + (local.map { [$0] } ?? [])
            let left = KeyKeeper.destroyKeys(directory: directory, providers: providers)
            try StoreProblem.files { () throws(FileFailure) in try Files.syncDirectory(directory) }
            try place.destroyAll()
            return left + destroy(remains)
        } catch {
            throw error.failure("wipe", path: directory)
        }
    }

    /// Overwrites and removes files; it is no error where there are none. Returns what is left for somebody to do.
    package static func destroy(_ files: [String], as what: String = "The file") -> [String] {
        files.compactMap { destroy($0, what) }
    }

    private static func destroy(_ path: String, _ what: String) -> String? {
        do throws(FileFailure) {
            try Files.destroy(path)
            return nil
        } catch {
            return "\(what) \(path) is still there (\(error.text)). As root, run: shred -u '\(path)'"
        }
    }
}
