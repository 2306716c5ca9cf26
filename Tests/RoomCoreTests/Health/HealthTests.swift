// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Testing

@Suite("Health")
struct HealthTests {
    private func codes(_ health: Health, at seconds: Int) -> [WarningCode] {
        health.visible(at: .seconds(seconds)).map(\.code)
    }

    @Test("a warning shows when it has lasted, keeps its age, and goes when it is cleared")
    func ages() {
        var health = Health()
        health.set(.networkDown, at: .seconds(10))
        health.set(.networkDown, at: .seconds(60))
        #expect(codes(health, at: 99) == [])
        #expect(health.nextDeadline(after: .seconds(10)) == .seconds(100))
        #expect(codes(health, at: 100) == [.networkDown])
        #expect(health.nextDeadline(after: .seconds(100)) == nil)
        health.clear(.networkDown)
        #expect(codes(health, at: 1000) == [])
    }

    @Test("a warning that another explains is hidden while that one shows")
    func dependencies() {
        var health = Health()
        health.set(.calendarStale, at: .zero)
        health.set(.networkDown, at: .zero)
        #expect(codes(health, at: 1) == [.calendarStale])
        #expect(codes(health, at: 90) == [.networkDown])
    }

    @Test("one code has several subjects, each cleared by itself or all at once")
    func subjects() {
        var health = Health()
        health.set(.lampLost, subject: "b", at: .zero)
        health.set(.lampLost, subject: "a", at: .zero)
        #expect(health.visible(at: .seconds(3)).map(\.subject) == ["a", "b"])
        health.clear(.lampLost, subject: "a")
        #expect(health.visible(at: .seconds(3)).map(\.subject) == ["b"])
        health.clear(.lampLost)
        #expect(health.visible(at: .seconds(3)).isEmpty)
    }

    @Test("the list is bounded, whatever flaps")
    func bounded() {
        var health = Health()
        for number in 0..<1000 { health.set(.lampLost, subject: "\(number)", at: .zero) }
        #expect(health.visible(at: .seconds(3)).count == 64)
    }

    @Test("where the list is full, a warning takes the place of a less severe one, and never of one as severe")
    func full() {
        func code(_ severity: WarningSeverity) -> WarningCode? {
            WarningCode.allCases.first { $0.entry.severity == severity && $0.entry.explainedBy.isEmpty }
        }
        guard let notice = code(.notice), let error = code(.error) else {
            Issue.record("the catalogue has no such warnings")
            return
        }
        var health = Health()
        for number in 0..<64 { health.set(notice, subject: "\(number)", at: .seconds(number)) }
        health.set(notice, subject: "more", at: .seconds(100))
        health.set(error, subject: "late", at: .seconds(100))
        let shown = health.visible(at: .days(2))
        #expect(shown.count == 64)
        #expect(shown.first?.code == error)
        #expect(shown.filter { $0.code == notice }.map(\.subject).contains("0"))
        #expect(!shown.map(\.subject).contains("63"))
        for number in 0..<100 { health.set(error, subject: "\(number)", at: .seconds(200)) }
        health.set(error, subject: "one more", at: .seconds(200))
        #expect(health.visible(at: .days(2)).count == 64)
        #expect(!health.visible(at: .days(2)).map(\.subject).contains("one more"))
    }

    @Test("errors come first, then warnings, then notices")
    func order() {
        var health = Health()
        for code in WarningCode.allCases { health.set(code, at: .zero) }
        let severities = health.visible(at: .hours(1)).map(\.severity)
        #expect(severities == severities.sorted())
        #expect(severities.count > 5)
    }

    @Test("a warning is hidden from the moment on at which what explains it shows, and not before")
    func hidden() {
        for code in WarningCode.allCases {
            for other in code.entry.explainedBy.flatMap(\.codes) {
                var health = Health()
                health.set(code, at: .zero)
                health.set(other, at: .zero)
                let (own, others) = (code.entry.delay.length, other.entry.delay.length)
                let words = "\(code.rawValue), explained by \(other.rawValue)"
                if own < others {
                    #expect(health.visible(at: others - .milliseconds(1)).map(\.code) == [code], "\(words)")
                }
                #expect(health.visible(at: max(own, others)).map(\.code) == [other], "\(words)")
            }
        }
    }

    @Test("whatever is on, what is hidden is explained by something that shows, by way of others perhaps")
    func explained() {
        func causes(_ code: WarningCode) -> [WarningCode] { code.entry.explainedBy.flatMap(\.codes) }
        let moments = Set(WarningCode.allCases.map(\.entry.delay.length)).sorted()
        var hidden = 0
        // Each alone is left out once, so that no warning is always there to explain the others.
        for missing in WarningCode.allCases {
            var health = Health()
            let on = WarningCode.allCases.filter { $0 != missing }
            for code in on.prefix(64) { health.set(code, at: .zero) }
            for moment in moments {
                let ripe = on.prefix(64).filter { $0.entry.delay.length <= moment }
                let shown = Set(health.visible(at: moment).map(\.code))
                for code in ripe where !shown.contains(code) {
                    hidden += 1
                    var reasons = causes(code)
                    var seen: Set<WarningCode> = []
                    while let reason = reasons.popLast(), !shown.contains(reason) {
                        if seen.insert(reason).inserted, ripe.contains(reason) { reasons += causes(reason) }
                        #expect(!reasons.isEmpty, "\(code.rawValue) at \(moment) without \(missing.rawValue)")
                    }
                }
            }
        }
        #expect(hidden > 100)
    }

