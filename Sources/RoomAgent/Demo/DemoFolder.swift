// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel

/// A folder for one run, below TMPDIR or else /tmp.
enum DemoFolder {
    static func temporary() -> String? {
        let parent = getenv("TMPDIR").map { String(cString: $0) } ?? ""
        return try? Folder.makeTemporary("\(parent.isEmpty ? "/tmp" : parent)/room-demo-XXXXXX")
    }

    /// With what is in it; the demonstration makes no deeper folders than two.
    static func remove(_ path: String) {
        for entry in (try? Folder.entries(path)) ?? [] {
            if entry.isFolder { remove("\(path)/\(entry.name)") } else { try? Path.remove("\(path)/\(entry.name)") }
        }
        try? Path.removeFolder(path)
    }
}
