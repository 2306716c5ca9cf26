// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel

/// Standard input by lines, with a limit.
struct StandardInput {
    private let maximumLineBytes: Int
    private var buffered: [UInt8] = []
    private var start = 0
    private var isAtEnd = false

    init(maximumLineBytes: Int) { self.maximumLineBytes = maximumLineBytes }

    /// The next line without its end; `.some(nil)` for one that is too long; nil at the end.
    mutating func next() -> [UInt8]?? {
        var isTooLong = false
        while true {
            if let end = buffered[start...].firstIndex(of: 10) {
                let line = Array(buffered[start..<end])
                start = end + 1
                return .some(isTooLong ? nil : line)
            }
            if buffered.count - start > maximumLineBytes {
                isTooLong = true
                buffered = []
                start = 0
            }
            if isAtEnd {
                guard start < buffered.count || isTooLong else { return nil }
                defer { buffered = [] }
                let line = Array(buffered[start...])
                start = 0
                return .some(isTooLong ? nil : line)
            }
            fill()
        }
    }

    private mutating func fill() {
        buffered.removeFirst(start)
        start = 0
        let chunk = (try? SystemCall.read(STDIN_FILENO, atMost: 65536)) ?? []
        if chunk.isEmpty { isAtEnd = true } else { buffered += chunk }
    }
}
