// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import Configuration
import RoomCore
import SecureStore

extension AgentAssembly {
    /// Whether the room's calendar may be asked for, and by which domains.
    func account(_ source: LateSource, _ vault: Vault) -> AccountParts {
        let executor: any SerialExecutor = (try? vault.storeThread()) ?? loop
        return AccountParts(
            address: configuration.room.calendar, domains: VerifiedDomains(configuration.google.domains),
            needsWriting: GoogleNeeds(configuration).writes, access: source, sharing: source,
            ownAccount: { source.account }, actor: { source.actor },
            record: AccountFile(directory: configuration.store.directory, executor: executor))
    }
}
