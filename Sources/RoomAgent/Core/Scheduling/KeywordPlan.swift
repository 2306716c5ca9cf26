// SPDX-License-Identifier: Apache-2.0

/// What the words of the configuration make of an event: whether there is anything to do, and what to write. Pure.
///
/// The event itself is the memory: `KeywordRecord` says what was written, and only that is ever taken out again.
package struct KeywordPlan: Sendable {
    private let templates: [KeywordTemplate]
    /// In which the block is written where nobody tells the organiser's.
    package var language: Language
    private let isOurOwn: @Sendable (String) -> Bool

    /// - Parameter isOurOwn: whether an organiser's address is one of the organisation's: anybody on the internet can
    ///   mail an invitation, and nobody else is given anything. Default: every address is.
    package init(
        _ templates: [KeywordTemplate], language: Language,
        isOurOwn: @escaping @Sendable (String) -> Bool = { _ in true }
    ) {
        self.templates = templates
        self.language = language
        self.isOurOwn = isOurOwn
    }

    /// What is to be done with an event.
    package enum Step: Hashable, Sendable {
        /// It is as it should be.
        case done
        /// Google has not made the meeting yet.
        case wait
        /// Nothing can be written, for this reason: a word for the journal.
        case blocked(String)
        /// This is written, and then it is looked at again.
        case write(InvitationEdit)
    }

    /// Whether an event, as a page tells of it, is worth a look of its own. For an event without a word and without a
    /// record it is not.
    /// - Parameter meet: the address of the Google Meet in its conference data; empty where there is none.
    package func asks(
        location: String, record: String, meet: String, organizer: String, event: MeetingID, series: MeetingID?
    ) -> Bool {
        let record = record.isEmpty ? nil : KeywordRecord(record)
        guard let wanted = templates.find(in: location) else { return record.map(isKnown) ?? false }
        guard isOurOwn(organizer) else { return false }
        guard let record, isCurrent(record, wanted, location, event, series) else { return true }
        return wanted.template.service == .meet && meet != record.address
    }

    /// What was written is what is wanted, and stands there. An occurrence that was changed has its series' record, and
    /// a location of its own.
    private func isCurrent(
        _ record: KeywordRecord, _ wanted: FoundKeyword, _ location: String, _ event: MeetingID, _ series: MeetingID?
    ) -> Bool {
        record.isOf(event, series) && record.keyword == wanted.name && location.contains(text: record.address)
    }

    /// The next step for an event.
    /// - Parameters:
    ///   - fresh: a name that nobody can guess; nil where there is no randomness.
    ///   - known: what people share already.
    ///   - language: of the block that may be written. Default: nil, the room's. What was written stays in its own.
    package func step(
        for invitation: Invitation, fresh: () -> String?, known: [SharedSpace] = [], language: Language? = nil
    ) -> Step {
        var plan = self
        plan.language = language ?? self.language
        return plan.step(for: invitation, fresh, known)
    }

    private func step(for invitation: Invitation, _ fresh: () -> String?, _ known: [SharedSpace]) -> Step {
        guard let location = invitation.location?.exposed else { return .blocked("text-not-whole") }
        // A record that is none of ours, or of a service that is configured no more, is left alone.
        let record = KeywordRecord(invitation.record.exposed).flatMap { isKnown($0) ? $0 : nil }
        guard let wanted = templates.find(in: location) else {
            if let record { return .write(removal(of: record, from: invitation)) }
            // The word went while what it had asked for was being made.
            switch invitation.conference {
            case .pending: return .wait
            case .meet(_, isOurs: true): return .write(InvitationEdit(conference: .remove))
            default: return .done
            }
        }
        guard isOurOwn(invitation.organizer.exposed) else { return .blocked("foreign-organizer") }
        let (event, series) = (invitation.version.event, invitation.series)
        let isOurs = record.map { $0.isOf(event, series) } ?? false
        let isCurrent = record.map { self.isCurrent($0, wanted, location, event, series) } ?? false
        if wanted.template.service == .meet {
            switch invitation.conference {
            case .pending: return .wait
            case .meet(let address, let isOurRequest):
                if isCurrent, record?.address == address.exposed { return .done }
                // The meeting of the event that this one is a copy of stays that event's alone.
                if let record, !isOurs, record.address == address.exposed { return create(for: invitation) }
                return write(address.exposed, wanted, isMade: isOurRequest, instead: record, invitation)
            case .none, .failed: return create(for: invitation)
            case .other:
                guard let record else { return .blocked("other-conference") }
                return .write(removal(of: record, from: invitation))
            }
        }
        if isCurrent { return .done }
        guard let template = wanted.address else { return .blocked("no-template") }
        guard let address = address(template, wanted, invitation, fresh, known) else { return .blocked("no-address") }
        return write(address, wanted, isMade: false, instead: record, invitation)
    }

    /// What two people share, by service; nil where the event has no such address, or other people.
    package func shared(_ invitation: Invitation) -> SharedSpace? {
        guard let record = KeywordRecord(invitation.record.exposed), isKnown(record),
            record.isOf(invitation.version.event, invitation.series),
            let template = templates.first(where: { record.keyword == $0.service.rawValue + ":space" }),
            template.space?.place == .pair, let key = pair(record.keyword, invitation)
        else { return nil }
        return SharedSpace(key: Private(key), address: Private(record.address))
    }

    private func pair(_ keyword: String, _ invitation: Invitation) -> String? {
        let people = invitation.people.exposed
        return people.count == 2 ? "\(keyword) \(people[0]) \(people[1])" : nil
    }

    private func address(
        _ template: AddressTemplate, _ wanted: FoundKeyword, _ invitation: Invitation, _ fresh: () -> String?,
        _ known: [SharedSpace]
    ) -> String? {
        switch template.place {
        case nil: return template.address("")
        case .user: return template.address(String(invitation.organizer.exposed.prefix { $0 != "@" }))
        case .pair:
            let key = pair(wanted.name, invitation)
            let before = known.first { $0.key.exposed == key }?.address.exposed
            return before.flatMap { template.gives($0) ? $0 : nil } ?? fresh().flatMap(template.address)
        case .space: return fresh().flatMap(template.address)
        }
    }

    /// Whether the record is one that this configuration can have written: its address would else be anybody's text.
    private func isKnown(_ record: KeywordRecord) -> Bool {
        templates.contains { template in
            let name = template.service.rawValue
            guard template.service != .meet else {
                return record.keyword == name && Self.isMeet(record.address)
            }
            return record.keyword == "\(name):space" && template.space?.gives(record.address) ?? false
                || record.keyword == "\(name):myroom" && template.myRoom?.gives(record.address) ?? false
        }
    }

    private static func isMeet(_ address: String) -> Bool {
        let root = "https://meet.google.com/"
        let code = address.utf8.dropFirst(root.utf8.count)
        return address.hasPrefix(root) && (3...40).contains(code.count)
            && code.allSatisfy { $0.isLetter || $0 == UInt8(ascii: "-") }
    }

    // MARK: Edits

    /// Each version of an event gives its request an ID of its own, and every agent that has read the version the same.
    private func create(for invitation: Invitation) -> Step {
        let version = invitation.version
        let digest = KeywordRecord.digest("\(version.event.value.exposed) \(version.etag)")
        return .write(InvitationEdit(conference: .create(requestID: "room-agent-\(digest)")))
    }

    private func write(
        _ address: String, _ wanted: FoundKeyword, isMade: Bool, instead old: KeywordRecord?, _ invitation: Invitation
    ) -> Step {
        guard address.utf8.count <= KeywordRecord.maximumBytes - 100 else { return .blocked("address-too-long") }
        let record = KeywordRecord(
            event: invitation.version.event, keyword: wanted.name, isMade: isMade, address: address)
        guard wanted.template.service != .meet || isKnown(record) else { return .blocked("strange-address") }
        let bare = texts(of: invitation, without: old)
        var edit = InvitationEdit(record: Private(record.text))
        if !bare.location.contains(text: address), let end = templates.find(in: bare.location)?.end {
            let bytes = Array(bare.location.utf8)
            let location = bytes[..<end] + Array(" \(address)".utf8) + bytes[end...]
            edit.location = Private(String(decoding: location, as: UTF8.self))
        } else if bare.location != invitation.location?.exposed {
            edit.location = Private(bare.location)
        }
        if let body = bare.body {
            let written = KeywordBlock(address: address).added(to: body, language) ?? body
            if written != invitation.body?.exposed { edit.body = Private(written) }
        }
        if wanted.template.service != .meet, case .meet(let made, isOurs: true) = invitation.conference,
            old.map({ $0.address == made.exposed }) ?? true
        {
            edit.conference = .remove
        }
        return .write(edit)
    }

    private func removal(of record: KeywordRecord, from invitation: Invitation) -> InvitationEdit {
        let bare = texts(of: invitation, without: record)
        var edit = InvitationEdit(record: Private(""))
        if bare.location != invitation.location?.exposed { edit.location = Private(bare.location) }
        if let body = bare.body, body != invitation.body?.exposed { edit.body = Private(body) }
        if record.isMade, isMeeting(of: record, invitation) { edit.conference = .remove }
        return edit
    }

    private func isMeeting(of record: KeywordRecord, _ invitation: Invitation) -> Bool {
        invitation.conference == .meet(Private(record.address), isOurs: true)
    }

    /// The event's own texts.
    private func texts(of invitation: Invitation, without record: KeywordRecord?) -> (location: String, body: String?) {
        let location = invitation.location?.exposed ?? ""
        let body = invitation.body?.exposed
        guard let record else { return (location, body) }
        return (
            Self.location(location, without: record.address),
            body.map { KeywordBlock(address: record.address).removed(from: $0) ?? $0 }
        )
    }

    /// Without the address, where it stands as a word, and the space that we set before it.
    private static func location(_ location: String, without address: String) -> String {
        let text = Array(location.utf8)
        let word = Array(address.utf8)
        for place in text.indices where text[place...].starts(with: word) {
            let end = place + word.count
            let isFirst = place == 0 || text[place - 1] == UInt8(ascii: " ")
            let isLast = end == text.count || text[end] <= 0x20 || ",;)]".utf8.contains(text[end])
            guard isFirst, isLast else { continue }
            return String(decoding: text[..<max(place - 1, 0)] + text[end...], as: UTF8.self)
        }
        return location
    }
}
