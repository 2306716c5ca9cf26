// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// One event's search: collects candidates from its fields in order, then ranks and merges them.
struct LinkSearch {
    /// Where an address stood, best first.
    enum Source: Int, Comparable {
        case conference
        /// What somebody typed into the location.
        case location
        /// In the body beside an automatic Meet, of the service that title, location or body name in words.
        case named
        /// Google Meet as Google adds it to every event by itself.
        case automaticMeet
        /// In the location, but a stream, a chat or a telephone number: no reason to pass over a video conference.
        case locationAside
        case body
        case title

        static func < (left: Source, right: Source) -> Bool { left.rawValue < right.rawValue }
    }

    /// What is joined, best first: the order of `MeetingService.Class`, with what is dialled between a meeting and the
    /// rest.
    private enum Rank: Int {
        case meeting, personalRoom, sip, phone, hostLink, webinar, stream, chat

        init(_ kind: MeetingService.Class) {
            switch kind {
            case .meeting: self = .meeting
            case .personalRoom: self = .personalRoom
            case .hostLink: self = .hostLink
            case .webinar: self = .webinar
            case .stream: self = .stream
            case .chat: self = .chat
            }
        }
    }

    private struct Candidate {
        var address: JoinAddress
        var source: Source
        var rank: Rank
        var hasPasscode: Bool
        var order: Int
    }

    private let services: ServiceTable
    private let dialPrefixes: [String]
    /// By meeting.
    private var candidates: [[UInt8]: Candidate] = [:]
    private var ignored: [IgnoredLink] = []
    private var seen: Set<[UInt8]> = []
    /// Only then it matters which service the words name.
    private var hasAutomaticMeet = false
    private var mentioned = MentionedServices()
    private var conferenceNumber = VideoConferenceNumber()

    init(services: ServiceTable, dialPrefixes: [String]) {
        self.services = services
        self.dialPrefixes = dialPrefixes
    }

    // MARK: fields

    mutating func readConference(of event: EventText) {
        let isAutomatic = event.conferenceSolution == "hangoutsMeet" || event.conferenceSolution == "eventHangout"
        let source = isAutomatic ? Source.automaticMeet : .conference
        hasAutomaticMeet = isAutomatic || !event.hangoutLink.isEmpty
        for entry in event.conference.prefix(LinkFinder.maximumLinks) {
            let uri = InvisibleText.removed(from: Array(entry.uri.utf8)).filter { $0 > 0x20 }
            switch entry.type {
            case "video":
                consider(url: LinkTokens.scheme(of: uri) == nil ? Array("https://".utf8) + uri : uri, from: source)
            case "sip": consider(sip: uri, from: source)
            case "phone": consider(phone: uri, code: Array(entry.code.utf8), from: source)
            case "more": ignore(uri, "dial-in-page")
            default: ignore(uri, "unknown-entry")
            }
        }
        if !event.hangoutLink.isEmpty { consider(url: Array(event.hangoutLink.utf8), from: .automaticMeet) }
    }

    mutating func read(field: String, as source: Source) {
        guard !field.isEmpty else { return }
        consider(visible: Entities.decoded(field.utf8.prefix(LinkFinder.maximumFieldBytes))[...], from: source)
    }

    mutating func read(body: BodyText.TakenApart) {
        // Formatting stands inside words: text goes on until something ends it.
        var text = 0..<0
        func flush(_ search: inout LinkSearch) {
            if !text.isEmpty { search.consider(visible: body.bytes[text], from: .body) }
            text = 0..<0
        }
        for piece in body.pieces {
            switch piece {
            case .text(let place): text = text.isEmpty ? place : text.lowerBound..<place.upperBound
            case .link(let place):
                flush(&self)
                consider(link: InvisibleText.removed(from: Array(body.bytes[place])).filter { $0 > 0x20 }, from: .body)
            case .breakLine, .boundary: flush(&self)
            }
        }
        flush(&self)
    }

    private mutating func consider(visible text: ArraySlice<UInt8>, from source: Source) {
        if hasAutomaticMeet { mentioned.read(text, isPlace: source == .location) }
        conferenceNumber.read(text)
        for token in LinkTokens.tokens(in: text) {
            switch token {
            case .url(let url): consider(link: url, from: source)
            case .bare(let text): consider(bare: text, from: source)
            case .phone(let number, let hasCode):
                // A signature has a number too. In the location, or with a code to dial, it is a conference.
                if hasCode || source == .location { consider(phone: number, code: [], from: source) }
            }
        }
    }

    // MARK: single addresses

    /// An address with a scheme: of an anchor, or in running text.
    private mutating func consider(link: [UInt8], from source: Source) {
        guard let scheme = LinkTokens.scheme(of: link) else {
            ignore(link, "not-https")
            return
        }
        switch String(decoding: scheme, as: UTF8.self) {
        case "https": consider(url: link, from: source)
        case "sip", "sips", "h323": consider(sip: link, from: source)
        case "tel": consider(phone: link, code: [], from: source)
        case "mailto": break
        default: ignore(link, "not-https")
        }
    }

    private mutating func consider(url text: [UInt8], from source: Source) {
        guard seen.count < LinkFinder.maximumLinks, seen.insert(text).inserted else { return }
        var text = text
        for _ in 0...Redirector.maximumDepth {
            let url: LinkURL
            do throws(LinkURL.Refusal) { url = try LinkURL(text) } catch {
                ignore(text, error.rawValue)
                return
            }
            guard url.scheme == "https" else {
                ignore(text, "not-https")
                return
            }
            switch Redirector.outcome(of: url) {
            case .opaque:
                ignore(text, "opaque-redirect")
                return
            case .leadsTo(let inner):
                text = InvisibleText.removed(from: Entities.decoded(inner)).filter { $0 > 0x20 }
            case .none:
                add(url, as: text, from: source)
                return
            }
        }
        ignore(text, "nested-too-deep")
    }

