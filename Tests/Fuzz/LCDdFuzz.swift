// SPDX-License-Identifier: Apache-2.0
import DeviceIO

/// Feeds bytes, in pieces, to what reads LCDd's lines.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzLCDd(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    var whole = LineReader()
    let lines = whole.completeLines(with: bytes)
    var pieces = LineReader()
    let step = Int(bytes.first ?? 0) % 7 + 1
    var cut: [[UInt8]] = []
    for start in stride(from: 0, to: bytes.count, by: step) {
        cut += pieces.completeLines(with: Array(bytes[start...].prefix(step)))
    }
    precondition(cut == lines && pieces.drainTooLong() == whole.drainTooLong())
    for line in lines {
        precondition(!line.isEmpty && line.count <= LineReader.maximumBytes)
        if case .connect(let size) = LCDdReply(line) {
            precondition((1...256).contains(size.columns) && (1...256).contains(size.rows))
        }
    }
    return 0
}
