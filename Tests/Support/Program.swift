// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A program that a test starts, reads and ends, without a loop.
package final class Program {
    package let identifier: Int32
    private let output: CInt
    private var input: CInt
    private var pending: [UInt8] = []
    private var status: CInt?

    /// Standard input and output are sockets, because those are closed on exec from the beginning: a program that
    /// another test starts meanwhile would keep a pipe's end open for as long as it lives. Standard error goes to a file.
    package init(_ arguments: [String], errors: String = "/dev/null", environment: [String] = []) {
        var outputs: [CInt] = [-1, -1]
        var inputs: [CInt] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        precondition(socketpair(AF_UNIX, kind, 0, &outputs) == 0 && socketpair(AF_UNIX, kind, 0, &inputs) == 0)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, inputs[0], 0)
        posix_spawn_file_actions_adddup2(&actions, outputs[1], 1)
        posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // Signals that a loop of this process blocks are none of the program's business.
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK))
        var variables = environment
        var next = environ
        while let variable = next.pointee {
            variables.append(String(cString: variable))
            next += 1
        }
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { (word: String) in strdup(word) } + [nil]
        var pairs: [UnsafeMutablePointer<CChar>?] = variables.map { (word: String) in strdup(word) } + [nil]
        defer { for word in words + pairs { free(word) } }
        var process = pid_t()
        let result = posix_spawnp(&process, arguments[0], &actions, &attributes, &words, &pairs)
        precondition(result == 0, "\(arguments[0]): \(String(cString: strerror(result)))")
        close(outputs[1])
        close(inputs[0])
        identifier = process
        output = outputs[0]
        input = inputs[1]
    }

    deinit {
        if status == nil {
            kill(identifier, SIGKILL)
            _ = wait()
        }
        close(output)
        closeInput()
    }

    package func send(_ text: String) {
        let bytes = Array(text.utf8)
        // A program that has ended is no reason to end too.
        _ = Glibc.send(input, bytes, bytes.count, CInt(MSG_NOSIGNAL))
    }

    package func signal(_ signal: CInt) { kill(identifier, signal) }

    /// The next line of its output; nil at its end, or after `seconds` without one.
    package func line(within seconds: Int = 20) -> String? {
        while true {
            if let end = pending.firstIndex(of: 10) {
                defer { pending.removeSubrange(...end) }
                return String(decoding: pending[..<end], as: UTF8.self)
            }
            var poller = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
            guard poll(&poller, 1, CInt(seconds * 1000)) > 0 else { return nil }
            var buffer = [UInt8](repeating: 0, count: 65536)
            let count = read(output, &buffer, buffer.count)
            guard count > 0 else { return nil }
            pending += buffer[..<count]
        }
    }

    /// All further output, to its end.
    package func rest() -> String {
        closeInput()
        var text = ""
        while let line = line() { text += line + "\n" }
        return text + String(decoding: pending, as: UTF8.self)
    }

    /// It reads its end of file.
    package func closeInput() {
        if input >= 0 { close(input) }
        input = -1
    }

    /// It has ended, whether or not anybody has waited for it.
    package var isOver: Bool {
        let stat = TemporaryFolder.contents("/proc/\(identifier)/stat")
        return stat.isEmpty || stat.contains(") Z ")
    }

    /// The exit code, or 128 and the signal's number, as shells have it.
    package func wait() -> Int32 {
        if status == nil {
            var value: CInt = 0
            while waitpid(identifier, &value, 0) < 0 && errno == EINTR {}
            status = value
        }
        let value = status ?? 0
        return value & 0x7F == 0 ? (value >> 8) & 0xFF : 128 + (value & 0x7F)
    }

    /// Runs a program to its end.
    package static func run(
        _ arguments: [String], input: String = "", environment: [String] = []
    ) -> (code: Int32, output: String, errors: String) {
        let folder = TemporaryFolder()
        let program = Program(arguments, errors: folder.file("errors"), environment: environment)
        program.send(input)
        let output = program.rest()
        return (program.wait(), output, folder.read("errors"))
    }
}
