// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// One step of `check --online`, in the order in which the steps depend on each other.
package struct ProbeResult: Hashable, Sendable {
    /// The steps. The raw values are what `check` prints.
    package enum Step: String, CaseIterable, Sendable {
        /// A token can be had for the account.
        case token
        /// The calendar can be read.
        case calendar
        /// Details are readable, and not only free and busy.
        case role
        /// Our clock agrees with Google's, as far as TLS and the token endpoint mind.
        case clock
        /// No key of the whole domain stands on this device.
        case delegation
    }

    /// What came of a step.
    package enum Outcome: Hashable, Sendable {
        /// It works.
        case passed
        /// It does not, for this reason. Steps that need it were not tried.
        case failed(CalendarFailure)
        /// Google's name of the role: `owner`, `writer`, `writerWithoutPrivateAccess`, `reader`; nil if it didn't say.
        case role(String?)
        /// Only free and busy can be seen: the room will show `Busy` and join nothing.
        case freeBusyOnly
        /// How far this clock is ahead of Google's; negative where it is behind.
        case clockOff(Duration)
        /// Google's reply told no time.
        case clockUnknown
        /// The key file opens calendars of the whole domain, as far as its scopes go.
        case delegated
    }

    /// Which step.
    package var step: Step
    /// What came of it.
    package var outcome: Outcome

    package init(_ step: Step, _ outcome: Outcome) {
        self.step = step
        self.outcome = outcome
    }
}

extension GoogleCalendarSource {
    /// Tries what syncing needs, and stops at the first step that fails.
    package func probe() async -> [ProbeResult] {
        var results = [ProbeResult(.delegation, tokens.subject == nil ? .passed : .delegated)]
        do throws(CalendarFailure) { _ = try await tokens.token() } catch {
            return results + [ProbeResult(.token, .failed(error))] + (tokens.clockLead.map { [clock($0)] } ?? [])
        }
        results.append(ProbeResult(.token, .passed))
        do throws(CalendarFailure) {
            let reply = try await reply(to: query.probeURL(at: now()), isIncremental: false)
            let received = now()
            let role = try decode(reply.body).accessRole
            results.append(ProbeResult(.calendar, .passed))
            results.append(ProbeResult(.role, role == "freeBusyReader" ? .freeBusyOnly : .role(role)))
            let lead = reply.sourceTime.map { received - $0 }
            results.append(lead.map(clock) ?? ProbeResult(.clock, .clockUnknown))
        } catch {
            results.append(ProbeResult(.calendar, .failed(error)))
            if let lead = tokens.clockLead { results.append(clock(lead)) }
        }
        return results
    }

    private func clock(_ lead: Duration) -> ProbeResult {
        let tolerable = WarningFacts.tolerableClockLead
        return ProbeResult(.clock, lead > tolerable || lead < .zero - tolerable ? .clockOff(lead) : .passed)
    }
}
