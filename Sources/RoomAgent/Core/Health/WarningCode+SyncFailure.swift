// SPDX-License-Identifier: Apache-2.0

extension WarningCode {
    /// The warnings for a calendar that cannot be read. At most one of them is on: the one for the last failure.
    package static let syncFailures: [WarningCode] = allCases.filter { $0.entry.reason != nil }

    /// The warning whose row is for this failure of the source; nil for one that the agent deals with by itself: a
    /// cursor that is too old (it syncs fully) and a sync that it ended.
    package init?(_ reason: CalendarFailure.Reason) {
        guard let code = Self.allCases.first(where: { $0.entry.reason == reason }) else { return nil }
        self = code
    }
}
