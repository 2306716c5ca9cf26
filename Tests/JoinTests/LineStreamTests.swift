// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import LocalSockets
import RoomCore
import Simulation
import TestSupport
import Testing

@testable import JoinActions

@Suite("Lines between agent and joiner")
struct LineStreamTests {
    private static func pair() -> (near: CInt, far: CInt) {
        var ends: [CInt] = [-1, -1]
        precondition(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0, &ends) == 0)
        return (ends[0], ends[1])
    }

    @Test("go out and come in without the kernel being asked each time what to watch")
    func registrations() throws {
        let loop = VirtualLoop(wall: Instant(secondsSince1970: 1_800_000_000))
        let (near, far) = Self.pair()
        var lines: [String] = []
        let stream = LineStream(
            BufferedStream(Descriptor(owning: near), loop: loop), onLine: { lines.append($0) }, onEnd: {})
        for number in 0..<100 {
            stream.send("line \(number)")
            _ = write(far, "answer\n", 7)
            loop.run(for: .milliseconds(1))
        }
        #expect(lines.count == 100)
        #expect(loop.watchesMade == 1)
        stream.close()
        close(far)
    }

    @Test("wait for a peer that is slow, up to a limit, and then go out whole and in order")
    func backlog() throws {
        let loop = VirtualLoop(wall: Instant(secondsSince1970: 1_800_000_000))
        let (near, far) = Self.pair()
        var size: CInt = 4096
        setsockopt(near, SOL_SOCKET, SO_SNDBUF, &size, socklen_t(MemoryLayout<CInt>.size))
        var isOver = false
        let stream = LineStream(
            BufferedStream(Descriptor(owning: near), loop: loop), onLine: { _ in }, onEnd: { isOver = true })
        let line = String(repeating: "x", count: 999)
        for _ in 0..<40 { stream.send(line) }
        var received = 0
        var buffer = [UInt8](repeating: 0, count: 65536)
        while received < 40_000 {
            let count = read(far, &buffer, buffer.count)
            guard count > 0 else { break }
            received += count
            loop.run(for: .milliseconds(1))
        }
        #expect(received == 40_000 && !isOver)
        // To wait for room, and to wait no more.
        #expect(loop.watchesMade == 3)
        for _ in 0..<100 { stream.send(line) }
        #expect(isOver)
        close(far)
    }
}
