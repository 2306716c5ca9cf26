// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel

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
        var start = ProgramStart(arguments, environment: environment + ProgramStart.ownEnvironment())
        start.input = .descriptor(inputs[0])
        start.output = .descriptor(outputs[1])
        start.errors = .end(of: errors)
        do throws(CallFailure) { identifier = try start.run() } catch {
            preconditionFailure("\(arguments[0]): \(error.text)")
        }
        close(outputs[1])
        close(inputs[0])
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
