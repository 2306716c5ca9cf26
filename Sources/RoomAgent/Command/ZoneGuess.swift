// SPDX-License-Identifier: Apache-2.0
import AgentHost
import Configuration
import RoomCore

/// What somebody meant who wrote a time zone that this machine does not know, and where they wrote it.
enum ZoneGuess {
    /// The list of tzdata, a line a zone: country, place, name, remark.
    private static let list = "/usr/share/zoneinfo/zone.tab"
    private static let maximumBytes = 256 * 1024

    /// `file:line` of the key in force; nil where it is not found.
    static func place(_ configurationPath: String?) -> String? {
        var place: String?
        for name in ConfigurationFiles.names(configurationPath) {
            guard let bytes = try? BoundedFile.read(name, maximumBytes: ConfigurationParser.maximumFileBytes) else {
                continue
            }
            for (number, line) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
                let key = String(decoding: line.prefix { $0 != UInt8(ascii: "=") }, as: UTF8.self)
                // No other section has a key of that name.
                if key.filter({ $0 != " " && $0 != "\t" }) == "timezone" { place = "\(name):\(number + 1)" }
            }
        }
        return place
    }

    /// A city alone, or a slip in the whole name; nil where nothing is near, or the list is not there.
    static func closest(to name: String) -> String? {
        guard let bytes = try? BoundedFile.read(list, maximumBytes: maximumBytes) else { return nil }
        let names = bytes.split(separator: 10).filter { $0.first != UInt8(ascii: "#") }.compactMap { line in
            line.split(separator: 9).dropFirst(2).first.map { String(decoding: $0, as: UTF8.self) }
        }
        if let whole = Spelling.closest(to: name, among: names) { return whole }
        let cities = names.map { String($0.split(separator: "/").last ?? "") }
        guard let city = Spelling.closest(to: name.split(separator: "/").last ?? "", among: cities) else { return nil }
        return cities.firstIndex(of: city).map { names[$0] }
    }
}
