// SPDX-License-Identifier: Apache-2.0
import Glibc

/// Debian's LCDd with its text driver, which draws the display on a terminal: here, on a pseudo-terminal.
package final class LCDdServer {
    package let port: UInt16
    private var process: pid_t = 0
    private let screen: Pty
    private let folder = TemporaryFolder()

    /// Traps where there is no LCDd, or no free port.
    package init() {
        port = Self.freePort()
        screen = Pty()
        let text = """
            [server]
            DriverPath=\(Self.drivers)/
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
        let configuration = folder.write(text, to: "LCDd.conf", mode: 0o644)
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
        let result = posix_spawn(&process, "/usr/sbin/LCDd", &actions, nil, &words, environ)
        precondition(result == 0, "LCDd (package lcdproc) is needed")
    }

    deinit {
        kill(process, SIGKILL)
        waitpid(process, nil, 0)
    }

    /// It stands still, as it does where its driver waits for a display that hangs, or goes on.
    package func stand(still: Bool) { kill(process, still ? SIGSTOP : SIGCONT) }

    /// What stands on the display when `isThere` first holds, or at last.
    package func rows(until isThere: ([String]) -> Bool) -> [String] {
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

    /// Debian has them in the folder of the machine's architecture.
    private static var drivers: String {
        var found = glob_t()
        defer { globfree(&found) }
        let isFound = glob("/usr/lib/*/lcdproc", 0, nil, &found) == 0
        return isFound ? found.gl_pathv[0].map { String(cString: $0) } ?? "" : "/usr/lib/lcdproc"
    }

    private static func freePort() -> UInt16 {
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
        precondition(result, "no port is free")
        return UInt16(bigEndian: address.sin_port)
    }
}
