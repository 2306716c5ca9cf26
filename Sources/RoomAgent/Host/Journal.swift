// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
package import RoomCore

/// Log lines on standard error, with the priority in front where the journal listens (sd-daemon(3)). A message that
/// repeats without end is written a few times a minute and then counted.
package final class Journal: AgentJournal {
    private let hasPriorities: Bool
    private let descriptor: CInt
    private let clock: () -> Duration
    private var windows: [String: (start: Duration, count: Int)] = [:]

    private static let maximumLineBytes = 1024
    private static let maximumValueBytes = 256
    /// Lines of one message within `window`.
    private static let maximumRepeats = 10
    private static let window = Duration.minutes(1)
    private static let maximumMessages = 256

    /// `clock` gives the time since boot. Priorities are written if `environment` says that the journal listens.
    /// Default of `descriptor`: standard error, which the service manager reads.
    package init(descriptor: CInt = STDERR_FILENO, environment: Environment, clock: @escaping () -> Duration) {
        self.descriptor = descriptor
        self.clock = clock
        hasPriorities = environment["JOURNAL_STREAM"] != nil
    }

    /// Writes one line of at most 1,024 bytes, each value cut to 256 and made printable ASCII. Of one message ten lines
    /// a minute are written; the next after that has `repeated=`, how many were left out. A write that fails is of no
    /// interest.
    package func write(
        _ level: JournalLevel, _ message: StaticString, _ fields: [(name: StaticString, value: String)]
    ) {
        let text = "\(message)"
        guard let suppressed = admit(text) else { return }
        var line = hasPriorities ? "<\(level.rawValue)>" : ""
        line += text
        for (name, value) in fields { line += " \(name)=\(Self.quoted(value))" }
        if suppressed > 0 { line += " repeated=\(suppressed)" }
        var bytes = Array(line.utf8.prefix(Self.maximumLineBytes))
        bytes.append(UInt8(ascii: "\n"))
        // A log that cannot be written must not stop the room.
        try? SystemCall.writeAll(descriptor, bytes)
    }

    /// Nil for a line to be left out; else how many were left out before it.
    private func admit(_ message: String) -> Int? {
        let now = clock()
        if windows.count > Self.maximumMessages { windows = [:] }
        guard let window = windows[message], now - window.start < Self.window else {
            let suppressed = max(0, (windows[message]?.count ?? 0) - Self.maximumRepeats)
            windows[message] = (now, 1)
            return suppressed
        }
        windows[message] = (window.start, window.count + 1)
        return window.count < Self.maximumRepeats ? 0 : nil
    }

    /// Printable ASCII as it is, in quotes where it has spaces or quotes; other bytes as `\x` escapes.
    private static func quoted(_ value: String) -> String {
        var result = ""
        var needsQuotes = value.isEmpty
        for byte in value.utf8.prefix(maximumValueBytes) {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                result += "\\"
                result.unicodeScalars.append(Unicode.Scalar(byte))
                needsQuotes = true
            case 0x20, UInt8(ascii: "="):
                result.unicodeScalars.append(Unicode.Scalar(byte))
                needsQuotes = true
            case 0x21..<0x7f: result.unicodeScalars.append(Unicode.Scalar(byte))
            default: result += "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
            }
        }
        return needsQuotes ? "\"\(result)\"" : result
    }
}

extension AgentJournal {
    /// Clients of a socket wait because this process, or the machine, has no descriptor for them (accept(2)).
    package func noDescriptor(_ cause: CInt) {
        warning("clients wait: no descriptor is left for them", ("cause", CallFailure("", errno: cause).reason))
    }
}
