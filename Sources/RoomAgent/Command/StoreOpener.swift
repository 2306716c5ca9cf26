// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import CalendarKeeping
import RoomCore
import SecureStore

/// Opens the encrypted window on a thread of its own; again, when it could not be opened before.
final class StoreOpener {
    private let directory: String
    private let room: String
    private let assembly: AgentAssembly
    private var key: Result<SecretBytes, KeyFailure>
    private var thread: StoreThread?

    init(directory: String, room: String, assembly: AgentAssembly, key: Result<SecretBytes, KeyFailure>) {
        self.directory = directory
        self.room = room
        self.assembly = assembly
        self.key = key
    }

    func open() async -> OpenedStore {
        if case .failure = key { key = Result { () throws(KeyFailure) in try assembly.prepareKey() } }
        switch key {
        case .failure(let failure):
            let code: WarningCode = failure.code == .openToOthers ? .keyFilePermissions : .keyMissing
            return .locked(code, detail: "\(failure)")
        case .success(let key): return await open(key)
        }
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

extension AgentAssembly {
    /// The data key; its directory is made first, because the first start makes the key there.
    func prepareKey() throws(KeyFailure) -> SecretBytes {
        StateDirectory.make(configuration.store.directory)
        return try dataKey()
    }
}
