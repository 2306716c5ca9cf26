// SPDX-License-Identifier: Apache-2.0
import Glibc
package import RoomCore

/// Takes clients from a listening socket, on the loop.
///
/// Where this process, or the machine, has no descriptor left for a client (EMFILE, ENFILE; accept(2)), the client
/// stays in the kernel's queue and the socket stays readable, so that a loop that merely went on would spin. The
/// listener then looks away for `pause`, and so on until there is room again.
package final class SocketListener {
    private let descriptor: CInt
    private let loop: any AgentLoop
    private let onClient: (CInt) -> Void
    private let onExhaustion: (CInt) -> Void
    private var watch: (any LoopRegistration)?
    private var resumption: (any LoopRegistration)?
    /// It has been told; nothing more is until every waiting client was taken.
    private var isExhausted = false

    private static let pause = Duration.seconds(1)
    /// More wait for the next turn of the loop, so that others get theirs.
    private static let clientsPerTurn = 16

    /// `descriptor` listens; the caller keeps it open until it has called `stop()`. `onClient` gets each client's
    /// descriptor, which does not block, and owns it. `onExhaustion` is told the errno once for each shortage.
    package init(
        _ descriptor: CInt, loop: any AgentLoop, onExhaustion: @escaping (CInt) -> Void,
        onClient: @escaping (CInt) -> Void
    ) throws(LoopFailure) {
        self.descriptor = descriptor
        self.loop = loop
        self.onClient = onClient
        self.onExhaustion = onExhaustion
        UnixSocket.setNonBlocking(descriptor)
        try listen()
    }

    /// Takes no more clients.
    package func stop() {
        watch?.cancel()
        watch = nil
        resumption?.cancel()
    }

    private func listen() throws(LoopFailure) {
        watch = try loop.watch(descriptor, for: .readable) { [unowned self] _ in accept() }
    }

    private func accept() {
        for _ in 0..<Self.clientsPerTurn {
            switch UnixSocket.accept(descriptor) {
            case .client(let client): onClient(client)
            case .nobody:
                isExhausted = false
                return
            case .exhausted(let errno): return rest(errno)
            }
            // A client may be what ends this listener.
            if watch == nil { return }
        }
    }

    private func rest(_ errno: CInt) {
        watch?.cancel()
        watch = nil
        // epoll_ctl(2) may lack memory, too.
        resumption = loop.schedule(at: loop.now.uptime + Self.pause, tolerance: Self.pause / 4) { [unowned self] in
            do throws(LoopFailure) { try listen() } catch { rest(error.errno) }
        }
        if isExhausted { return }
        isExhausted = true
        onExhaustion(errno)
    }
}
