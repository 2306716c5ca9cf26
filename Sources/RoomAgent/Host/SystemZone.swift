// SPDX-License-Identifier: Apache-2.0
import Kernel
package import RoomCore

/// The time zones that this machine has: the files of its tzdata, which people keep up to date. What is in them is for
/// `ZoneRules` to read.
package enum SystemZone {
    private static let folder = "/usr/share/zoneinfo"

    /// The zone of this IANA name; nil if this machine has none, or one that cannot be read. `UTC` needs no file.
    package static func named(_ name: String) -> (any TimeZoneRules)? {
        guard isWellFormed(name) else { return nil }
        guard let bytes = try? BoundedFile.read("\(folder)/\(name)", maximumBytes: ZoneRules.maximumFileBytes) else {
            return name == "UTC" ? FixedOffset() : nil
        }
        return try? ZoneRules(name: name, file: bytes)
    }

    /// The machine's own zone: of /etc/localtime, else UTC.
    package static func ofMachine() -> any TimeZoneRules {
        let path = Path.target("/etc/localtime") ?? ""
        return path.range(after: "zoneinfo/").flatMap(named) ?? FixedOffset()
    }

    /// As the IANA database names zones: no dot, so that nothing leads out of the folder.
    private static func isWellFormed(_ name: String) -> Bool {
        let isAllowed: (UInt8) -> Bool = {
            (0x30...0x39).contains($0) || (0x41...0x5a).contains($0) || (0x61...0x7a).contains($0)
                || $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-")
                || $0 == UInt8(ascii: "+")
        }
        return !name.isEmpty && name.utf8.count <= 64 && name.utf8.allSatisfy(isAllowed) && !name.hasPrefix("/")
            && !name.hasSuffix("/")
    }
}

extension String {
    fileprivate func range(after mark: String) -> String? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(mark) { return String(self[index(start, offsetBy: mark.count)...]) }
            start = index(after: start)
        }
        return nil
    }
}
