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
        var start = ProgramStart(arguments)
        start.output = .descriptor(ends[1])
        start.errors = .end(of: errors)
        do throws(CallFailure) {
            identifier = try start.run()
            input.close()
            try SystemCall.makeNonBlocking(output.number)
        } catch { throw LoopFailure(operation: error.operation, errno: error.errno) }
        watch = try loop.watch(output.number, for: .readable) { [self] _ in read(onLine) }
        _ = try loop.onExit(of: identifier) { [self] status in
            isRunning = false
            exitStatus = status
        }
    }

    /// Sends a signal, such as SIGTERM; does nothing once the program has ended.
    package func signal(_ signal: CInt) {
        if isRunning { SystemCall.kill(identifier, signal) }
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
