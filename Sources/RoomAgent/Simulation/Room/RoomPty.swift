// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
package import RoomCore

/// A simulated room panel on a pseudo-terminal that speaks the agent's serial line protocol: one button, four lamps,
/// and a text display. The agent opens the other side as any serial device.
package final class RoomPty {
    /// The terminal that the agent opens, such as `/dev/pts/3`.
    package let path: String
    /// What the panel shows.
    package private(set) var face = PanelFace()
    /// Called on the loop when the panel may show something else. Default: nothing is.
    package var onChange: () -> Void = {}

    private var master: Descriptor
    private let loop: any AgentLoop
    private var watch: (any LoopRegistration)?
    private var look: (any LoopRegistration)?
    private var partial: [UInt8] = []
    /// The agent has the other side open.
    private var isAttached = false

    /// TIOCSPTLCK and TIOCGPTN of asm-generic/ioctls.h.
    private static let setLock: UInt = 0x4004_5431
    private static let getNumber: UInt = 0x8004_5430
    private static let maximumLineBytes = 1024
    /// While the agent is away the terminal reports a hang-up all the time; it is looked at again this much later.
    private static let absentInterval = Duration.milliseconds(50)

    /// Makes the terminal, and listens. Throws where the kernel gives none.
    package init(loop: any AgentLoop) throws(LoopFailure) {
        self.loop = loop
        // As posix_openpt, unlockpt and ptsname do it (pts(4), ioctl_tty(2)); Swift doesn't see those.
        var number: CInt = 0
        do throws(CallFailure) {
            let made = try Descriptor(opening: "/dev/ptmx", O_RDWR | O_NONBLOCK)
            var unlocked: CInt = 0
            try SystemCall.run("TIOCSPTLCK") { ioctl(made.number, Self.setLock, &unlocked) }
            try SystemCall.run("TIOCGPTN") { ioctl(made.number, Self.getNumber, &number) }
            master = made
        } catch { throw LoopFailure(operation: "/dev/ptmx: \(error.operation)", errno: error.errno) }
        path = "/dev/pts/\(number)"
        beginWatching()
    }

    /// Stops listening, and closes the terminal: the agent sees its panel go. Nothing may be called afterwards.
    package func close() {
        watch?.cancel()
        look?.cancel()
        master.close()
    }

    /// One line of the device's side: `DOWN` or `UP`.
    package func send(_ line: String) {
        try? SystemCall.writeAll(master.number, Array((line + "\n").utf8))
    }

    /// What the panel shows, top to bottom.
    package func screen(rows count: Int) -> [String] { (1...count).map { face.rows[$0] ?? "" } }

    private func beginWatching() {
        watch = try? loop.watch(master.number, for: .readable) { [unowned self] _ in receive() }
    }

    private func receive() {
        // EIO is how a terminal says that nobody has its other side open.
        var bytes: [UInt8]? = []
        do throws(CallFailure) { bytes = try SystemCall.read(master.number, atMost: 4096) } catch {}
        guard let bytes else { return }
        guard !bytes.isEmpty else {
            watch?.cancel()
            // What the agent did not finish is no part of what its successor says.
            if isAttached {
                isAttached = false
                partial = []
                face.turnLampsOff(at: loop.now.uptime)
                onChange()
            }
            look = loop.schedule(at: loop.now.uptime + Self.absentInterval, tolerance: .zero) { [weak self] in
                self?.beginWatching()
            }
            return
        }
        isAttached = true
        partial += bytes
        while let end = partial.firstIndex(of: UInt8(ascii: "\n")) {
            face.read(String(decoding: partial[..<end], as: UTF8.self), at: loop.now.uptime)
            partial.removeSubrange(...end)
        }
        if partial.count > Self.maximumLineBytes { partial = [] }
        onChange()
    }
}
