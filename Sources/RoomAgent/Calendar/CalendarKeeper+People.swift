// SPDX-License-Identifier: Apache-2.0
import RoomCore

extension CalendarKeeper {
    /// Hands on what is known of watched people, now and when it changes. Called once, by `open`.
    func followPeople() {
        guard let people = parts.people else { return }
        state.people = people.people
        people.changed = { [unowned self, unowned people] person, isNews in
            state.people = people.people
            report(.person(person, isNews: isNews))
        }
        people.teller?.warn = { [unowned self] isOn in
            set(.presenceNotTold, isOn)
            report(.settled)
        }
        people.warn = { [unowned self] code, isOn in
            set(code, isOn)
            report(.settled)
        }
    }
}
