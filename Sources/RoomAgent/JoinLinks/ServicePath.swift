// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// The shape of a path, written as in the table of services:
///
///     /j/#9-11        digits, that many of them
///     /v#/m#6-12      the same after letters
///     /my/*           one part, whatever it is
///     /call/**        the rest, at least one part
///     /{meet}         a Google Meet code: three, four and three letters
///     /{code}         six to twelve capital letters and digits
///     /j.php?MTID     a query field that must have a value
///     …/b/*           with any parts in front
///
/// Letters in either case. What the wild parts stand for is the meeting's own name.
struct ServicePath: Sendable {
    private enum Part: Sendable {
        case literal([UInt8])
        case digits(ClosedRange<Int>, after: [UInt8])
        case code
        case meetCode
        case any
        case rest
    }

    private var parts: [Part] = []
    private var requiredFields: [String] = []
    private var mayHavePrefix = false
    /// Ends in `**`.
    private var takesRest = false

    init(_ text: String) {
        var fields = text.split(separator: "?")
        var path = fields.removeFirst()
        requiredFields = fields.map(String.init)
        if path.hasPrefix("…") {
            mayHavePrefix = true
            path.removeFirst()
        }
        takesRest = path.hasSuffix("/**")
        parts = path.split(separator: "/").map { part in
            switch part {
            case "*": return .any
            case "**": return .rest
            case "{meet}": return .meetCode
            case "{code}": return .code
            default: break
            }
            guard let sign = part.firstIndex(of: "#") else { return .literal(Array(part.utf8)) }
            let letters = Array(part[..<sign].utf8)
            let bounds = part[sign...].dropFirst().split(separator: "-").compactMap { Int($0) }
            guard let least = bounds.first, let most = bounds.last, least <= most else {
                return .digits(1...20, after: letters)
            }
            return .digits(least...most, after: letters)
        }
    }

    /// Says enough that an address without its scheme may be taken for it in running text.
    var isStrict: Bool {
        parts.contains { part in
            switch part {
            case .literal, .digits, .code, .meetCode: true
            case .any, .rest: false
            }
        }
    }

    /// Ends in a part that may be anything, where a site also keeps its pictures and scripts.
    var hasOpenEnd: Bool {
        switch parts.last {
        case .any, .rest: true
        default: false
        }
    }

    /// The name of the meeting in it, or nil where the URL has another shape.
    func match(_ url: LinkURL) -> [UInt8]? {
        let segments = url.segments
        guard mayHavePrefix else { return match(segments[...], of: url) }
        for start in segments.indices.prefix(Self.maximumPrefix + 1) {
            if let name = match(segments[start...], of: url) { return name }
        }
        return nil
    }

    private static let maximumPrefix = 4

    private func match(_ segments: ArraySlice<ArraySlice<UInt8>>, of url: LinkURL) -> [UInt8]? {
        // Nearly all paths of a service's rows have another length.
        guard segments.count == parts.count || takesRest && segments.count > parts.count else { return nil }
        var name: [UInt8] = []
        func add(_ text: some Collection<UInt8>) {
            if !name.isEmpty { name.append(UInt8(ascii: "/")) }
            name += text
        }
        var rest = segments
        for part in parts {
            guard let segment = rest.first, !segment.isEmpty, segment.count <= Self.maximumSegmentBytes else {
                return nil
            }
            rest = rest.dropFirst()
            switch part {
            case .literal(let text):
                guard segment.equalsIgnoringCase(text) else { return nil }
            case .digits(let range, let letters):
                let digits = segment.dropFirst(letters.count)
                guard segment.startsIgnoringCase(letters), range.contains(digits.count),
                    digits.allSatisfy({ $0.isDigit })
                else { return nil }
                add(segment)
            case .code:
                guard (6...12).contains(segment.count),
                    segment.allSatisfy({ $0.isDigit || (0x41...0x5A).contains($0) })
                else { return nil }
                add(segment)
            case .meetCode:
                guard Self.isMeetCode(segment) else { return nil }
                add(segment.map(\.lowercased))
            case .any: add(segment)
            case .rest:
                add(segment)
                for further in rest {
                    guard !further.isEmpty, further.count <= Self.maximumSegmentBytes else { return nil }
                    add(further)
                }
                rest = []
            }
        }
        guard rest.isEmpty else { return nil }
        for field in requiredFields {
            guard let value = url.value(of: field) else { return nil }
            add(value)
        }
        return name
    }

    private static let maximumSegmentBytes = 1024

    private static func isMeetCode(_ text: ArraySlice<UInt8>) -> Bool {
        let groups = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        return groups.map(\.count) == [3, 4, 3] && groups.joined().allSatisfy { $0.isLetter }
    }
}
