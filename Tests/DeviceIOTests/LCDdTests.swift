// SPDX-License-Identifier: Apache-2.0
import DeviceIO
import Glibc
import TestSupport
import Testing

/// Debian's LCDd with its text driver, which draws the display on a terminal: here, on a pseudo-terminal.
private final class Daemon {
    let port: UInt16
    private var process: pid_t = 0
    private let screen: Pty
    private let configuration: String

    init() throws {
        port = try Self.freePort()
        screen = Pty()
        configuration = "/tmp/room-agent-lcdd-\(getpid())-\(port).conf"
        let text = """
            [server]
            DriverPath=/usr/lib/x86_64-linux-gnu/lcdproc/
            Driver=text
            Bind=127.0.0.1
            Port=\(port)
            User=nobody
            WaitTime=1
            ServerScreen=blank
            ReportToSyslog=no
            [text]
            Size=20x4

            """
        let file = try #require(fopen(configuration, "w"))
        fputs(text, file)
        fclose(file)
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        for descriptor in CInt(0)...2 {
            posix_spawn_file_actions_addopen(&actions, descriptor, screen.path, O_RDWR | O_NOCTTY, 0)
        }
        var words: [UnsafeMutablePointer<CChar>?] = ["LCDd", "-f", "-c", configuration].map { (word: String) in
            strdup(word)
        }
        words.append(nil)
        defer { for word in words { free(word) } }
        try #require(
            posix_spawn(&process, "/usr/sbin/LCDd", &actions, nil, &words, environ) == 0,
            "LCDd (package lcdproc) is needed")
    }

    deinit {
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
        unlink(configuration)
    }

    /// What stands on the display when `isThere` first holds, or at last.
    func rows(until isThere: ([String]) -> Bool) -> [String] {
        var text = ""
        var rows: [String] = []
        for _ in 0..<20 {
            text += screen.received()
            let lines = text.split { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }.map(String.init)
            let border = "+--------------------+"
            let ends = lines.indices.filter { lines[$0] == border }
            for end in ends.reversed() where end >= 5 && lines[end - 5] == border {
                rows = lines[(end - 4)..<end].map { String($0.dropFirst().dropLast()) }
                break
            }
            if isThere(rows) { break }
        }
        return rows
    }

    private static func freePort() throws -> UInt16 {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(socket) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let result = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(socket, address, length) == 0 && getsockname(socket, address, &length) == 0
            }
        }
        try #require(result)
        return UInt16(bigEndian: address.sin_port)
    }
}

@Suite("A display behind Debian's own LCDd", .serialized)
struct LCDdTests {
    /// Connects as the agent would: again and again until the server is there.
    private func connect(_ daemon: Daemon, size: DisplayDimensions? = nil) throws -> LCDdDisplay {
        for _ in 0..<100 {
            let display = try LCDdDisplay(host: "127.0.0.1", port: daemon.port, size: size)
            do throws(DeviceFailure) {
                if try drive(display, until: { $0.contains { if case .displayReady = $0 { true } else { false } } }) {
                    return display
                }
            } catch {
                #expect(error.code == .notFound)
            }
            display.close()
            _ = poll(nil, 0, 50)
        }
        throw DeviceFailure(.notFound, operation: "connect", subject: "LCDd")
    }

    /// Serves the socket until the inputs are as wanted, or for two seconds.
    private func drive(_ display: LCDdDisplay, until isDone: ([DeviceInput]) -> Bool) throws(DeviceFailure) -> Bool {
        var inputs: [DeviceInput] = []
        for _ in 0..<100 {
            var poller = pollfd(
                fd: display.descriptor ?? -1, events: Int16(POLLIN | (display.wantsWrite ? POLLOUT : 0)), revents: 0)
            guard poll(&poller, 1, 20) > 0 else {
                if isDone(inputs) { return true }
                continue
            }
            var ready = DeviceReadiness()
            if poller.revents & Int16(POLLIN) != 0 { ready.insert(.readable) }
            if poller.revents & Int16(POLLOUT) != 0 { ready.insert(.writable) }
            if poller.revents & Int16(POLLHUP | POLLERR) != 0 { ready.insert(.hungUp) }
            inputs += try display.handle(ready, now: .zero)
            if isDone(inputs) { return true }
        }
        return isDone(inputs)
    }

    @Test("rows appear, change, and hostile text stays text")
    func rows() throws {
        let daemon = try Daemon()
        let display = try connect(daemon)
        defer { display.close() }
        let first = ["Aalto          10:00", "Free until 11:00    ", "                    ", "                    "]
        try display.show(first, now: .zero)
        #expect(try drive(display, until: { _ in !display.wantsWrite }))
        #expect(daemon.rows { $0 == first } == first)

        let hostile = [
            "\"quoted\" \\ back {x}  ", "x\" widget_del room l", "\u{1B}[2Jevil\nbye       ", "-10 1 %s $HOME      ",
        ]
        try display.show(hostile, now: .zero)
        #expect(try drive(display, until: { _ in !display.wantsWrite }))
        let shown = [
            "\"quoted\" \\ back {x}  ", "x\" widget_del room l", "[2Jevilbye          ", "-10 1 %s $HOME      ",
        ]
        let seen = daemon.rows { rows in rows == shown.map { String($0.prefix(20)).padded } }
        #expect(seen == shown.map { String($0.prefix(20)).padded })
        #expect(display.refusals == 0)
    }

    @Test("the server's size is taken, unless another is configured")
    func size() throws {
        let daemon = try Daemon()
        let display = try LCDdDisplay(
            host: "127.0.0.1", port: daemon.port, size: DisplayDimensions(columns: 16, rows: 2))
        display.close()
        let connected = try connect(daemon, size: DisplayDimensions(columns: 16, rows: 2))
        defer { connected.close() }
        try connected.show(["sixteen columns.", "two"], now: .zero)
        #expect(try drive(connected, until: { _ in !connected.wantsWrite }))
        #expect(daemon.rows { $0.first?.hasPrefix("sixteen") == true }.first == "sixteen columns.    ")
    }

    @Test("a server that goes away is a loss; none is not found; one that isn't LCDd is told by its silence")
    func loss() throws {
        var daemon: Daemon? = try Daemon()
        let display = try connect(try #require(daemon))
        daemon = nil
        #expect(throws: DeviceFailure.self) { _ = try drive(display, until: { _ in false }) }
        display.close()

        let silent = try LCDdDisplay(host: "127.0.0.1", port: 1, size: nil)
        #expect(throws: DeviceFailure.self) { _ = try drive(silent, until: { _ in false }) }
        #expect(try silent.advance(to: .seconds(1)) == [])
        let failure = #expect(throws: DeviceFailure.self) { try silent.advance(to: .seconds(6)) }
        #expect(failure?.code == .protocolViolation)
        silent.close()
    }
}

extension String {
    fileprivate var padded: String { self + String(repeating: " ", count: max(0, 20 - count)) }
}
