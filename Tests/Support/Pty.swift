// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The far end of a serial line: a pseudo-terminal whose other side a device opens by its path.
package final class Pty {
    package let path: String
    package private(set) var master: CInt
    /// Kept open, so that the line isn't hung up while no device has it.
    private var slave: CInt

    package init() {
        var name = [CChar](repeating: 0, count: 128)
        var master: CInt = -1
        var slave: CInt = -1
        precondition(openpty(&master, &slave, &name, nil, nil) == 0, "no pseudo-terminal could be made")
        // A program that inherited them would keep the cable in.
        for end in [master, slave] { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        self.master = master
        self.slave = slave
        path = String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        _ = fcntl(master, F_SETFL, O_NONBLOCK)
    }

    deinit { hangUp() }

    package func send(_ text: String) { _ = write(master, text, text.utf8.count) }

    /// All that has come, waiting up to a second, or as long as told, for the first of it.
    package func received(milliseconds: CInt = 1000) -> String {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65536)
        var timeout = milliseconds
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
    package func hangUp() {
        if slave >= 0 { close(slave) }
        if master >= 0 { close(master) }
        slave = -1
        master = -1
    }
}

/// Waits until a descriptor can be read.
package func waitForInput(_ descriptor: CInt, milliseconds: CInt = 2000) -> Bool {
    var poller = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return poll(&poller, 1, milliseconds) > 0
}