    @Test("nothing hides itself, not even in a circle")
    func hiding() {
        for code in WarningCode.allCases {
            var seen: Set<WarningCode> = []
            func explaining(_ code: WarningCode) -> [WarningCode] { code.entry.explainedBy.flatMap(\.codes) }
            var rest = explaining(code)
            while let other = rest.popLast() {
                #expect(other != code, "\(code.rawValue)")
                if seen.insert(other).inserted { rest += explaining(other) }
            }
        }
    }
}

@Suite("Words")
struct WordTests {
    @Test(
        "each warning has a label for the smallest display, a sentence and a remedy, in every language",
        arguments: WarningCode.allCases)
    func warnings(code: WarningCode) {
        let warning = Warning(code: code)
        for language in Language.allCases {
            #expect((1...14).contains(warning.label(in: language).count), "\(warning.label(in: language))")
            #expect(DisplayText.clean(warning.label(in: language)) == warning.label(in: language))
            for text in [warning.sentence(in: language), warning.remedy(in: language)] {
                #expect(text.hasSuffix("."), "\(code.rawValue): \(text)")
                #expect(text.count > 10, "\(code.rawValue): \(text)")
                #expect(text.first?.isUppercase == true, "\(code.rawValue): \(text)")
            }
        }
        #expect(warning.sentence(in: .en) != warning.sentence(in: .fi))
        #expect(warning.remedy(in: .en) != warning.remedy(in: .fi))
    }

    @Test(
        "labels are words for guests: nothing of programs, protocols and administration",
        arguments: WarningCode.allCases)
    func guests(code: WarningCode) {
        let jargon = [
            "join app", "api", "tls", "scope", "config", "file", "grp", "quota", "token", "agent", "delegation",
            "program",
            "socket", "server", "reply", "call", "join action", "asetuks", "tiedosto", "ryhm", "delegointi", "ohjelma",
        ]
        for language in Language.allCases {
            let label = Warning(code: code).label(in: language).lowercased()
            #expect(!jargon.contains { label.contains($0) }, "\(label)")
        }
    }

    @Test("what is known stands in the sentences: by how much, how many, with whom; what is not is left out")
    func facts() {
        var facts = WarningFacts()
        func sentence(_ code: WarningCode, _ language: Language = .en) -> String {
            Warning(code: code, facts: facts).sentence(in: language)
        }
        func remedy(_ code: WarningCode) -> String { Warning(code: code, facts: facts).remedy(in: .en) }
        #expect(sentence(.clockWrong) == "The clock differs from the calendar service's.")
        #expect(sentence(.eventsRefused) == "Some events could not be understood and were left out.")
        #expect(remedy(.calendarForbidden) == "Share the room's calendar with the service account.")
        #expect(!remedy(.grantRefused).contains("act-as"))
        #expect(!remedy(.scopeNotGranted).contains("delegation"))
        facts.clockLead = .seconds(-599)
        facts.refusedEvents = 3
        facts.account = "room@project.iam.gserviceaccount.com"
        facts.delegates = true
        #expect(sentence(.clockWrong) == "The clock is 9 min behind the calendar service's.")
        #expect(sentence(.clockWrong, .fi) == "Kello on 9 min jäljessä verrattuna kalenteripalvelun kelloon.")
        #expect(sentence(.eventsRefused) == "Events that could not be understood and were left out: 3.")
        #expect(remedy(.calendarForbidden) == "Share the room's calendar with room@project.iam.gserviceaccount.com.")
        #expect(remedy(.grantRefused).hasSuffix("the user in [google] act-as."))
        #expect(remedy(.scopeNotGranted).contains("domain-wide delegation"))
        for (lead, words) in [
            (119, "119 s ahead of"), (301, "5 min ahead of"), (7300, "2 h"), (34_560_000, "400 days"),
        ] {
            facts.clockLead = .seconds(lead)
            #expect(sentence(.clockWrong).contains(words))
        }
    }

    @Test("a warning that has a place for a fact has both forms in every language, and one without has one")
    func places() {
        for code in WarningCode.allCases {
            for language in Language.allCases {
                let bare = Warning(code: code)
                for text in [bare.sentence(in: language), bare.remedy(in: language)] {
                    #expect(!text.contains("%"), "\(code.rawValue): \(text)")
                    #expect(!text.contains("|"), "\(code.rawValue): \(text)")
                }
            }
        }
    }

    @Test("codes are stable: lower case with dashes, each once")
    func codes() {
        #expect(Set(WarningCode.allCases.map(\.rawValue)).count == WarningCode.allCases.count)
        for code in WarningCode.allCases {
            #expect(code.rawValue.allSatisfy { $0.isLowercase || $0 == "-" }, "\(code.rawValue)")
        }
    }

    @Test(
        "each text of the room fits the smallest display, has its places filled, and is translated",
        arguments: RoomText.allCases)
    func texts(text: RoomText) {
        for language in Language.allCases {
            let row = text.row[language]
            let minutes: [RoomText] = [.timeLeft, .bookOffer, .bookOfferShort, .extendOffer, .extendOfferShort]
            let forms = text.forms(language, minutes.contains(text) ? "59" : "11:30pm")
            #expect(!forms.contains { $0.contains("%") })
            #expect(DisplayText.clean(row) == row)
            #expect(forms.map(\.count) == forms.map(\.count).sorted(by: >), "the longest first: \(row)")
            // This one is a title, which may be cut.
            #expect((forms.last?.count ?? 99) <= (text == .privateMeeting ? 16 : 14), "\(forms)")
            #expect(row.contains("%") == text.row[.en].contains("%"), "\(row)")
        }
        #expect(text.row[.en] != text.row[.fi])
    }

    @Test("what is put into a text is never looked into again")
    func noInjection() { #expect(RoomText.next.text(.en, "%|%") == "Next %|%") }
}
