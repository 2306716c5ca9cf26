// SPDX-License-Identifier: Apache-2.0
import Glibc
import RoomCore

/// The far end of a serial line whose cable somebody pulls: a pair of sockets, which hand bytes over at once. A
/// pseudo-terminal does that in a thread of the kernel, at a time that no seed decides.
final class SeedLine {
    private(set) var isPlugged = true
    /// Nothing of it is read: what the agent says waits.
    var isHeld = false {
        didSet {
            guard isHeld != oldValue else { return }
            waitsSince = nil
            if isOpen { listen() }
        }
    }
    /// Since when something waits that nobody reads.
    private(set) var waitsSince: Duration?
    var isOpen: Bool { line >= 0 }
    private let loop: any AgentLoop
    private let came: () -> Void
    private var line: CInt = -1
    private var watch: (any LoopRegistration)?

    /// `came` is called when the agent has said something.
    init(loop: any AgentLoop, came: @escaping () -> Void) {
        self.loop = loop
        self.came = came
    }

    /// The agent's end, anew; nil where nothing is plugged in.
    func open() -> CInt? {
        guard isPlugged else { return nil }
        hangUp()
        var ends: [CInt] = [-1, -1]
        let kind = SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
        guard socketpair(AF_UNIX, CInt(kind), 0, &ends) == 0 else { preconditionFailure("no sockets for a line") }
        line = ends[0]
        listen()
        return ends[1]
    }

    private func listen() {
        watch?.cancel()
        watch = try? loop.watch(line, for: .readable) { [unowned self] _ in
            guard isHeld else { return came() }
            waitsSince = waitsSince ?? loop.now.uptime
            watch?.cancel()
        }
    }

    func plug(_ isPlugged: Bool) {
        self.isPlugged = isPlugged
        if !isPlugged { hangUp() }
    }

    func hangUp() {
        watch?.cancel()
        watch = nil
        if line >= 0 { close(line) }
        line = -1
    }

    func send(_ words: String) { send(bytes: Array((words + "\n").utf8)) }

    func send(bytes: [UInt8]) {
        guard line >= 0 else { return }
        _ = Glibc.send(line, bytes, bytes.count, CInt(MSG_NOSIGNAL))
    }

    /// What the agent has said since; where that is more than some screens, the first of it.
    func read() -> [UInt8] {
        guard line >= 0, !isHeld else { return [] }
        var isOver = false
        let bytes = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, length in
            let count = Glibc.read(line, buffer.baseAddress, buffer.count)
            isOver = count == 0
            length = max(count, 0)
        }
        if isOver { hangUp() }
        return bytes
    }
}
