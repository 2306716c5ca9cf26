// SPDX-License-Identifier: Apache-2.0

extension FrameComposer {
    /// Who is out of office. On the device of the person whose calendar it shows it goes without a name, and while
    /// nothing is on it has a place on any display; of others there is a line where a display has the row for it.
    var absences: [FrameLine] {
        switch scene.state {
        case .free, .busy: break
        case .unknown, .joinable, .joining, .leaving, .inMeeting, .couldNotJoin: return []
        }
        let own = scene.roomAddress.exposed.lowercased()
        return scene.people.compactMap { person in
            guard let absence = person.absence else { return nil }
            let words = absence.until.map { say(.outOfOfficeUntil, at: $0) } ?? say(.outOfOffice)
            let address = person.address.exposed
            if address.lowercased() == own {
                return FrameLine(24, words, isShared: scene.notice == nil)
            }
            let name = DisplayText.clean(String(address.prefix { $0 != "@" }))
            return FrameLine(42, title: name, right: charset.shown(words[words.count - 1]))
        }
    }
}
