// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel

/// Why a device cannot be used: what was tried, on what, and what to do next.
public struct DeviceFailure: Error, Equatable, Sendable {
    /// What kind of failure it is; the raw values are for logs, and stay.
    public enum Code: String, Sendable {
        /// No such device, line, light or host.
        case notFound = "not-found"
        /// Several lines bear the name.
        case ambiguous
        /// Somebody else has it.
        case busy
        /// The kernel does not let us.
        case permission
        /// It was there, and is gone.
        case lost
        /// It is there, and cannot do this.
        case unsupported
        /// It answers, and not in the way it should.
        case protocolViolation = "protocol-violation"
    }

    /// What kind of failure it is.
    public var code: Code
    /// The system call or step.
    public var operation: String
    /// The device's address as configured.
    public var subject: String
    /// 0 where no system call failed.
    public var errno: Int32
    /// What is wrong, as a clause of a sentence.
    public var cause: String
    /// What to do next.
    public var remedy: String

    /// An empty cause is told by the errno, an empty remedy by the code.
    public init(
        _ code: Code, operation: String, subject: String, errno: Int32 = 0, cause: String = "", remedy: String = ""
    ) {
        self.code = code
        self.operation = operation
        self.subject = subject
        self.errno = errno
        self.cause = cause.isEmpty ? CallFailure(operation, errno: errno).text : cause
        self.remedy = remedy.isEmpty ? Self.remedy(for: code) : remedy
    }

    /// An address that is none.
    init(address: String, _ cause: String, _ remedy: String) {
        self.init(.unsupported, operation: "address", subject: address, cause: cause, remedy: remedy)
    }

    /// What a failed system call means for a device.
    init(_ failure: CallFailure, subject: String) {
        let code: Code =
            switch failure.errno {
            case ENOENT, ENXIO, ENODEV, ECONNREFUSED, EHOSTUNREACH: .notFound
            case EBUSY, EWOULDBLOCK: .busy
            case EACCES, EPERM: .permission
            case EIO, EPIPE, ECONNRESET: .lost
            default: .unsupported
            }
        let isTaken = code == .busy
        self.init(
            code, operation: failure.operation, subject: subject, errno: failure.errno,
            cause: isTaken ? "another program has it" : "")
    }

    private static func remedy(for code: Code) -> String {
        switch code {
        case .notFound: "check the cable and the address in the configuration"
        case .ambiguous: "write the chip's label and the line's number instead"
        case .busy: "stop the other program that uses it"
        case .permission: "add the agent's user to the device's group (gpio, dialout), or install the udev rules"
        case .lost: "check the cable; it is opened again as soon as it is back"
        case .unsupported: "use another device or driver"
        case .protocolViolation: "check that the address is the right device's"
        }
    }
}
