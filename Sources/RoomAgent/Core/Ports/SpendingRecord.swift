// SPDX-License-Identifier: Apache-2.0

/// Remembers what each of the last days has cost a calendar's service, so that an agent that is started often spends
/// its day's requests once.
package protocol SpendingRecord {
    /// What earlier runs spent; empty where nothing is remembered. Called once, before `keep`.
    func load() -> [RequestBudget.Day]

    /// Remembers these days, and no others, through a power cut from the return on. False: they could not be kept.
    func keep(_ days: [RequestBudget.Day]) async -> Bool
}
