// SPDX-License-Identifier: Apache-2.0
import Glibc
package import RoomCore

/// A simulated room panel on a pseudo-terminal that speaks the agent's serial line protocol: one button, four lamps,
/// and a text display. The agent opens the other side as any serial device.
package final class RoomPty {
    package let path: String
    /// What the panel shows.
    package private(set) var face = PanelFace()
    package var onChange: () -> Void = {}

    private let master: CInt
    private let loop: any AgentLoop
    private var watch: (any LoopRegistration)?
    private var partial: [UInt8] = []
    /// The agent has the other side open.
    private var isAttached = false

    /// TIOCSPTLCK and TIOCGPTN of asm-generic/ioctls.h.
    private static let setLock: UInt = 0x4004_5431
    private static let getNumber: UInt = 0x8004_5430
    private static let maximumLineBytes = 1024
    /// While the agent is away the terminal reports a hang-up all the time; it is looked at again this much later.
    private static let absentInterval = Duration.milliseconds(50)

    package init(loop: any AgentLoop) throws(LoopFailure) {
        self.loop = loop
        // As posix_openpt, unlockpt and ptsname do it (pts(4), ioctl_tty(2)); Swift doesn't see those.
        master = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
        var unlocked: CInt = 0
        var number: CInt = 0
        guard master >= 0, ioctl(master, Self.setLock, &unlocked) == 0, ioctl(master, Self.getNumber, &number) == 0
        else {
            throw LoopFailure(operation: "/dev/ptmx", errno: errno)
        }
        path = "/dev/pts/\(number)"
        _ = fcntl(master, F_SETFL, O_NONBLOCK)
        beginWatching()
    }

    package func close() {
        watch?.cancel()
        Glibc.close(master)
    }

    /// One line of the device's side: `DOWN` or `UP`.
    package func send(_ line: String) {
        let bytes = Array((line + "\n").utf8)
        _ = write(master, bytes, bytes.count)
    }

    /// What the panel shows, top to bottom.
    package func screen(rows count: Int) -> [String] { (1...count).map { face.rows[$0] ?? "" } }

    private func beginWatching() {
        watch = try? loop.watch(master, for: .readable) { [unowned self] _ in receive() }
    }

    private func receive() {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = read(master, &buffer, buffer.count)
        if count < 0 && (errno == EAGAIN || errno == EINTR) { return }
        guard count > 0 else {
            watch?.cancel()
            // What the agent did not finish is no part of what its successor says.
            if isAttached {
                isAttached = false
                partial = []
                face.turnLampsOff(at: loop.now.uptime)
                onChange()
            }
            _ = loop.schedule(at: loop.now.uptime + Self.absentInterval, tolerance: .zero) { [weak self] in
                self?.beginWatching()
            }
            return
        }
        isAttached = true
        partial += buffer[..<count]
        while let end = partial.firstIndex(of: UInt8(ascii: "\n")) {
            face.read(String(decoding: partial[..<end], as: UTF8.self), at: loop.now.uptime)
            partial.removeSubrange(...end)
        }
        if partial.count > Self.maximumLineBytes { partial = [] }
        onChange()
    }
}
