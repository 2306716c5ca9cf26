// SPDX-License-Identifier: Apache-2.0
import Glibc
package import LinuxEventLoop
import Synchronization

/// Runs `body` on a real loop on a thread of its own, because the tests' own thread belongs to the test runner.
package func onRealLoop(_ body: @escaping @Sendable (EventLoop) async throws -> Void) throws {
    final class Outcome: Sendable {
        let failure = Mutex<(any Error)?>(nil)
        let body: @Sendable (EventLoop) async throws -> Void
        init(_ body: @escaping @Sendable (EventLoop) async throws -> Void) { self.body = body }
    }
    let outcome = Outcome(body)
    var thread = pthread_t()
    let argument = Unmanaged.passRetained(outcome).toOpaque()
    let made = pthread_create(
        &thread, nil,
        { argument in
            guard let argument else { return nil }
            let outcome = Unmanaged<Outcome>.fromOpaque(argument).takeRetainedValue()
            do {
                let loop = try EventLoop()
                loop.run {
                    do { try await outcome.body(loop) } catch { outcome.failure.withLock { $0 = error } }
                }
            } catch { outcome.failure.withLock { $0 = error } }
            return nil
        }, argument)
    precondition(made == 0, "no thread could be made")
    pthread_join(thread, nil)
    if let failure = outcome.failure.withLock({ $0 }) { throw failure }
}

/// Takes notes on one thread that are read on another.
package final class Tally: Sendable {
    private let log = Mutex<[String]>([])
    package init() {}
    package func add(_ word: String) { log.withLock { $0.append(word) } }
    package var words: [String] { log.withLock { $0 } }
}
