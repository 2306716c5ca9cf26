// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// Finds the join addresses of an event (docs/join-links.md). It takes time in proportion to the text, whatever the
/// text is, and opens nothing that no row of the table of services allows.
package struct LinkFinder: Sendable {
    let services: ServiceTable
    private let dialPrefixes: [String]
    private let keywords: [KeywordTemplate]

    /// Knows the services of the table, and the organisation's own hosts. Telephone numbers have to begin with one of
    /// `dialPrefixes`; where there is none, with whatever they like. `keywords` are the words that ask for join
    /// details.
    package init(
        ownHosts: [OwnHost] = [], dialPrefixes: [String] = [], keywords: [KeywordTemplate] = KeywordTemplate.usual
    ) {
        self.dialPrefixes = dialPrefixes
        self.keywords = keywords
        var table = ServiceTable.known
        for own in ownHosts { table.add(.own(own), first: true) }
        services = table
    }

    /// Stable names of all services that an address may have, as `[join]` in the configuration takes them.
    package static let serviceNames: [String] = {
        let names = MeetingService.table.filter { !$0.paths.isEmpty }.map(\.name)
        return Set(names + OwnHostService.allCases.map(\.rawValue)).sorted()
    }()

    /// Of a body, no more is read.
    package static let maximumBodyBytes = 1024 * 1024
    /// Of a title and a location each.
    package static let maximumFieldBytes = 8 * 1024
    /// More different links than this in one event are passed over. It bounds what a hostile invitation costs.
    package static let maximumLinks = 1000
    /// Addresses beside the best. Further ones are left out, so that the row of a meeting stays small.
    package static let maximumOthers = 15
    /// Links that were not taken and are told with their reason: 32. Further ones are left out.
    package static let maximumIgnored = 32

    /// Everything that can be joined, best first, and what was passed over. Never fails: an event without any address
    /// has empty findings. What is beyond the limits above is left out.
    package func find(in event: EventText) -> LinkFindings { find(in: event, body: BodyText.TakenApart(event.body)) }

    /// The same for a body that has been taken apart already.
    package func find(in event: EventText, body: BodyText.TakenApart) -> LinkFindings {
        var search = LinkSearch(services: services, dialPrefixes: dialPrefixes)
        search.readConference(of: event)
        search.read(field: event.location, as: .location)
        search.read(body: body)
        search.read(field: event.title, as: .title)
        var findings = search.findings
        findings.keyword = keywords.find(in: event.location)?.template.service.rawValue
        return findings
    }

    /// Whether an address that was found earlier, by this or an older version, would still be taken, letter for
    /// letter: asked at the press.
    package func recheck(_ address: JoinAddress) -> Bool {
        let text = address.address.exposed
        guard text.utf8.count <= JoinAddress.maximumBytes, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            return false
        }
        switch address.kind {
        case .video:
            guard let url = try? LinkURL(text.utf8), url.scheme == "https",
                case .accepted(let service, _, let normal, _, _, _) = services.look(at: url)
            else { return false }
            return service == address.service && normal == text
        case .sip: return mayDial(try? DialAddress.sip(text.utf8), as: text)
        case .phone: return mayDial(try? DialAddress.phone(text.utf8), as: text)
        }
    }

    private func mayDial(_ address: [UInt8]?, as text: String) -> Bool {
        guard let address, address.elementsEqual(text.utf8) else { return false }
        return (try? DialPolicy.check(address, allowed: dialPrefixes)) != nil
    }
}
