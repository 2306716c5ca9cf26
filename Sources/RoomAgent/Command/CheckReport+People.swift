// SPDX-License-Identifier: Apache-2.0
import AgentHost
import Configuration
import LinuxEventLoop
import RoomCore

// `check` of `[presence]`: the webhook's key, and with `--online` whether each responder can be read.
extension CheckReport {
    /// Looks at the key that signs what the webhook is told, if there is one.
    mutating func addWebhook(_ presence: RoomConfiguration.Presence) {
        guard let path = presence.webhookKey else { return }
        do throws(PathFailure) {
            let bytes = try BoundedFile.readSecret(path, maximumBytes: PresenceWebhook.maximumKeyBytes)
            if PresenceWebhook.key(bytes) != nil { return good("webhook-key \(path)") }
            bad(
                "webhook-key \(path): there are less than 16 bytes in it",
                "Write a longer key: docs/presence-webhook.md.")
        } catch {
            bad("webhook-key: \(error.sentence)", CredentialFiles.remedy(for: error))
        }
    }

    /// Reads the vacation responder of everybody who is watched.
    mutating func addPeople(_ assembly: AgentAssembly) {
        guard let loop = assembly.loop as? EventLoop else { return }
        for (number, person) in assembly.configuration.presence.vacation.enumerated() {
            // Sound: made and used on this thread, which is the loop's.
            final class Answer: @unchecked Sendable { var failure: CalendarFailure? }
            let answer = Answer()
            // Sound: the same.
            nonisolated(unsafe) let source = LateVacation(of: person, assembly)
            loop.run {
                do throws(CalendarFailure) { _ = try await source.responder() } catch { answer.failure = error }
            }
            let title = "vacation responder \(number + 1) of \(assembly.configuration.presence.vacation.count)"
            guard let failure = answer.failure else {
                good("\(title) can be read")
                continue
            }
            let words = AccountDesk.words(ofPerson: failure)
            bad("\(title): \(words.sentence) (\(Printable.ascii(failure.detail, maximumBytes: 200)))", words.remedy)
        }
    }
}
