// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import CalendarKeeping
import Configuration
import RoomCore
import SecureStore

/// What lies sealed under the data key: the window on disk, and the record of the running join session. Both open
/// together, as soon as there is a key: at start, or late.
final class Vault {
    let sessions: SessionRecord
    /// The names of meetings for scripts: of this run alone until there is a key, and then of the key. Nil where there
    /// is no memory for them.
    private(set) var names: MeetingNames?
    private let directory: String
    private let room: String
    private let provider: any KeyProvider
    private let journal: any AgentJournal
    private var key: SecretBytes?
    private var thread: StoreThread?

    init(_ assembly: AgentAssembly) {
        let configuration = assembly.configuration
        directory = configuration.store.directory
        room = configuration.room.calendar.exposed
        provider = assembly.keyProvider
        journal = assembly.journal
        sessions = SessionRecord(directory: assembly.runtimeDirectory, room: room)
        names = try? MeetingNames(nil, room: room)
    }

    /// Opens what can be opened, and what is already open again. The store runs on a thread of its own.
    func open() async -> OpenedStore {
        do throws(KeyFailure) {
            return await open(try await unlocked())
        } catch {
            return .locked(error.warning, detail: "\(error)")
        }
    }

    private func unlocked() async throws(KeyFailure) -> SecretBytes {
        if let key { return key }
        // The first start makes the key there.
        StateDirectory.make(directory)
        let key = try await provider.dataKey()
        self.key = key
        names = try? MeetingNames(key, room: room)
        do throws(StoreFailure) { try sessions.unlock(with: key) } catch {
            journal.warning("join sessions cannot be kept", ("detail", error.detail))
        }
        return key
    }

    private func open(_ key: SecretBytes) async -> OpenedStore {
        do {
            let thread = try self.thread ?? StoreThread()
            self.thread = thread
            let store = SecureWindowStore(directory: directory, key: key, room: room, executor: thread)
            return .ready(store, try await store.load())
        } catch let failure as StoreFailure {
            // Where another agent has it, its rows may change under a reader.
            guard failure.code != .inUse,
                let stored = ReadOnlyWindow.load(directory: directory, key: key, room: room)
            else { return .unusable(failure) }
            return .readOnly(stored, failure)
        } catch {
            return .unusable(StoreFailure(.medium, operation: "thread", detail: "no thread for the store"))
        }
    }
}

extension KeyFailure {
    /// The warning that the room shows for this failure.
    var warning: WarningCode { code == .openToOthers ? .keyFilePermissions : .keyMissing }
}
