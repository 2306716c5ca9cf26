// SPDX-License-Identifier: Apache-2.0
package import Kernel
package import RoomCore

/// What `BufferedStream` needs of a kernel: two connected ends that take and give bytes and never wait. A socket is
/// one, and so is the test bench's pair of pipes.
package protocol ByteChannel: AnyObject {
    /// Who is at the other end; nil where nobody knows.
    var peer: StreamPeer? { get }

    /// What has come, at most `count` bytes; empty once the other side has finished, nil where nothing has come yet.
    func receive(atMost count: Int) throws(CallFailure) -> [UInt8]?

    /// How many of the bytes were taken; nil where none can be yet. EPIPE where nobody will ever take them.
    func send(_ bytes: UnsafeRawBufferPointer) throws(CallFailure) -> Int?

    /// Calls `handler` whenever the channel is ready for what is asked, level-triggered, or its other end is gone. It
    /// takes the place of the handler before it. With an empty `interest` nothing is called any more.
    func watch(for interest: Readiness, _ handler: @escaping (Readiness) -> Void) throws(LoopFailure)

    /// Lets the other side read an end behind all that was sent.
    func finish()

    /// Has `close()` look like a failure to the other side, where that can be.
    func breakOff()

    /// Ends both ways. Nothing else is called after it.
    func close()
}
