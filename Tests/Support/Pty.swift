// SPDX-License-Identifier: Apache-2.0
import Glibc

/// The far end of a serial line: a pseudo-terminal whose other side a device opens by its path.
package final class Pty {
    package let path: String
    package private(set) var master: CInt
    /// Kept open, so that the line isn't hung up while no device has it.
    private var slave: CInt

    package init() {
        (master, slave, path) = Self.open()
        _ = fcntl(master, F_SETFL, O_NONBLOCK)
    }

    /// Both ends, and the slave's path. A program that inherited them, also one that another test starts meanwhile,
    /// would keep the cable in.
    package static func open() -> (master: CInt, slave: CInt, path: String) {
        let kind = O_RDWR | O_NOCTTY | O_CLOEXEC
        let master = Glibc.open("/dev/ptmx", kind)
        // TIOCSPTLCK and TIOCGPTN of asm-generic/ioctls.h: unlocked, and its number.
        var isLocked: CInt = 0
        var number: CInt = 0
        let isMade = ioctl(master, 0x4004_5431, &isLocked) == 0 && ioctl(master, 0x8004_5430, &number) == 0
        precondition(isMade, "no pseudo-terminal could be made")
        let path = "/dev/pts/\(number)"
        return (master, Glibc.open(path, kind), path)
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