    /// Without a scheme: an address of a service on a strict path, or of a video domain. All else is prose or mail.
    private mutating func consider(bare text: [UInt8], from source: Source) {
        if text.contains(UInt8(ascii: "@")) {
            if let address = DialAddress.bareVideo(text) { consider(sip: address, from: source) }
            return
        }
        let text = Array("https://".utf8) + text
        guard let url = try? LinkURL(text) else { return }
        switch services.look(at: url) {
        case .accepted(_, _, _, _, let isStrict, _):
            if isStrict || source == .location { consider(url: text, from: source) }
        // Whoever typed it into the location meant it to be joined.
        case .refused(let reason): if source == .location, url.host.contains(".") { ignore(text, reason) }
        }
    }

    private mutating func consider(sip text: [UInt8], from source: Source) {
        let address: [UInt8]
        do throws(DialRefusal) {
            address = try DialAddress.sip(text)
            try DialPolicy.check(address, allowed: dialPrefixes)
        } catch {
            ignore(text, error.rawValue)
            return
        }
        guard address.count <= JoinAddress.maximumBytes else {
            ignore(text, LinkURL.Refusal.tooLong.rawValue)
            return
        }
        add(address, service: "sip", kind: .sip, rank: .sip, meeting: address.map(\.lowercased), from: source)
    }

    private mutating func consider(phone text: [UInt8], code: [UInt8], from source: Source) {
        let address: [UInt8]
        do throws(DialRefusal) {
            address = try DialAddress.phone(text, code: code)
            try DialPolicy.check(address, allowed: dialPrefixes)
        } catch {
            ignore(text, error.rawValue)
            return
        }
        add(phone: address, from: source)
    }

    private mutating func add(phone address: [UInt8], from source: Source) {
        let source = source == .location ? Source.locationAside : source
        add(address, service: "phone", kind: .phone, rank: .phone, meeting: address, from: source)
    }

    private mutating func add(_ url: LinkURL, as text: [UInt8], from source: Source) {
        switch services.look(at: url) {
        case .refused(let reason): ignore(text, reason)
        case .accepted(let service, let kind, let address, let meeting, _, let hasPasscode):
            guard address.utf8.count <= JoinAddress.maximumBytes else {
                ignore(text, LinkURL.Refusal.tooLong.rawValue)
                return
            }
            let isAside = source == .location && (kind == .stream || kind == .chat)
            add(
                Array(address.utf8), service: service, kind: .video, rank: Rank(kind), meeting: meeting,
                from: isAside ? .locationAside : source, hasPasscode: hasPasscode)
        }
    }

    // MARK: results

    /// Of two links to one meeting the better placed stays, with the passcode of whichever has one.
    private mutating func add(
        _ address: [UInt8], service: String, kind: JoinKind, rank: Rank, meeting: [UInt8], from source: Source,
        hasPasscode: Bool = false
    ) {
        let new = Candidate(
            address: JoinAddress(
                service: service, kind: kind, address: Private(String(decoding: address, as: UTF8.self))),
            source: source, rank: rank, hasPasscode: hasPasscode, order: candidates.count)
        guard var known = candidates[meeting] else {
            if candidates.count < LinkFinder.maximumLinks { candidates[meeting] = new }
            return
        }
        // A link that only the host can use is never kept for its passcode.
        let newIsBetter =
            new.rank == .hostLink || known.rank == .hostLink
            ? new.rank.rawValue < known.rank.rawValue : new.hasPasscode && !known.hasPasscode
        if newIsBetter {
            known.address = new.address
            known.rank = new.rank
            known.hasPasscode = new.hasPasscode
        }
        known.source = min(known.source, new.source)
        candidates[meeting] = known
    }

    private mutating func ignore(_ text: [UInt8], _ reason: String) {
        guard ignored.count < LinkFinder.maximumIgnored else { return }
        let link = IgnoredLink(address: Private(IgnoredText.printable(text)), reason: reason)
        if !ignored.contains(link) { ignored.append(link) }
    }

    private func isNamed(_ candidate: Candidate) -> Bool {
        candidate.source == .body && [.meeting, .personalRoom].contains(candidate.rank) && !mentioned.namesMeet
            && mentioned.names.contains(candidate.address.service)
    }

    var findings: LinkFindings {
        let placed = candidates.values.map { candidate in
            var candidate = candidate
            if hasAutomaticMeet, isNamed(candidate) { candidate.source = .named }
            if conferenceNumber.isFound,
                let whole = conferenceNumber.put(into: Array(candidate.address.address.exposed.utf8))
            {
                candidate.address.address = Private(String(decoding: whole, as: UTF8.self))
            }
            return candidate
        }
        let ranked = placed.sorted { left, right in
            (left.source.rawValue, left.rank.rawValue, left.order) < (
                right.source.rawValue, right.rank.rawValue, right.order
            )
        }
        // A gateway's address may have had the number already.
        var addresses: [JoinAddress] = []
        for candidate in ranked where addresses.count <= LinkFinder.maximumOthers {
            if !addresses.contains(candidate.address) { addresses.append(candidate.address) }
        }
        return LinkFindings(best: addresses.first, others: Array(addresses.dropFirst()), ignored: ignored)
    }
}

/// A stranger's link as it may be shown to who asks about it.
private enum IgnoredText {
    private static let maximumBytes = 512

    static func printable(_ text: [UInt8]) -> String {
        var result: [UInt8] = []
        for byte in text.prefix(maximumBytes) { result.append((0x21...0x7E).contains(byte) ? byte : UInt8(ascii: "?")) }
        return String(decoding: result, as: UTF8.self)
    }
}
