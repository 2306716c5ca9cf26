// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import LocalSockets
import RoomCore
import Simulation
import TestSupport
import Testing

/// Listening and connecting with a kernel whose n-th call fails; each in a process of its own, because descriptors are
/// all of a process's.
@Suite("Sockets, with a kernel whose n-th call fails")
struct NetworkFaultTests {
    private static let causes: [CInt] = [EINTR, EMFILE, ENOMEM, EACCES]

    /// Open sockets; the test runner has other descriptors, which come and go.
    private static func openDescriptors() -> [String] {
        Folder.names("/proc/self/fd").compactMap { Path.target("/proc/self/fd/\($0)") }.filter {
            $0.hasPrefix("socket:")
        }
    }

    /// Runs `work` with each of its calls failing in each way, after `prepare`. What it makes has to be closed by then.
    private static func run(prepare: () -> Void = {}, work: () throws -> Void) throws {
        let whole = KernelFault(call: 0, errno: 0)
        try KernelFault.$current.withValue(whole) { try work() }
        #expect(whole.calls.count > 3)
        let before = openDescriptors()
        for number in 1...whole.calls.count {
            for cause in causes {
                prepare()
                let fault = KernelFault(call: number, errno: cause)
                do {
                    try KernelFault.$current.withValue(fault) { try work() }
                } catch let failure as SocketFailure {
                    #expect(failure.errno == cause, "\(failure)")
                    #expect(cause != EINTR, "\(failure)")
                }
                let open = openDescriptors()
                #expect(open.count == before.count, "\(whole.calls[number - 1]) fails with \(cause): \(open) \(before)")
            }
        }
        // Nothing that was left stands in the way.
        try work()
    }

    @Test("a listener is there, or the cause is told and nothing stays open", arguments: [true, false])
    func listening(isUnix: Bool) async {
        await #expect(processExitsWith: .success) { [isUnix] in try NetworkFaultTests.listen(isUnix) }
    }

    private static func listen(_ isUnix: Bool) throws {
        let folder = TemporaryFolder()
        let path = folder.file("socket")
        let network = SocketNetwork(loop: VirtualLoop(wall: Instant(secondsSince1970: 1_800_000_000)))
        try run {
            _ = unlink(path)
        } work: {
            let listener = try network.listen(
                at: isUnix ? .unix(path: path, mode: 0o660) : .loopback(port: 0), onExhaustion: { _ in },
                onClient: { _ in })
            listener.close()
        }
        #expect(!Path.exists(path))
    }

    @Test("a socket's bits are those that were asked for, whatever the umask, which nobody else sees changed")
    func bits() async {
        // The umask is all of a process's, too.
        await #expect(processExitsWith: .success) {
            let folder = TemporaryFolder()
            let network = SocketNetwork(loop: VirtualLoop(wall: Instant(secondsSince1970: 1_800_000_000)))
            for mask: mode_t in [0, 0o022, 0o077, 0o777] {
                for mode: UInt32 in [0o600, 0o660, 0o666] {
                    umask(mask)
                    let listener = try network.listen(
                        at: .unix(path: folder.file("socket"), mode: mode), onExhaustion: { _ in }, onClient: { _ in })
                    #expect(try Path.status(folder.file("socket")).st_mode & 0o777 == mode)
                    #expect(umask(0) == mask)
                    listener.close()
                }
            }
        }
    }

    @Test("a socket has its bits before anybody can connect to it, and one that cannot have them answers nobody")
    func unborn() throws {
        let folder = TemporaryFolder()
        let path = folder.file("socket")
        let fault = KernelFault(call: 0, errno: 0)
        let network = SocketNetwork(loop: VirtualLoop(wall: Instant(secondsSince1970: 1_800_000_000)))
        try KernelFault.$current.withValue(fault) {
            try network.listen(at: .unix(path: path), onExhaustion: { _ in }, onClient: { _ in }).close()
        }
        // listen(2), without which nobody can connect, is a part of the step that is called bind.
        #expect(fault.calls.filter { $0 == "bind" || $0 == "chmod" } == ["bind", "chmod", "bind"])
        let number = try #require(fault.calls.firstIndex(of: "chmod")) + 1
        #expect(throws: SocketFailure.self) {
            try KernelFault.$current.withValue(KernelFault(call: number, errno: EPERM)) {
                _ = try network.listen(at: .unix(path: path), onExhaustion: { _ in }, onClient: { _ in })
            }
        }
        let failure = #expect(throws: SocketFailure.self) { _ = try network.connect(to: .unix(path: path)) }
        #expect(failure?.errno == ECONNREFUSED)
    }

    @Test("a client is connected, or the cause is told and nothing stays open", arguments: [true, false])
    func connecting(isUnix: Bool) async {
        await #expect(processExitsWith: .success) { [isUnix] in try NetworkFaultTests.connect(isUnix) }
    }

    private static func connect(_ isUnix: Bool) throws {
        let folder = TemporaryFolder()
        let loop = VirtualLoop(wall: Instant(secondsSince1970: 1_800_000_000))
        let network = SocketNetwork(loop: loop)
        let listener = try network.listen(
            at: isUnix ? .unix(path: folder.file("socket")) : .loopback(port: 0), onExhaustion: { _ in },
            onClient: { $0.close() })
        try run(work: {
            let stream = try network.connect(to: listener.address)
            stream.begin { _ in }
            _ = stream.send([1])
            loop.run(for: .seconds(2))
            stream.close()
            loop.run(for: .seconds(2))
        })
        listener.close()
    }
}
