// SPDX-License-Identifier: Apache-2.0
import Glibc

extension SystemCall {
    /// What has come, at most `count` bytes (read(2)); empty at the end, nil where nothing has come yet. Throws what
    /// read(2) says, such as EIO from a line that was hung up.
    package static func read(_ number: CInt, atMost count: Int) throws(CallFailure) -> [UInt8]? {
        var outcome: Result<Int?, CallFailure> = .success(nil)
        let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            let place = UnsafeMutableRawBufferPointer(buffer)
            do throws(CallFailure) {
                let count = try read(number, into: place)
                filled = count ?? 0
                outcome = .success(count)
            } catch { outcome = .failure(error) }
        }
        return try outcome.get() == nil ? nil : bytes
    }

    /// The same into a buffer: how many bytes came.
    package static func read(
        _ number: CInt, into buffer: UnsafeMutableRawBufferPointer
    ) throws(CallFailure) -> Int? {
        try runWithoutWaiting("read") { Glibc.read(number, buffer.baseAddress, buffer.count) }
    }

    /// Fills as much of the buffer as the file has left, and says how much that was.
    package static func readAll(_ number: CInt, into buffer: UnsafeMutableRawBufferPointer) throws(CallFailure) -> Int {
        var filled = 0
        while filled < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[filled...])
            let count = try run("read") { Glibc.read(number, rest.baseAddress, rest.count) }
            if count == 0 { break }
            filled += count
        }
        return filled
    }

    /// How many of the bytes were taken (write(2)); nil where none can be yet.
    package static func write(_ number: CInt, _ bytes: UnsafeRawBufferPointer) throws(CallFailure) -> Int? {
        try runWithoutWaiting("write") { Glibc.write(number, bytes.baseAddress, bytes.count) }
    }

    /// Writes all of the bytes. EAGAIN is a failure here: this is for files, and for descriptors that may block.
    package static func writeAll(_ number: CInt, _ bytes: UnsafeRawBufferPointer) throws(CallFailure) {
        var rest = bytes
        while !rest.isEmpty {
            let count = try run("write") { Glibc.write(number, rest.baseAddress, rest.count) }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// The same of an array.
    package static func writeAll(_ number: CInt, _ bytes: [UInt8]) throws(CallFailure) {
        var failure: CallFailure?
        bytes.withUnsafeBytes { bytes in
            do throws(CallFailure) { try writeAll(number, bytes) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    /// How many of the bytes a socket took (send(2)); nil where none can be yet. EPIPE, and no signal, where the other
    /// end is gone.
    package static func send(_ number: CInt, _ bytes: UnsafeRawBufferPointer) throws(CallFailure) -> Int? {
        try runWithoutWaiting("send") { Glibc.send(number, bytes.baseAddress, bytes.count, CInt(MSG_NOSIGNAL)) }
    }

    /// Makes calls on the descriptor return at once, where they would have had to wait (O_NONBLOCK), and an exec close
    /// it (FD_CLOEXEC).
    package static func makeNonBlocking(_ number: CInt) throws(CallFailure) {
        // Of its flags a socket, a pipe or a terminal has no other that is set.
        try run("fcntl") { fcntl(number, F_SETFL, O_NONBLOCK) }
        closeOnExec(number)
    }

    /// Has an exec close the descriptor.
    package static func closeOnExec(_ number: CInt) { succeeds("fcntl") { fcntl(number, F_SETFD, FD_CLOEXEC) } }
}
