// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
package import RoomCore

/// A time zone by glibc's rules. glibc has one zone a process, in `TZ`: each use sets it first where another was used
/// last, so values of different zones can live side by side, on one thread.
package struct SystemZone: TimeZoneRules {
    package let name: String

    /// Nil if this machine has no such zone.
    package init?(_ name: String) {
        guard Self.isWellFormed(name) else { return nil }
        let folder = getenv("TZDIR").map { String(cString: $0) } ?? "/usr/share/zoneinfo"
        var status = stat()
        guard name == "UTC" || (stat("\(folder)/\(name)", &status) == 0 && status.st_mode & S_IFMT == S_IFREG) else {
            return nil
        }
        self.name = name
    }

    /// The machine's own zone: of /etc/localtime, else UTC.
    package static func ofMachine() -> SystemZone? {
        var target = [CChar](repeating: 0, count: 1024)
        let count = readlink("/etc/localtime", &target, target.count)
        let path = String(decoding: target.prefix(max(count, 0)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
        if let name = path.range(after: "zoneinfo/"), let zone = SystemZone(name) { return zone }
        return SystemZone("UTC")
    }

    package func civilTime(at instant: Instant) -> CivilTime {
        use()
        var seconds = time_t(instant.secondsSince1970)
        var parts = tm()
        localtime_r(&seconds, &parts)
        let date = CivilDate(year: Int(parts.tm_year) + 1900, month: Int(parts.tm_mon) + 1, day: Int(parts.tm_mday))
        // Years beyond 9999 have no date here; nothing that is stored reaches them.
        return CivilTime(
            date: date ?? CivilDate(daysSince1970: 0), hour: Int(parts.tm_hour), minute: Int(parts.tm_min),
            second: min(Int(parts.tm_sec), 59))
    }

    package func startOfDay(_ date: CivilDate) -> Instant {
        use()
        var parts = tm()
        parts.tm_year = Int32(date.year - 1900)
        parts.tm_mon = Int32(date.month - 1)
        parts.tm_mday = Int32(date.day)
        parts.tm_isdst = -1
        let guess = Instant(secondsSince1970: Int64(mktime(&parts)))
        return firstInstant(of: date, near: guess)
    }

    /// mktime may land on either side of a gap or a repetition at midnight: the first second that bears the date is the
    /// answer.
    private func firstInstant(of date: CivilDate, near guess: Instant) -> Instant {
        var low = guess - .hours(4)
        var high = guess + .hours(4)
        guard civilTime(at: low).date < date, civilTime(at: high).date >= date else { return guess }
        while high - low > .seconds(1) {
            let middle = Instant(secondsSince1970: (low.secondsSince1970 + high.secondsSince1970) / 2)
            if civilTime(at: middle).date < date { low = middle } else { high = middle }
        }
        return high
    }

    private func use() {
        if let current = getenv("TZ"), String(cString: current) == name { return }
        setenv("TZ", name, 1)
        tzset()
    }

    /// As the IANA database names zones; nothing that could lead out of its folder.
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
