// SPDX-License-Identifier: Apache-2.0
import Glibc
import Testing

/// The far end of a serial line: a pseudo-terminal whose other side a device opens by its path.
final class Pty {
    let path: String
    private(set) var master: CInt
    /// Kept open, so that the line isn't hung up while no device has it.
    private var slave: CInt

    init() throws {
        var name = [CChar](repeating: 0, count: 128)
        var master: CInt = -1
        var slave: CInt = -1
        try #require(openpty(&master, &slave, &name, nil, nil) == 0)
        self.master = master
        self.slave = slave
        path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        _ = fcntl(master, F_SETFL, O_NONBLOCK)
    }

    deinit { hangUp() }

    func send(_ text: String) { _ = write(master, text, text.utf8.count) }

    /// All that has come, waiting up to a second for the first of it.
    func received() -> String {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        var timeout: CInt = 1000
        var poller = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
        while poll(&poller, 1, timeout) > 0 {
            let count = read(master, &buffer, buffer.count)
            if count <= 0 { break }
            text += buffer[..<count]
            timeout = 20
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The cable is pulled.
    func hangUp() {
        if slave >= 0 { close(slave) }
        if master >= 0 { close(master) }
        slave = -1
        master = -1
    }
}

/// Waits until a descriptor can be read.
func waitForInput(_ descriptor: CInt, milliseconds: CInt = 2000) -> Bool {
    var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&poller, 1, milliseconds) > 0
}
