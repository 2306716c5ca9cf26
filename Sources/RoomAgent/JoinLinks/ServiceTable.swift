// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// The known and the organisation's own services, found by host.
struct ServiceTable: Sendable {
    private var exact: [String: [MeetingService]] = [:]
    /// By the domain, without `*.`.
    private var below: [String: [MeetingService]] = [:]

    static let known = ServiceTable(MeetingService.table)

    init(_ services: [MeetingService]) {
        for service in services { add(service) }
    }

    /// A row for a host of its own comes before what is known of that host.
    mutating func add(_ service: MeetingService, first: Bool = false) {
        for host in service.hosts {
            if host.hasPrefix("*.") {
                below[String(host.dropFirst(2)), default: []].append(service)
            } else if first {
                exact[host, default: []].insert(service, at: 0)
            } else {
                exact[host, default: []].append(service)
            }
        }
    }

    /// Every host with a page that is opened; `*.` stands before a domain.
    var hosts: [String] {
        let open = exact.filter { $0.value.contains { !$0.paths.isEmpty } }.map(\.key)
        return (open + below.filter { $0.value.contains { !$0.paths.isEmpty } }.map { "*.\($0.key)" }).sorted()
    }

    /// The rows for a host: those that name it, else those of the domains above it.
    func services(at host: String) -> [MeetingService] {
        if let services = exact[host] { return services }
        // No browser reads every name that begins so (RFC 3492), and no service gives one away. A host of the
        // organisation's own is written out in the configuration.
        guard !Self.isEncodedName(host) else { return [] }
        var found: [MeetingService] = []
        var rest = host[...]
        while let dot = rest.firstIndex(of: ".") {
            rest = rest[rest.index(after: dot)...]
            found += below[String(rest)] ?? []
        }
        return found
    }

    enum Look: Equatable {
        case accepted(
            service: String, kind: MeetingService.Class, address: String, meeting: [UInt8], strict: Bool, passcode: Bool
        )
        case refused(String)
    }

    /// What the table says of an https address.
    func look(at url: LinkURL) -> Look {
        let services = services(at: url.host)
        var accepted: Look?
        for service in services {
            switch service.match(url) {
            case .refused(let reason): return .refused(reason)
            case .otherPage: continue
            case .accepted(let address, let meeting, let isStrict):
                guard accepted == nil else { continue }
                let name = Array(service.name.utf8) + [UInt8(ascii: "/")] + PercentCode.decoded(meeting)
                accepted = .accepted(
                    service: service.name, kind: service.kind, address: address, meeting: name, strict: isStrict,
                    passcode: service.hasPasscode(url))
            }
        }
        if let accepted { return accepted }
        return .refused(
            services.isEmpty ? (isLookAlike(url.host) ? "look-alike-host" : "unknown-service") : "not-a-meeting")
    }

    /// Whether a host that no row has is made to be taken for one that a row has: `zoom.us.evil.example`,
    /// `zoom-us.example`, `meetxgoogle.com`, or letters of other alphabets (IDNA, RFC 5890).
    func isLookAlike(_ host: String) -> Bool {
        if Self.isEncodedName(host) { return true }
        let bare = host.utf8.filter { $0.isLetter || $0.isDigit }
        return Self.wellKnown.contains { known in
            if host.hasPrefix(known + ".") || host.contains(text: "." + known + ".") { return true }
            let knownBare = known.utf8.filter { $0.isLetter || $0.isDigit }
            guard knownBare.count >= 6 else { return false }
            return abs(bare.count - knownBare.count) <= 1 && Self.differInOne(bare, knownBare)
                || String(decoding: bare, as: UTF8.self).hasPrefix(String(decoding: knownBare, as: UTF8.self))
        }
    }

    private static func isEncodedName(_ host: String) -> Bool {
        host.hasPrefix("xn--") || host.contains(text: ".xn--")
    }

    private static let wellKnown = [
        "zoom.us", "zoomgov.com", "meet.google.com", "teams.microsoft.com", "teams.live.com", "webex.com",
        "meet.jit.si",
        "whereby.com", "gotomeeting.com",
    ]

    /// One character put in, left out or exchanged.
    private static func differInOne(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        let (short, long) = left.count <= right.count ? (left, right) : (right, left)
        let common = zip(short, long).prefix { $0 == $1 }.count
        let shortRest = short[common...].dropFirst(short.count == long.count ? 1 : 0)
        return shortRest.elementsEqual(long[common...].dropFirst())
    }
}
