// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport

/// `room-demo` in a terminal of its own: a pseudo-terminal that it controls, of any size, with keys to press and a
/// screen to look at.
final class DemoTerminal {
    private(set) var screen: TerminalScreen
    /// Its temporary files, which a crash leaves behind.
    private let folder = TemporaryFolder()
    private var master: CInt = -1
    /// Kept open, so that the terminal's settings can be looked at.
    private var slave: CInt = -1
    private var before = termios()
    private(set) var process = pid_t()
    private var status: CInt?

    /// POSIX_SPAWN_SETSID of spawn.h: the first terminal that it opens is its own.
    private static let newSession: CInt = 0x80

    init(columns: Int = 80, rows: Int = 24, environment: [String] = []) {
        screen = TerminalScreen(columns: columns, rows: rows)
        let path: String
        (master, slave, path) = Pty.open()
        var size = Self.size(columns, rows)
        _ = ioctl(slave, UInt(TIOCSWINSZ), &size)
        tcgetattr(slave, &before)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in CInt(0)...2 { posix_spawn_file_actions_addopen(&actions, descriptor, path, O_RDWR, 0) }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | Self.newSession))
        var words: [UnsafeMutablePointer<CChar>?] = [strdup(AgentBench.demo), nil]
        let variables = ["TERM=xterm-256color", "PATH=/usr/bin:/bin", "TMPDIR=\(folder.path)"] + environment
        var pairs: [UnsafeMutablePointer<CChar>?] = variables.map { (pair: String) in strdup(pair) } + [nil]
        defer { for word in words + pairs { free(word) } }
        let result = posix_spawn(&process, AgentBench.demo, &actions, &attributes, &words, &pairs)
        precondition(result == 0, "\(AgentBench.demo): \(String(cString: strerror(result)))")
    }

    deinit {
        if status == nil {
            signal(SIGTERM)
            _ = ended()
        }
        for end in [master, slave] where end >= 0 { close(end) }
    }

    func press(_ keys: String) { _ = write(master, keys, keys.utf8.count) }

    func signal(_ number: CInt) { kill(process, number) }

    func resize(columns: Int, rows: Int) {
        _ = look(milliseconds: 200)
        screen.resize(columns: columns, rows: rows)
        var size = Self.size(columns, rows)
        _ = ioctl(master, UInt(TIOCSWINSZ), &size)
    }

    /// Looks until it is as wanted; false after ten seconds.
    func shows(_ isDone: (TerminalScreen) -> Bool) -> Bool {
        for _ in 0..<500 {
            if isDone(screen) { return true }
            _ = look(milliseconds: 20)
        }
        return false
    }

    func shows(_ text: String) -> Bool { shows { $0.contains(text) } }

    /// Its exit code, or 128 and the signal's number, once it has ended and everything it wrote has been looked at.
    func ended() -> Int32 {
        while status == nil {
            _ = look(milliseconds: 20)
            var value: CInt = 0
            if waitpid(process, &value, WNOHANG) == process { status = value }
        }
        while look(milliseconds: 20) {}
        let value = status ?? 0
        return value & 0x7F == 0 ? (value >> 8) & 0xFF : 128 + (value & 0x7F)
    }

    /// Whether its agent has ended too, within ten seconds.
    func agentHasEnded() -> Bool {
        for _ in 0..<100 {
            if Program.run(["pgrep", "-f", "--", "--stage \(process)$"]).code == 1 { return true }
            usleep(100_000)
        }
        return false
    }

    /// Settings of the terminal and what it shows are as they were before.
    var isUntouched: Bool {
        var now = termios()
        tcgetattr(slave, &now)
        return now.c_lflag == before.c_lflag && now.c_iflag == before.c_iflag && now.c_oflag == before.c_oflag
            && !screen.isAlternate && screen.isCursorShown && screen.wrapsLines
    }

    /// Takes in what has come; false if nothing did.
    private func look(milliseconds: CInt) -> Bool {
        var poller = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        guard poll(&poller, 1, milliseconds) > 0 else { return false }
        var buffer = [UInt8](repeating: 0, count: 65536)
        let count = read(master, &buffer, buffer.count)
        guard count > 0 else { return false }
        screen.write(Array(buffer[..<count]))
        return true
    }

    private static func size(_ columns: Int, _ rows: Int) -> winsize {
        winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    }
}
