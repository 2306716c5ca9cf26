// SPDX-License-Identifier: Apache-2.0

/// A row of the table of services: where its meetings live, and which of its pages are none.
struct MeetingService: Sendable {
    /// What one gets by opening it, best first.
    enum Class: Int, Comparable, Sendable {
        case meeting
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
    var name: String
    /// Host names; `*.zoom.us` is any name below that domain, and not the domain itself.
    var hosts: [String]
    var paths: [ServicePath]
    /// Pages that are no meeting, with the reason that `room-agent links` gives. Looked at before `paths`.
    var refused: [(path: ServicePath, reason: String)]
    var kind: Class
    /// Query fields that let one in; the link that has one is the better one of two to the same meeting.
    var passcodes: [String]
    /// Query fields that are taken out: names and traces.
    var dropping: [String]
    /// False where the query says nothing about the meeting.
    var keepsQuery: Bool
    /// The fragment is part of the address, and stays in the browser.
    var keepsFragment: Bool
    init(
        _ name: String, _ hosts: [String], _ paths: [String], refused: [String: [String]] = [:],
        kind: Class = .meeting, passcodes: [String] = [], dropping: [String] = [], keepsQuery: Bool = true,
        keepsFragment: Bool = false
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
        self.keepsQuery = keepsQuery
        self.keepsFragment = keepsFragment
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
            guard let meeting = path.match(url) else { continue }
            return .accepted(address: address(url), meeting: meeting, isStrict: path.isStrict)
        }
        return .otherPage
    }

    /// The address as it is opened.
    private func address(_ url: LinkURL) -> String {
        var url = url
        if !keepsFragment { url.fragment = nil }
        if !keepsQuery {
            url.query = nil
        } else if url.query != nil {
            let kept = url.fields.filter { field in
                !field.name.startsIgnoringCase("utm_".utf8)
                    && !dropping.contains { field.name.equalsIgnoringCase($0.utf8) }
            }
            url.query = Array(
                kept.map { $0.value.isEmpty ? Array($0.name) : $0.name + [UInt8(ascii: "=")] + $0.value }
                    .joined(separator: [UInt8(ascii: "&")]))
        }
        return url.text
    }

    func hasPasscode(_ url: LinkURL) -> Bool {
        passcodes.contains { url.value(of: $0) != nil } || (keepsFragment && url.fragment?.isEmpty == false)
    }
}
