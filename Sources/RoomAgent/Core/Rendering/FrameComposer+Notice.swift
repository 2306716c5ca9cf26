// SPDX-License-Identifier: Apache-2.0

// What is said for a few seconds, in answer to a press or a script.
extension FrameComposer {
    var notice: [Form]? {
        switch scene.notice {
        case nil: nil
        case .nothingToJoin?: Form.all(say(.nothingToJoin))
        case .checkedIn?: Form.all(say(.checkedIn))
        case .whyUnknown?:
            Form.all(scene.worst.map { [$0.label(in: scene.language)] } ?? say(.askingCalendar))
        case .nextMeeting?: nextMeeting
        case .offer(let offer)?: Form.all(words(offer))
        case .asking?: Form.all(say(.booking))
        case .undone(let deed, let trouble)?: Form.all(words(deed, trouble))
        }
    }

    private var nextMeeting: [Form] {
        if let item = scene.agenda.next { return Form.all(nextWords(item), title: title(item.meeting)) }
        // That the room is free is not to be hidden by a press.
        return Form.all(say(.nothingNext).map { "\(RoomText.free.text(scene.language)). \($0)" } + say(.nothingNext))
    }

    /// The notice tells the next meeting, which needs no other place then.
    var saysNext: Bool { if case .nextMeeting? = scene.notice { true } else { false } }

    /// The second half of an offer, where the display has a row for it and no room beside the first.
    var pressAgain: [FrameLine] {
        guard case .offer(let offer)? = scene.notice, !isWhole(offer), size.rows > 1 else { return [] }
        return [FrameLine(12, say(.pressAgain))]
    }

    private func words(_ offer: BookingOffer) -> [String] {
        let (whole, short, minutes) = texts(offer)
        return isWhole(offer) || size.rows == 1 ? say(whole, minutes) : say(short, minutes)
    }

    /// It fits in one row.
    private func isWhole(_ offer: BookingOffer) -> Bool {
        let (whole, _, minutes) = texts(offer)
        return DisplayText.width(charset.shown(whole.text(scene.language, minutes))) <= size.columns
    }

    private func texts(_ offer: BookingOffer) -> (whole: RoomText, short: RoomText, minutes: String) {
        switch offer {
        case .book(let minutes, _): (.bookOffer, .bookOfferShort, "\(minutes)")
        case .extend(_, let minutes, _): (.extendOffer, .extendOfferShort, "\(minutes)")
        }
    }

    private func words(_ deed: BookingDeed, _ trouble: BookingTrouble) -> [String] {
        let what: RoomText
        switch deed {
        case .booking: what = .notBooked
        case .extending: what = .notExtended
        case .ending, .releasing: what = .notEnded
        }
        let why: RoomText
        switch trouble {
        case .taken: why = .troubleTaken
        case .refused: why = .troubleRefused
        case .unclear: why = .troubleUnclear
        case .noAnswer: why = .troubleNoAnswer
        }
        return say(what).map { "\($0): \(why.text(scene.language))" } + say(what)
    }
}
