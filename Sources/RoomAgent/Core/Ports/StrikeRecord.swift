// SPDX-License-Identifier: Apache-2.0

/// Remembers to which series nobody came, over restarts.
package protocol StrikeRecord {
    /// A name of an event or a series that tells nothing of it: always the same for the same one.
    func name(of event: MeetingID) -> String

    /// What earlier runs counted; empty where nothing is remembered. Called once.
    func load() -> [SeriesStrikes.Entry]

    /// Remembers these, and no others, through a power cut from the return on. False: they could not be kept.
    func keep(_ entries: [SeriesStrikes.Entry]) async -> Bool
}
