// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// A row of the table of services: where its meetings live, and which of its pages are none. A class, because rows are
/// handed around for each link, and a copy would touch each of their lists.
final class MeetingService: Sendable {
    /// What one gets by opening it, best first.
    enum Class: Int, Comparable, Sendable {
        case meeting
        /// Somebody's own standing room: the meeting of the day comes before it.
        case personalRoom
        /// Only for who starts the meeting: never before another address of it.
        case hostLink
        /// One speaks, the others look.
        case webinar
        case stream
        case chat

        static func < (left: Class, right: Class) -> Bool { left.rawValue < right.rawValue }
    }

    /// Stable, lower case, with dashes: `JoinAddress.service`, and the key of `[join]` in the configuration. Several
    /// rows may share it.
    let name: String
    /// Host names; `*.zoom.us` is any name below that domain, and not the domain itself.
    let hosts: [String]
    let paths: [ServicePath]
    /// Pages that are no meeting, with the reason that `room-agent links` gives. Looked at before `paths`.
    let refused: [(path: ServicePath, reason: String)]
    let kind: Class
    /// Query fields that let one in; the link that has one is the better one of two to the same meeting.
    let passcodes: [String]
    /// Query fields that are taken out: names and traces.
    let dropping: [String]
    /// The only query fields that stay, where a row names them; nil where all but `dropping` do. A service whose
    /// parameters steer its client (another server, no lobby, another name) has its row name those that don't.
    let keeping: [String]?
    let fragment: FragmentRule

    init(
        _ name: String, _ hosts: [String], _ paths: [String], refused: [String: [String]] = [:],
        kind: Class = .meeting, passcodes: [String] = [], dropping: [String] = [],
        keeping: [String]? = nil, fragment: FragmentRule = .dropped
    ) {
        self.name = name
        self.hosts = hosts
        self.paths = paths.map(ServicePath.init)
        self.refused = refused.sorted { $0.key < $1.key }.flatMap { reason, paths in
            paths.map { (ServicePath($0), reason) }
        }
        self.kind = kind
        self.passcodes = passcodes
        self.dropping = dropping
        self.keeping = keeping
        self.fragment = fragment
    }

    enum Match {
        /// `meeting` is the same for all addresses of one meeting.
        case accepted(address: String, meeting: [UInt8], isStrict: Bool)
        case refused(String)
        case otherPage
    }

    func match(_ url: LinkURL) -> Match {
        if let refusal = refused.first(where: { $0.path.match(url) != nil }) { return .refused(refusal.reason) }
        for path in paths {
            guard let meeting = path.match(url), !(path.hasOpenEnd && Self.isAsset(url)) else { continue }
            return .accepted(address: address(url), meeting: meeting + fragment.room(url), isStrict: path.isStrict)
        }
        return .otherPage
    }

    /// Whether a site's picture, style or program is meant: `/favicon.ico`.
    private static func isAsset(_ url: LinkURL) -> Bool {
        guard let last = url.segments.last, let dot = last.lastIndex(of: UInt8(ascii: ".")) else { return false }
        let ending = last[(dot + 1)...]
        return assetEndings.contains { ending.equalsIgnoringCase($0.utf8) }
    }

    private static let assetEndings = [
        "png", "ico", "svg", "jpg", "jpeg", "gif", "webp", "css", "js", "map", "json", "xml", "txt", "pdf", "ics",
        "webmanifest",
    ]

    /// The address as it is opened.
    private func address(_ url: LinkURL) -> String {
        var url = url
        url.fragment = url.fragment.flatMap(fragment.kept)
        url.query = url.query.flatMap { _ in
            LinkFields.joined(
                url.fields.filter { field in
                    // A browser decodes names before it compares them.
                    let name = PercentCode.decoded(field.name)
                    if let keeping { return keeping.contains { name.elementsEqual($0.utf8) } }
                    return !name.startsIgnoringCase("utm_".utf8)
                        && !dropping.contains { name.equalsIgnoringCase($0.utf8) }
                })
        }
        return url.text
    }

    func hasPasscode(_ url: LinkURL) -> Bool {
        passcodes.contains { url.value(of: $0) != nil } || url.fragment.flatMap(fragment.kept) != nil
    }
}

/// What stays of an address's fragment, which a browser keeps for the page's own program. Strangers steer the
/// program with it, so that only what lets one in stays.
enum FragmentRule: Sendable {
    case dropped
    /// All of it, where it begins so: a key, and nothing that the program takes for an order.
    case key(prefix: String)
    /// These fields of `a=1&b=2`.
    case fields([String])
    /// A room's name as a path, and these fields after a `?`: `#/room?a=1`.
    case route([String])

    /// Without its `#`; nil where nothing stays.
    func kept(_ fragment: [UInt8]) -> [UInt8]? {
        let kept: [UInt8]
        switch self {
        case .dropped: return nil
        case .key(let prefix):
            let isKey = fragment.allSatisfy { $0.isLetter || $0.isDigit || "-_.~+".utf8.contains($0) }
            kept = isKey && fragment.starts(with: prefix.utf8) ? fragment : []
        case .fields(let names): kept = Self.fields(fragment[...], names)
        case .route(let names):
            let path = fragment.prefix { $0 != UInt8(ascii: "?") }
            let fields = Self.fields(fragment[path.endIndex...].dropFirst(), names)
            let room = Self.room(path)
            kept = fields.isEmpty ? room : room + [UInt8(ascii: "?")] + fields
        }
        return kept.isEmpty ? nil : kept
    }

    /// What of the meeting's name stands in the fragment: there are services whose path is the same for all.
    func room(_ url: LinkURL) -> [UInt8] {
        guard let fragment = url.fragment else { return [] }
        switch self {
        case .dropped, .key: return []
        case .fields(let names): return Self.fields(fragment[...], names.filter { $0 != "jwt" })
        case .route:
            let path = fragment.prefix { $0 != UInt8(ascii: "?") }
            return Self.room(path) + Self.fields(fragment[path.endIndex...].dropFirst(), ["roomId"])
        }
    }

    private static func fields(_ text: ArraySlice<UInt8>, _ names: [String]) -> [UInt8] {
        LinkFields.joined(
            LinkFields.split(text).filter { field in names.contains { field.name.elementsEqual($0.utf8) } })
    }

    /// `/` and one name; else nothing.
    private static func room(_ path: ArraySlice<UInt8>) -> [UInt8] {
        let name = path.dropFirst()
        guard path.first == UInt8(ascii: "/"), !name.contains(UInt8(ascii: "/")),
            !LinkPath.hasDotSegment(Array(name))
        else { return [] }
        return Array(path)
    }
}
