// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
import Kernel

/// A serial line or terminal, opened so that nothing on it can make us wait (termios(3), ioctl_tty(2)).
final class SerialPort {
    let path: String
    private var line: Descriptor
    /// More is not queued for a device that does not take it: what it shows will be drawn anew instead.
    private var outgoing = SendQueue(limit: 4096)
    private var hasDropped = false

    static let speeds: [Int: speed_t] = [
        1200: speed_t(B1200), 2400: speed_t(B2400), 4800: speed_t(B4800), 9600: speed_t(B9600), 19200: speed_t(B19200),
        38400: speed_t(B38400), 57600: speed_t(B57600), 115_200: speed_t(B115200),
    ]

    /// Without waiting for a carrier, alone, raw, and without hanging up when it is closed. `baud` is nil for terminals
    /// that keep their own settings.
    init(path: String, baud: Int?, subject: String) throws(DeviceFailure) {
        self.path = path
        do throws(CallFailure) {
            line = try Descriptor(opening: path, O_RDWR | O_NONBLOCK)
            try SystemCall.run("flock") { flock(line.number, LOCK_EX | LOCK_NB) }
        } catch { throw DeviceFailure(error, subject: subject) }
        var settings = termios()
        do throws(CallFailure) { try SystemCall.run("tcgetattr") { tcgetattr(line.number, &settings) } } catch {
            throw DeviceFailure(
                .unsupported, operation: error.operation, subject: subject, errno: error.errno,
                cause: "\(path) is no serial line or terminal", remedy: "check the path")
        }
        Self.set(&settings, baud)
        do throws(CallFailure) {
            try SystemCall.run("tcsetattr") { tcsetattr(line.number, TCSANOW, &settings) }
        } catch { throw DeviceFailure(error, subject: subject) }
        SystemCall.succeeds("tcflush") { tcflush(line.number, TCIOFLUSH) }
    }

    /// Takes over a line that is open already, does not block and has no settings.
    init(owning descriptor: CInt, path: String) {
        self.path = path
        line = Descriptor(owning: descriptor)
    }

    /// For the kernel to wait for it.
    var descriptor: CInt { line.number }

    private static func set(_ settings: inout termios, _ baud: Int?) {
        cfmakeraw(&settings)
        settings.c_cflag |= tcflag_t(CS8 | CREAD | CLOCAL)
        settings.c_cflag &=
            ~(tcflag_t(bitPattern: Int32(truncatingIfNeeded: hardwareFlow)) | tcflag_t(PARENB | CSTOPB | HUPCL))
        settings.c_iflag &= ~tcflag_t(IXON | IXOFF)
        if let baud, let speed = speeds[baud] {
            cfsetispeed(&settings, speed)
            cfsetospeed(&settings, speed)
        }
        // One byte at least: an empty line is EAGAIN then, so that a read of nothing can only be a hang-up.
        withUnsafeMutableBytes(of: &settings.c_cc) { characters in
            characters[Int(VMIN)] = 1
            characters[Int(VTIME)] = 0
        }
    }

    /// CRTSCTS of asm-generic/termbits.h, which Swift does not see.
    private static let hardwareFlow: UInt32 = 0x8000_0000

    /// The terminal's own size, if it knows it.
    var size: DisplayDimensions? {
        var size = winsize()
        let isKnown = SystemCall.succeeds("TIOCGWINSZ") { ioctl(line.number, UInt(TIOCGWINSZ), &size) }
        guard isKnown, size.ws_col > 0, size.ws_row > 0 else { return nil }
        return DisplayDimensions(columns: Int(size.ws_col), rows: Int(size.ws_row))
    }

    /// What has come; empty while nothing has. A line that was hung up throws.
    func read(subject: String) throws(DeviceFailure) -> [UInt8] {
        do throws(CallFailure) {
            guard let bytes = try SystemCall.read(line.number, atMost: ReadPace.maximumReadBytes) else { return [] }
            if bytes.isEmpty { throw CallFailure("read", errno: EIO) }
            return bytes
        } catch {
            throw DeviceFailure(
                .lost, operation: error.operation, subject: subject, errno: error.errno, cause: "\(path) was hung up")
        }
    }

    var wantsWrite: Bool { !outgoing.isEmpty }

    /// Sends, or queues what the line does not take yet. Where that is too much already, the bytes are dropped, and
    /// `resume` says later that everything has to be drawn anew.
    func write(_ bytes: [UInt8], subject: String) throws(DeviceFailure) {
        guard outgoing.append(bytes) else {
            hasDropped = true
            return
        }
        try flush(subject: subject)
    }

    /// Sends what waits, for a line that takes something again. True, once, where something was dropped meanwhile and
    /// nothing waits any more: the device shows less than it was told, and everything is drawn anew.
    func resume(subject: String) throws(DeviceFailure) -> Bool {
        try flush(subject: subject)
        guard hasDropped, !wantsWrite else { return false }
        hasDropped = false
        return true
    }

    private func flush(subject: String) throws(DeviceFailure) {
        do throws(CallFailure) {
            try outgoing.flush { (bytes) throws(CallFailure) in try SystemCall.write(line.number, bytes) }
        } catch { throw DeviceFailure(error, subject: subject) }
    }

    /// At once: an open descriptor would keep the device's number from coming back.
    func close() { line.close() }
}
