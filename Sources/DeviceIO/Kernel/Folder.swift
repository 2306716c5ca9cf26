// SPDX-License-Identifier: Apache-2.0
import Glibc

/// What is in a folder.
package enum Folder {
    /// One name in it.
    package struct Entry: Equatable, Sendable {
        /// The name, without the folder.
        package let name: String
        /// Whether it is a folder itself, and no link to one; false also where the file system does not say.
        package let isFolder: Bool
    }

    /// Its entries without `.` and `..`, in no order, at most `limit`. Throws what opendir(3) says. Default of `limit`:
    /// all of them.
    package static func entries(_ path: String, limit: Int = .max) throws(CallFailure) -> [Entry] {
        var opened: OpaquePointer?
        try SystemCall.run("opendir") {
            opened = opendir(path)
            return opened == nil ? CInt(-1) : 0
        }
        guard let folder = opened else { return [] }
        defer { closedir(folder) }
        var entries: [Entry] = []
        while entries.count < limit, let entry = readdir(folder) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name == "." || name == ".." { continue }
            entries.append(Entry(name: name, isFolder: entry.pointee.d_type == UInt8(DT_DIR)))
        }
        return entries
    }

    /// Its names; none where there is no such folder, or it cannot be read.
    package static func names(_ path: String) -> [String] { (try? entries(path))?.map(\.name) ?? [] }

    /// Makes a folder that nobody else has and only we may enter; the path ends in `XXXXXX`, for which it puts letters
    /// (mkdtemp(3)).
    package static func makeTemporary(_ template: String) throws(CallFailure) -> String {
        var path = Array(template.utf8CString)
        try SystemCall.run("mkdtemp") { mkdtemp(&path) == nil ? CInt(-1) : 0 }
        return String(decoding: path.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
