// SPDX-License-Identifier: Apache-2.0
import AgentHost
import CalendarKeeping
import Configuration
import LinuxEventLoop
import RoomCore
import SecureStore

/// `room-agent keys`: which keys there are, and how they change. Asks the running agent, and does it itself where none
/// runs.
enum KeysVerb {
    static func run(_ arguments: CommandLineArguments, _ environment: Environment) -> ExitCode {
        guard let question = OwnerQuestion(arguments.configuration) else { return .configuration }
        let word = arguments.subject ?? "status"
        let isRewrap = arguments.options.contains(.wrapping)
        let request = ControlRequest(verb: "keys", words: isRewrap ? [word, "wrapping"] : [word])
        if let code = question.ask(request) { return code }
        guard question.becomeOwner() else { return .permission }
        return perform(isRewrap ? .rewrap : word == "rotate" ? .rotate : .status, question, environment)
    }

    private static func perform(
        _ request: KeyRequest, _ question: OwnerQuestion, _ environment: Environment
    ) -> ExitCode {
        guard !StoreEraser.isWiped(question.configuration.store.directory) else {
            Console.error("room-agent: this device was wiped: there are no keys")
            return .unavailable
        }
        guard let loop = try? EventLoop() else { return .system }
        let vault = Vault(
            AgentAssembly(
                configuration: question.configuration, environment: environment, loop: loop,
                journal: Journal(environment: environment, clock: { loop.now.uptime })))
        // Sound: made and used on this thread, which is the loop's.
        final class Outcome: @unchecked Sendable { var answer = KeyAnswer.failed(.software, "no answer") }
        let outcome = Outcome()
        // Sound: used on this thread alone, which is the loop's.
        nonisolated(unsafe) let ours = vault
        loop.run { outcome.answer = await answer(request, of: ours) }
        switch outcome.answer {
        case .done(let text):
            Console.print(text)
            return .ok
        case .failed(let code, let why):
            Console.error("room-agent: \(why)")
            return code
        }
    }

    private static func answer(_ request: KeyRequest, of vault: Vault) async -> KeyAnswer {
        switch await vault.open() {
        case .ready(let store, _):
            let answer = await vault.carryOut(request)
            await vault.finish()
            return withExtendedLifetime(store) { answer }
        case .unusable(let failure) where failure.code == .inUse:
            return .failed(.unavailable, "another process has the store \(failure.detail); try again in a minute")
        case .readOnly(_, let failure), .unusable(let failure): return .failed(.unavailable, failure.detail)
        case .locked(_, let detail, _): return .failed(.unavailable, detail)
        case .later: return .failed(.unavailable, "the key service was not asked")
        }
    }
}
