// SPDX-License-Identifier: Apache-2.0

/// Cuts a byte stream into lines that end with CR, LF or both. It keeps at most `maximumBytes` between calls.
public struct LineReader: Sendable {
    /// The longest line, without its end: several times what the protocols have. What a device sends without line ends
    /// then costs no memory.
    public static let maximumBytes = 256
    private var tooLong = 0
    private var partial: [UInt8] = []
    private var isSkipping = false

    /// At the beginning of a line.
    public init() {}

    /// Adds bytes and returns the lines that they complete, without their ends and in order. Empty lines and lines
    /// beyond `maximumBytes` are left out. Bytes after the last end wait for the next call.
    public mutating func completeLines(with bytes: [UInt8]) -> [[UInt8]] {
        var lines: [[UInt8]] = []
        for byte in bytes {
            if byte == 10 || byte == 13 {
                if !partial.isEmpty && !isSkipping { lines.append(partial) }
                partial = []
                isSkipping = false
            } else if partial.count < Self.maximumBytes {
                partial.append(byte)
            } else if !isSkipping {
                isSkipping = true
                tooLong += 1
            }
        }
        return lines
    }

    /// How many lines were left out because they were too long, since this was asked last.
    public mutating func drainTooLong() -> Int {
        defer { tooLong = 0 }
        return tooLong
    }
}
