// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import Configuration
import RoomCore
import SecureStore

extension AgentAssembly {
    /// Gives the keeper what changes the calendar, as `[manners]` says; where it says nothing, no such request is ever
    /// sent.
    func addDesks(to keeping: inout KeeperParts, _ source: LateSource, _ vault: Vault) {
        let needs = GoogleNeeds(configuration)
        guard needs.writes else { return }
        let editor = LateEditor(source, invitesRoom: needs.scheduler != nil)
        switch configuration.manners.answer {
        case .no: break
        case .yes: keeping.invitations = InvitationDesk(editor: editor, loop: loop, free: .accepted)
        case .tentative: keeping.invitations = InvitationDesk(editor: editor, loop: loop, free: .tentative)
        }
        if let after = RoomSettings(configuration).manners.releaseSeriesAfter {
            let executor: any SerialExecutor = (try? vault.storeThread()) ?? loop
            keeping.series = SeriesDesk(
                editor: editor, record: StrikeFile(directory: configuration.store.directory, executor: executor),
                after: after, loop: loop, journal: journal)
        }
        keeping.desk = BookingDesk(
            editor: editor, loop: loop,
            freshID: {
                var generator = SystemRandomNumberGenerator()
                return MeetingID.made(
                    of: (0..<MeetingID.madeByteCount).map { _ in UInt8.random(in: .min ... .max, using: &generator) })
            }, random: { Double.random(in: 0..<1) })
    }
}
