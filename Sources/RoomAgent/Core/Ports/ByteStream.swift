// SPDX-License-Identifier: Apache-2.0

/// A two-way stream of bytes to another process, on the loop: the control socket's clients, the joiner, a panel. The
/// kernel's sockets are one conformer, `VirtualNetwork` of the test bench another.
///
/// Bounded both ways: nothing is received that the owner has no patience for, and no more waits to be sent than the
/// owner allows. Nothing is told to the owner from within one of these calls, but always in a turn of its own.
package protocol ByteStream: AnyObject {
    /// Who is at the other end, as the kernel noted it when they connected; nil where it notes none, as over TCP.
    var peer: StreamPeer? { get }

    /// Bytes of `send` that the other side has not taken yet.
    var queuedBytes: Int { get }

    /// More than these bytes never wait to be sent. Default: 64 KiB, what a socket of the kernel's has room for, too.
    var maximumQueuedBytes: Int { get set }

    /// Ends the stream (`.stalled`) once the other side has taken nothing for so long of what waits for it. Default:
    /// nil, never.
    var stallLimit: Duration? { get set }

    /// Whether what comes is received. While it is not, it stays with the sender, who has to wait. Default: true.
    var isReceiving: Bool { get set }

    /// Begins to receive. `handler` is called for each event, and is let go after the last one and at `close()`.
    func begin(_ handler: @escaping (StreamEvent) -> Void)

    /// Sends the bytes, at once or as soon as the other side takes them, whole and in order. False, and none of them
    /// is sent, where more than `maximumQueuedBytes` would have to wait, or nothing can be sent any more: the caller
    /// does without, or closes.
    func send(_ bytes: [UInt8]) -> Bool

    /// Sends no more. The other side reads the end behind what waits; what it sends is received as before.
    func finish()

    /// Ends the stream (`.deadline`) after so long, whatever happens; nil takes an earlier deadline back.
    func setDeadline(after limit: Duration?)

    /// Closes both ways at once, and drops what waits. May be called more than once. No event follows.
    func close()

    /// The same so that the other side sees a failure and no end, where the kernel can (a TCP reset).
    func reset()
}

/// What happens to a stream.
package enum StreamEvent: Equatable, Sendable {
    /// Bytes came: one at least, 16 KiB at most.
    case received([UInt8])
    /// The other side sends no more. It may still be there to receive; that it is gone shows when something is sent.
    case finished
    /// All that waited has been taken.
    case drained
    /// The stream is closed; this is the last event.
    case closed(StreamEnd)
}

/// Why a stream was closed by something else than `close()`.
package enum StreamEnd: Equatable, Sendable {
    /// The other side closed while something was on its way to it or to us, or died.
    case gone
    /// It took nothing for `stallLimit`.
    case stalled
    /// The time of `setDeadline` is over.
    case deadline
    /// The kernel refused something.
    case failed(errno: Int32)
}

/// Who is at the other end of a stream.
package struct StreamPeer: Equatable, Sendable {
    /// The user's number.
    package var user: UInt32
    /// The primary group and the supplementary ones.
    package var groups: Set<UInt32>

    /// As the kernel noted it.
    package init(user: UInt32, groups: Set<UInt32>) {
        self.user = user
        self.groups = groups
    }
}

/// Where one listens, or connects to.
package enum StreamAddress: Hashable, Sendable {
    /// A Unix socket at this path. A listener makes it with the bits of `mode`, from its birth on. Default: for our own
    /// user alone.
    case unix(path: String, mode: UInt32 = 0o600)
    /// TCP on 127.0.0.1. A listener may say 0: a port that is free.
    case loopback(port: UInt16)
    /// To listen only: TCP on an IPv4 address of this machine, most significant byte first; 0 for all of them.
    case network(address: UInt32, port: UInt16)
    /// To listen only: a listening socket that the service manager made and handed over, by its descriptor.
    case inherited(Int32)
}

/// Makes streams.
package protocol StreamNetwork: AnyObject {
    /// Takes clients from now on, until the listener is closed: each is given to `onClient`, which drops or keeps it.
    /// `onExhaustion` is told the errno when clients begin to wait because there is no descriptor left for them; they
    /// are taken as soon as there is.
    ///
    /// EADDRINUSE: somebody listens there. EEXIST: what lies at the path is no dead socket of ours, and is left alone.
    func listen(
        at address: StreamAddress, onExhaustion: @escaping (Int32) -> Void,
        onClient: @escaping (any ByteStream) -> Void
    ) throws(SocketFailure) -> any StreamListener

    /// A stream to who listens there. It is connected, or about to be, when this returns.
    func connect(to address: StreamAddress) throws(SocketFailure) -> any ByteStream
}

/// Takes clients.
package protocol StreamListener: AnyObject {
    /// Where: with the port that was free.
    var address: StreamAddress { get }

    /// Takes no more, and removes the socket that it made from the file system. May be called more than once.
    func close()
}

/// Why there is no socket, or no connection.
package struct SocketFailure: Error, Equatable, Sendable {
    /// The system call, or the step.
    package var operation: String
    /// The socket's path; of TCP, address and port.
    package var path: String
    /// The kernel's number for the cause.
    package var errno: Int32

    /// A call that failed.
    package init(operation: String, path: String, errno: Int32) {
        self.operation = operation
        self.path = path
        self.errno = errno
    }
}
