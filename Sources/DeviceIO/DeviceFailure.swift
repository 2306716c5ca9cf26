// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel

/// Why a device cannot be used: what was tried, on what, and what to do next. It holds nothing private.
public struct DeviceFailure: Error, Equatable, Sendable {
    /// The kinds of failure. The raw values are for logs and scripts, and stay.
    public enum Code: String, Sendable {
        /// No such device, line, light or host.
        case notFound = "not-found"
        /// Several lines or lights bear the name, and the address does not say which.
        case ambiguous
        /// Another program uses it.
        case busy
        /// The user that this program runs as may not open it.
        case permission
        /// It was there, and is gone.
        case lost
        /// It is there, and cannot do this.
        case unsupported
        /// It answers, but not as its protocol demands: mostly another device at this address.
        case protocolViolation = "protocol-violation"
    }

    /// What kind of failure it is.
    public var code: Code
    /// The system call or the step that failed, such as `open` or `address`.
    public var operation: String
    /// The device's address as configured.
    public var subject: String
    /// The errno of the failed system call; 0 where no system call failed.
    public var errno: Int32
    /// What is wrong, as a clause of a sentence: no capital, no full stop.
    public var cause: String
    /// What to do next, as a clause of a sentence; never empty.
    public var remedy: String

    /// Where `cause` is empty, `operation` and the words for `errno` stand in for it; where `remedy` is empty, the
    /// usual one for `code` does.
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

    /// An address that no device of this kind can have.
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
