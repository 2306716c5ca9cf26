// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import Testing

@Suite("A queue of bytes to send")
struct SendQueueTests {
    @Test("what is taken piece by piece comes whole and in order, whatever was added meanwhile")
    func order() throws {
        var queue = SendQueue(limit: 10_000)
        var sent: [UInt8] = []
        var expected: [UInt8] = []
        for turn in 0..<500 {
            let more = (0..<(turn * 7 % 23)).map { UInt8(truncatingIfNeeded: turn + $0) }
            if queue.append(more) { expected += more }
            let room = turn * 5 % 11
            let taken = try queue.flush { (bytes) throws(CallFailure) in
                sent += bytes.prefix(room)
                return min(room, bytes.count)
            }
            #expect(taken <= room)
            #expect(queue.count == expected.count - sent.count)
        }
        while !queue.isEmpty {
            try queue.flush { (bytes) throws(CallFailure) in
                sent += bytes
                return bytes.count
            }
        }
        #expect(sent == expected)
    }

    @Test("more than the limit is not taken, and nothing of it; what was taken makes room")
    func limit() throws {
        var queue = SendQueue(limit: 4)
        func append(_ bytes: [UInt8]) -> Bool { queue.append(bytes) }
        #expect(append([1, 2, 3]))
        #expect(!append([4, 5]))
        #expect(queue.count == 3)
        #expect(append([4]))
        try queue.flush { (_) throws(CallFailure) in 2 }
        #expect(append([5, 6]))
        #expect(!append([7]))
        var rest: [UInt8] = []
        try queue.flush { (bytes) throws(CallFailure) in
            rest = Array(bytes)
            return nil
        }
        #expect(rest == [3, 4, 5, 6])
        #expect(queue.count == 4)
    }

    @Test("a failure is thrown, and an empty queue asks nobody")
    func failures() throws {
        var queue = SendQueue(limit: 4)
        try queue.flush { (_) throws(CallFailure) in throw CallFailure("send", errno: EPIPE) }
        let isQueued = queue.append([1])
        #expect(isQueued)
        #expect(throws: CallFailure("send", errno: EPIPE)) {
            try queue.flush { (_) throws(CallFailure) in throw CallFailure("send", errno: EPIPE) }
        }
    }
}
