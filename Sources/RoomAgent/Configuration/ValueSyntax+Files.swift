// SPDX-License-Identifier: Apache-2.0
import RoomCore

extension ValueSyntax where Value == String {
    /// The absolute path of a file.
    static func file(example: String) -> Self {
        Self(name: "path", range: nil, example: example) { value throws(ConfigurationFault) in
            let path = try FilePath.check(value, example: example)
            if path.hasSuffix("/") { throw .pathIsDirectory }
            return path
        }
    }

    /// The absolute path of a Unix socket, as long as unix(7) allows.
    static func socket(example: String) -> Self {
        Self(name: "path", range: nil, example: example) { value throws(ConfigurationFault) in
            let path = try FilePath.check(value, example: example)
            if path.hasSuffix("/") { throw .pathIsDirectory }
            guard path.utf8.count <= FilePath.maximumSocketBytes else {
                throw .pathTooLong(FilePath.maximumSocketBytes)
            }
            return path
        }
    }

    /// The absolute path of a directory, handed on without slashes at its end.
    static func directory(example: String) -> Self {
        Self(name: "path", range: nil, example: example) { value throws(ConfigurationFault) in
            var path = try FilePath.check(value, example: example)
            while path.utf8.count > 1, path.hasSuffix("/") { path.removeLast() }
            return path
        }
    }
}

extension ValueSyntax where Value == String {
    /// A Unix group's name, as groupadd(8) takes it. Whether there is such a group is for others to check.
    static var groupName: Self {
        Self(name: "group", range: nil, example: "room-control") { value throws(ConfigurationFault) in
            let isName = value.utf8.allSatisfy { ASCII.isLetterOrDigit($0) || "-_.".utf8.contains($0) }
            guard isName, let first = value.utf8.first, ASCII.isLetterOrDigit(first) || first == 0x5F,
                !ASCII.isDigit(first), value.utf8.count <= 32
            else { throw .notGroupName }
            return value
        }
    }
}

/// Rules for paths in the configuration. Values are not shown in messages: a pasted secret may stand there.
enum FilePath {
    /// Under PATH_MAX of limits.h, with room for a name behind it.
    static let maximumBytes = 1024
    /// `sun_path` has 108 bytes with the NUL at its end (unix(7)).
    static let maximumSocketBytes = 107

    static func check(_ value: String, example: String) throws(ConfigurationFault) -> String {
        if value.hasPrefix("{") || value.contains(text: "PRIVATE KEY") { throw .keyItselfPasted }
        if value.hasPrefix("~") || value.contains("$") || value.hasPrefix("%") {
            throw .pathNeedsShell(example: example)
        }
        if value.contains(text: "://") { throw .pathIsURL(example: example) }
        guard value.hasPrefix("/") else { throw .pathNotAbsolute(example: example) }
        guard value.utf8.count <= maximumBytes else { throw .pathTooLong(maximumBytes) }
        if value.split(separator: "/").contains(where: { $0 == "." || $0 == ".." }) { throw .pathWithDots }
        return value
    }
}
