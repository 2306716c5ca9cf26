// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc

/// A serial line or terminal, opened so that nothing on it can make us wait (termios(3), ioctl_tty(2)).
final class SerialPort {
    let path: String
    let descriptor: CInt
    private var outgoing: [UInt8] = []

    /// More is not queued for a device that does not take it: what it shows will be drawn anew instead.
    private static let maximumQueuedBytes = 4096

    static let speeds: [Int: speed_t] = [
        1200: speed_t(B1200), 2400: speed_t(B2400), 4800: speed_t(B4800), 9600: speed_t(B9600), 19200: speed_t(B19200),
        38400: speed_t(B38400), 57600: speed_t(B57600), 115_200: speed_t(B115200),
    ]

    /// Without waiting for a carrier, alone, raw, and without hanging up when it is closed. `baud` is nil for terminals
    /// that keep their own settings.
    init(path: String, baud: Int?, subject: String) throws(DeviceFailure) {
        self.path = path
        let flags = O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC
        let descriptor = open(path, flags)
        guard descriptor >= 0 else { throw DeviceFailure(errno: errno, operation: "open", subject: subject) }
        self.descriptor = descriptor
        do throws(DeviceFailure) { try prepare(baud, subject) } catch {
            Glibc.close(descriptor)
            throw error
        }
    }

    private func prepare(_ baud: Int?, _ subject: String) throws(DeviceFailure) {
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            throw DeviceFailure(errno: errno, operation: "flock", subject: subject)
        }
        var settings = termios()
        guard tcgetattr(descriptor, &settings) == 0 else {
            throw DeviceFailure(
                .unsupported, operation: "tcgetattr", subject: subject, errno: errno,
                cause: "\(path) is no serial line or terminal", remedy: "check the path")
        }
        cfmakeraw(&settings)
        settings.c_cflag |= tcflag_t(CS8 | CREAD | CLOCAL)
        settings.c_cflag &=
            ~(tcflag_t(bitPattern: Int32(truncatingIfNeeded: Self.hardwareFlow)) | tcflag_t(PARENB | CSTOPB | HUPCL))
        settings.c_iflag &= ~tcflag_t(IXON | IXOFF)
        if let baud, let speed = Self.speeds[baud] {
            cfsetispeed(&settings, speed)
            cfsetospeed(&settings, speed)
        }
        // One byte at least: an empty line is EAGAIN then, so that a read of nothing can only be a hang-up.
        withUnsafeMutableBytes(of: &settings.c_cc) { characters in
            characters[Int(VMIN)] = 1
            characters[Int(VTIME)] = 0
        }
        guard tcsetattr(descriptor, TCSANOW, &settings) == 0 else {
            throw DeviceFailure(errno: errno, operation: "tcsetattr", subject: subject)
        }
        tcflush(descriptor, TCIOFLUSH)
    }

    /// CRTSCTS of asm-generic/termbits.h, which Swift does not see.
    private static let hardwareFlow: UInt32 = 0x8000_0000

    /// The terminal's own size, if it knows it.
    var size: DisplayDimensions? {
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else { return nil }
        return DisplayDimensions(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }

    /// What has come; empty if nothing has. Nothing and a hang-up both throw.
    func read(subject: String) throws(DeviceFailure) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: ReadPace.maximumReadBytes)
        let count = Glibc.read(descriptor, &buffer, buffer.count)
        if count < 0 && (errno == EAGAIN || errno == EINTR) { return [] }
        guard count > 0 else {
            throw DeviceFailure(
                .lost, operation: "read", subject: subject, errno: count == 0 ? EIO : errno,
                cause: "\(path) was hung up")
        }
        return Array(buffer[..<count])
    }

    var wantsWrite: Bool { !outgoing.isEmpty }

    /// Sends, or queues what the line does not take yet. False if it had to be dropped.
    func write(_ bytes: [UInt8], subject: String) throws(DeviceFailure) -> Bool {
        guard outgoing.count + bytes.count <= Self.maximumQueuedBytes else { return false }
        outgoing += bytes
        try flush(subject: subject)
        return true
    }

    func flush(subject: String) throws(DeviceFailure) {
        guard !outgoing.isEmpty else { return }
        let count = Glibc.write(descriptor, outgoing, outgoing.count)
        if count < 0 && (errno == EAGAIN || errno == EINTR) { return }
        guard count >= 0 else { throw DeviceFailure(errno: errno, operation: "write", subject: subject) }
        outgoing.removeFirst(count)
    }

    /// At once: an open descriptor would keep the device's number from coming back.
    func close() { Glibc.close(descriptor) }
}
