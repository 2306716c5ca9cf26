// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// Tells a receiver how watched people stand: each change once, under an ID that stays the same however often it has to
/// be sent, and after a restart. What was acknowledged is sent no more. Where a person goes and comes back before a
/// message got through, the receiver hears how it ended.
package final class PresenceTeller {
    private let receiver: any PresenceReceiver
    private let record: any PresenceRecord
    private let loop: any AgentLoop
    private let journal: any AgentJournal
    private let random: () -> Double
    private let wake: LoopSignal
    private var people: [Person] = []
    private var isStopping = false
    private var isWarned = false
    /// Whether the receiver takes what it is told.
    package var warn: (Bool) -> Void = { _ in }

    private static let firstRetry = Duration.seconds(5)
    private static let longestRetry = Duration.hours(1)
    /// With the waits between them a day. The next change begins anew.
    static let maximumAttempts = 30

    private final class Person {
        let address: Private<String>
        var absence: Absence?
        var kept: KeptMessage?
        /// The receiver may not know how the person stands.
        var isOpen = true
        /// In time since boot.
        var due = Duration.zero
        var attempts = 0

        init(_ address: Private<String>, _ absence: Absence?, _ kept: KeptMessage?) {
            self.address = address
            self.absence = absence
            self.kept = kept
        }
    }

    /// - Parameter random: a number in 0..<1, another one at each call: it spreads attempts.
    package init(
        _ receiver: any PresenceReceiver, _ record: any PresenceRecord, loop: any AgentLoop, journal: any AgentJournal,
        random: @escaping () -> Double
    ) {
        self.receiver = receiver
        self.record = record
        self.loop = loop
        self.journal = journal
        self.random = random
        wake = LoopSignal(loop: loop)
    }

    /// A person stands like this now. Where the receiver knows that already, nothing is sent.
    func update(_ address: Private<String>, _ absence: Absence?) {
        if let person = people.first(where: { $0.address == address }) {
            guard person.absence != absence else { return }
            person.absence = absence
            person.isOpen = true
            person.attempts = 0
            person.due = .zero
        } else {
            people.append(Person(address, absence, record.load(address)))
        }
        wake.raise()
    }

    /// Sends what there is to send until `stop`, or until the task is cancelled.
    package func keep() async {
        while !Task.isCancelled, !isStopping {
            for person in people where person.isOpen && person.due <= loop.now.uptime {
                await send(to: person)
                if Task.isCancelled || isStopping { return }
            }
            let next = people.filter(\.isOpen).map(\.due).min() ?? .seconds(Int64.max / 2)
            await wake.wait(until: max(next, loop.now.uptime), tolerance: .seconds(1))
        }
    }

    /// Has `keep` return after the message that is on its way.
    package func stop() {
        isStopping = true
        wake.raise()
    }

    private func send(to person: Person) async {
        let absence = person.absence
        // Nobody was ever told that they were out.
        if person.kept == nil, absence == nil {
            person.isOpen = false
            return
        }
        var message = PresenceMessage(person.address, absence, number: person.kept?.number ?? 0)
        if let kept = person.kept, receiver.id(of: message) == kept.id {
            if kept.isAcknowledged {
                person.isOpen = false
                return
            }
        } else {
            message.number += 1
        }
        guard let id = receiver.id(of: message) else { return retry(person, PresenceRefusal("no key")) }
        let sent = KeptMessage(number: message.number, id: id, isAcknowledged: false)
        if person.kept != sent { await keep(sent, of: person) }
        do throws(PresenceRefusal) {
            try await receiver.send(message, id: id, at: loop.now.wall)
        } catch { return retry(person, error) }
        await keep(KeptMessage(number: message.number, id: id, isAcknowledged: true), of: person)
        journal.info("a change of presence was told", ("attempts", "\(person.attempts + 1)"))
        setWarning(false)
        guard person.absence == absence else { return }
        person.isOpen = false
        person.attempts = 0
    }

    private func retry(_ person: Person, _ refusal: PresenceRefusal) {
        if Task.isCancelled { return }
        person.attempts += 1
        journal.warning("a change of presence could not be told", ("detail", refusal.detail))
        setWarning(true)
        guard person.attempts < Self.maximumAttempts else {
            person.isOpen = false
            return
        }
        let wait = min(Self.firstRetry * (1 << min(person.attempts - 1, 12)), Self.longestRetry)
        person.due = loop.now.uptime + max(refusal.retryAfter ?? .zero, wait * (0.75 + 0.5 * random()))
    }

    private func keep(_ message: KeptMessage, of person: Person) async {
        person.kept = message
        if await record.keep(message, of: person.address) { return }
        journal.warning("what was told of a person cannot be remembered")
    }

    private func setWarning(_ isOn: Bool) {
        if isOn != isWarned { warn(isOn) }
        isWarned = isOn
    }
}
