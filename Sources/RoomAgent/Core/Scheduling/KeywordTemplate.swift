// SPDX-License-Identifier: Apache-2.0

/// A service whose join details a word can ask for. The raw values are the configuration's.
package enum KeywordService: String, CaseIterable, Sendable {
    /// Google Meet: Google itself makes the meeting.
    case meet
    /// The configuration has a template of the address, which this agent fills.
    case webex, zoom, jitsi
}

/// One word of the configuration, and the addresses that stand behind it.
package struct KeywordTemplate: Hashable, Sendable {
    /// Whose join details it asks for.
    package var service: KeywordService
    /// As people write it into the location, such as `@webex`; letter case of ASCII does not matter.
    package var word: String
    /// The organiser's own room, for `:myroom`; nil: there is none.
    package var myRoom: AddressTemplate?
    /// A room for the meeting, for `:space`; nil: there is none.
    package var space: AddressTemplate?

    package init(
        _ service: KeywordService, word: String, myRoom: AddressTemplate? = nil, space: AddressTemplate? = nil
    ) {
        self.service = service
        self.word = word
        self.myRoom = myRoom
        self.space = space
    }

    /// The words that `room-agent links` knows where no configuration names others.
    package static let usual = [KeywordTemplate(.meet, word: "@meet"), KeywordTemplate(.webex, word: "@webex")]
}

/// A join address with one place to fill: `https://acme.webex.com/meet/{user}`.
package struct AddressTemplate: Hashable, Sendable {
    /// What fills the place.
    package enum Place: String, CaseIterable, Sendable {
        /// The organiser's address up to its `@`.
        case user
        /// A name that nobody can guess, another one for each event.
        case space
        /// The same; where two people meet, the name that they had before.
        case pair
    }

    /// Before the place; the whole address where there is none.
    package let prefix: String
    /// Nil: the address is the same for every event.
    package let place: Place?
    /// Behind the place.
    package let suffix: String

    /// Nil where a brace stands that is no place's, or a second place.
    package init?(_ text: String) {
        let parts = text.split(separator: "{", omittingEmptySubsequences: false)
        guard !text.utf8.contains(UInt8(ascii: "}")) || parts.count == 2, parts.count <= 2 else { return nil }
        prefix = String(parts[0])
        guard parts.count == 2 else {
            place = nil
            suffix = ""
            return
        }
        let inner = parts[1].split(separator: "}", omittingEmptySubsequences: false)
        guard inner.count == 2, let place = Place(rawValue: String(inner[0])) else { return nil }
        self.place = place
        suffix = String(inner[1])
    }

    /// The address with the place filled; nil where `name` cannot stand there.
    func address(_ name: String) -> String? {
        guard place != nil else { return prefix }
        return Self.isName(name) ? prefix + name + suffix : nil
    }

    /// An address as it makes them.
    package var example: String? {
        switch place {
        case nil, .user: address("alice")
        case .space, .pair: address("e2dfd9f03259b789")
        }
    }

    /// Whether the address can have come of this template.
    func gives(_ address: String) -> Bool {
        guard place != nil else { return address == prefix }
        let length = address.utf8.count - prefix.utf8.count - suffix.utf8.count
        guard length > 0, address.hasPrefix(prefix), address.hasSuffix(suffix) else { return false }
        return Self.isName(String(decoding: address.utf8.dropFirst(prefix.utf8.count).prefix(length), as: UTF8.self))
    }

    /// Characters that stand for themselves in a path (RFC 3986, "unreserved"), and `+`.
    private static func isName(_ name: String) -> Bool {
        (1...64).contains(name.utf8.count)
            && name.utf8.allSatisfy { byte in
                byte.isLetter || (0x30...0x39).contains(byte) || "-._~+".utf8.contains(byte)
            } && name.utf8.contains { $0 != UInt8(ascii: ".") }
    }
}

/// A word that was found in a location.
package struct FoundKeyword: Equatable, Sendable {
    /// Which row of the configuration it is.
    package var template: KeywordTemplate
    /// The address that it chooses; nil for Google Meet, and where the configuration has none.
    var address: AddressTemplate?
    /// Service and choice, as our record has them: `meet`, `webex:space`.
    var name: String
    /// How many bytes of the location lie before the end of the word and its modifiers.
    var end: Int
}

extension [KeywordTemplate] {
    /// Of a location, no more is read.
    package static var maximumLocationBytes: Int { 8 * 1024 }

    /// The first word of the location that is one of ours: it begins the location or follows a space, comma, semicolon
    /// or opening bracket, and goes on with nothing, with a full stop, or with `:` and modifiers.
    package func find(in location: String) -> FoundKeyword? {
        var found: FoundKeyword?
        var start = 0
        let bytes = location.utf8.prefix(Self.maximumLocationBytes)
        guard bytes.contains(UInt8(ascii: "@")) else { return nil }
        for whole in bytes.split(omittingEmptySubsequences: false, whereSeparator: Self.separates) {
            defer { start += whole.count + 1 }
            let part = whole.last == UInt8(ascii: ".") ? whole.dropLast() : whole
            let pieces = part.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
            guard found == nil, let word = pieces.first,
                let template = first(where: { word.equalsIgnoringCase($0.word.utf8) })
            else { continue }
            let modifiers = pieces.dropFirst().map { String(decoding: $0.map(\.lowercased), as: UTF8.self) }
            found = Self.found(template, modifiers, end: start + part.count)
        }
        return found
    }

    private static func found(_ template: KeywordTemplate, _ modifiers: [String], end: Int) -> FoundKeyword {
        let name = template.service.rawValue
        if template.service == .meet { return FoundKeyword(template: template, name: name, end: end) }
        let wantsSpace =
            modifiers.first { $0 == "myroom" || $0 == "space" }.map { $0 == "space" } ?? (template.myRoom == nil)
        return FoundKeyword(
            template: template, address: wantsSpace ? template.space : template.myRoom,
            name: name + (wantsSpace ? ":space" : ":myroom"), end: end)
    }

    private static func separates(_ byte: UInt8) -> Bool { byte <= 0x20 || ",;()[]".utf8.contains(byte) }
}
