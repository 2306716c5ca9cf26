// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
package import RoomCore

/// A program that a demonstration or a test runs: the agent itself, or one of its verbs.
package final class ChildProcess {
    /// The process ID. It is the program's as long as `isRunning` is true.
    package let identifier: Int32
    /// False once the loop has heard that the program ended.
    package private(set) var isRunning = true
    /// How the program ended; nil while it runs.
    package private(set) var exitStatus: ExitStatus?
    private var watch: (any LoopRegistration)?
    private var output: Descriptor
    private var partial: [UInt8] = []

    /// Starts the program of the first word, an absolute path. Standard input is empty; `onLine` gets each line of
    /// standard output, without its end; standard error is appended to the file `errors`. Throws where the program
    /// cannot be started or followed.
    package init(
        _ arguments: [String], loop: any AgentLoop, errors: String, onLine: @escaping (String) -> Void
    ) throws(LoopFailure) {
        var ends: [CInt] = [-1, -1]
        do throws(CallFailure) { try SystemCall.run("pipe") { pipe(&ends) } } catch {
            throw LoopFailure(operation: error.operation, errno: error.errno)
        }
        output = Descriptor(owning: ends[0])
        var input = Descriptor(owning: ends[1])
        for end in ends { SystemCall.closeOnExec(end) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        // The demonstration blocks signals for itself; its children start with none blocked.
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { (word: String) in strdup(word) } + [nil]
        defer { for word in words { free(word) } }
        var child = pid_t()
        let result = posix_spawn(&child, arguments[0], &actions, &attributes, &words, environ)
        input.close()
        guard result == 0 else { throw LoopFailure(operation: "posix_spawn", errno: result) }
        identifier = child
        do throws(CallFailure) { try SystemCall.makeNonBlocking(output.number) } catch {
            throw LoopFailure(operation: error.operation, errno: error.errno)
        }
        watch = try loop.watch(output.number, for: .readable) { [self] _ in read(onLine) }
        _ = try loop.onExit(of: child) { [self] status in
            isRunning = false
            exitStatus = status
        }
    }

    /// Sends a signal, such as SIGTERM; does nothing once the program has ended.
    package func signal(_ signal: CInt) {
        if isRunning { kill(identifier, signal) }
    }

    private func read(_ onLine: (String) -> Void) {
        var bytes: [UInt8]? = []
        do throws(CallFailure) { bytes = try SystemCall.read(output.number, atMost: 4096) } catch {}
        guard let bytes else { return }
        guard !bytes.isEmpty else {
            watch?.cancel()
            output.close()
            return
        }
        partial += bytes
        while let end = partial.firstIndex(of: UInt8(ascii: "\n")) {
            onLine(String(decoding: partial[..<end], as: UTF8.self))
            partial.removeSubrange(...end)
        }
    }
}
