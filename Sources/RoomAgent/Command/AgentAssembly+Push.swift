// SPDX-License-Identifier: Apache-2.0
import CalendarKeeping
import Configuration
import CurlHTTP
import LocalSockets
import PushIntake
import RoomCore
import SecureStore

extension AgentAssembly {
    /// What tells of changes, as `[push]` says. Nil where it says nothing, and no earlier agent left a channel behind
    /// that is to be ended.
    func push(_ service: any PushService, _ vault: Vault, fresh: @escaping () -> String?) -> PushParts? {
        let directory = configuration.store.directory
        guard configuration.push.address != nil || ChannelFile.isThere(directory) else { return nil }
        let executor: any SerialExecutor = (try? vault.storeThread()) ?? loop
        return PushParts(
            service: service, receiver: pushReceiver(), address: configuration.push.address ?? Private(""),
            record: ChannelFile(directory: directory, executor: executor), fresh: fresh)
    }

    /// What remembers the day's requests.
    func spending(_ vault: Vault) -> SpendingFile {
        SpendingFile(directory: configuration.store.directory, executor: (try? vault.storeThread()) ?? loop)
    }

    /// Where notices come in; nil where push is not configured.
    func pushReceiver() -> (any PushReceiver)? {
        let push = configuration.push
        if let address = push.listen {
            return NoticeListener(loop: loop, network: SocketNetwork(loop: loop), at: address, path: push.path)
        }
        guard let relay = push.subscribe else { return nil }
        do throws(HTTPFailure) {
            return RelaySubscriber(
                loop: loop, transport: try transport(), address: relay, random: { Double.random(in: 0..<1) })
        } catch {
            journal.error("the relay cannot be asked", ("detail", error.detail))
            return nil
        }
    }
}
