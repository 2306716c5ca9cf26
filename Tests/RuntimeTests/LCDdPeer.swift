// SPDX-License-Identifier: Apache-2.0
import Glibc
import TestSupport

/// The far end of a display behind LCDd, in this process: virtual time jumps ahead of another's. It says what the test
/// has it say; how a device and a real LCDd get on is tried in DeviceIOTests.
final class LCDdPeer {
    static let hello = "connect LCDproc 0.5.9 protocol 0.3 lcd wid 20 hgt 4 cellwid 5 cellhgt 8\n"

    let port: UInt16
    private var listener: CInt
    private var client: CInt = -1

    /// Listens; at a port that was one's before, if it is given.
    init(port wanted: UInt16 = 0) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var isOn: CInt = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &isOn, socklen_t(MemoryLayout<CInt>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = wanted.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isListening = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                bind(listener, address, length) == 0 && listen(listener, 1) == 0
                    && getsockname(listener, address, &length) == 0
            }
        }
        precondition(isListening, "no port is free")
        self.listener = listener
        port = UInt16(bigEndian: address.sin_port)
    }

    deinit { goAway() }

    /// Takes the device's connection.
    func accept() {
        client = Glibc.accept(listener, nil, nil)
        _ = fcntl(client, F_SETFD, FD_CLOEXEC)
        _ = fcntl(client, F_SETFL, O_NONBLOCK)
    }

    func send(_ text: String) { _ = Glibc.send(client, text, text.utf8.count, Int32(MSG_NOSIGNAL)) }

    /// What the device has said so far, with what is still on its way: that takes the kernel real time, of which this
    /// waits 200 ms behind the last of it.
    func received() -> String {
        var text: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 16384)
        while waitForInput(client, milliseconds: 200),
            case let count = recv(client, &buffer, buffer.count, CInt(MSG_DONTWAIT)), count > 0
        {
            text += buffer[..<count]
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The server ends.
    func goAway() {
        if client >= 0 { close(client) }
        if listener >= 0 { close(listener) }
        client = -1
        listener = -1
    }
}
