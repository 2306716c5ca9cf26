// SPDX-License-Identifier: Apache-2.0

/// Sends HTTP requests. `CurlTransport` is the real one.
package protocol HTTPTransport {
    /// Sends one request and returns the whole reply, whatever its status. Redirects are not followed. Cancelling the
    /// task aborts the transfer.
    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse

    /// Sends one request whose reply need not end, and hands on what comes, piece by piece and on the loop's thread:
    /// the status and the headers first. Returns when the reply has ended, or when `take` returned false. The
    /// request's time-out is for the first piece; after it, `.timedOut` is thrown once nothing has come for
    /// `idleLimit`. Redirects are not followed. Cancelling the task aborts the transfer.
    ///
    /// Default: a transport that has no streams throws `.setup`.
    func stream(
        _ request: HTTPRequest, idleLimit: Duration, _ take: @escaping (HTTPPiece) -> Bool
    ) async throws(HTTPFailure)
}

extension HTTPTransport {
    /// Throws `.setup`: a transport without streams.
    package func stream(
        _ request: HTTPRequest, idleLimit: Duration, _ take: @escaping (HTTPPiece) -> Bool
    ) async throws(HTTPFailure) {
        throw HTTPFailure(.setup, detail: "no streams")
    }
}

/// A part of a reply that is a stream.
package enum HTTPPiece: Sendable {
    /// Status and headers; the body is empty.
    case head(HTTPResponse)
    /// One byte at least.
    case bytes([UInt8])
}

/// One request, and the limits of its reply.
package struct HTTPRequest: Sendable {
    /// A method by its name in the protocol, in capitals (RFC 9110, section 9); any of them, not only those named here.
    package struct Method: RawRepresentable, Hashable, Sendable {
        /// The name as it is sent.
        package let rawValue: String
        /// Any method, in capitals.
        package init(rawValue: String) { self.rawValue = rawValue }

        /// Reads, and changes nothing.
        package static let get = Method(rawValue: "GET")
        /// Adds something, or asks with a body.
        package static let post = Method(rawValue: "POST")
        /// Changes what the body names, and leaves the rest.
        package static let patch = Method(rawValue: "PATCH")
        /// Removes; in Google's calendar an event is cancelled by it.
        package static let delete = Method(rawValue: "DELETE")
    }

    /// What to do with the resource.
    package var method: Method
    /// Absolute, already percent-encoded; https, or http to a loopback address.
    package var url: String
    /// Sent besides those that the transport makes itself, in this order. Default: none.
    package var headers: [(name: String, value: String)]
    /// Default: empty.
    package var body: [UInt8]
    /// The longest time for the whole exchange, connecting included. Default: 30 s.
    package var timeout: Duration
    /// The most bytes of a body, counted after decompression; a longer one fails with `.tooLarge`. Default: 32 MiB.
    package var maximumResponseBytes: Int
    /// What this device shows of itself where the server asks for a client certificate (mutual TLS). Default: nil,
    /// nothing.
    package var identity: ClientIdentity?

    package init(
        _ method: Method, _ url: String, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
        timeout: Duration = .seconds(30), maximumResponseBytes: Int = 32 * 1024 * 1024
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.timeout = timeout
        self.maximumResponseBytes = maximumResponseBytes
    }
}

/// A certificate and its private key, both in PEM form, with which a client shows a server who it is (mutual TLS).
package struct ClientIdentity: Hashable, Sendable {
    /// The client's own certificate first; those that signed it may follow.
    package var certificate: [UInt8]
    /// Of the certificate, unencrypted.
    package var key: Private<[UInt8]>

    /// Both as their files have them.
    package init(certificate: [UInt8], key: Private<[UInt8]>) {
        self.certificate = certificate
        self.key = key
    }
}

/// A whole reply.
package struct HTTPResponse: Sendable {
    /// The status code, such as 200. A reply of 400 or more is a reply too, and no `HTTPFailure`.
    package var status: Int
    /// Names in lower case, in order of arrival.
    package var headers: [(name: String, value: String)]
    /// The body, decompressed; empty where there was none.
    package var body: [UInt8]

    package init(status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// The first header of that name (given in lower case).
    package subscript(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}

/// Why no reply came. URLs and header values are never part of it.
package struct HTTPFailure: Error, Equatable {
    /// The kinds of failure.
    package enum Code: String, Sendable {
        /// No such host, or the resolver didn't answer.
        case nameResolution
        /// Refused, unreachable, reset.
        case connection
        /// The proxy could not be reached or refused.
        case proxy
        /// `HTTPRequest.timeout` passed before the reply was whole.
        case timedOut
        /// The certificate is not trusted, not yet or no longer valid, or for another name.
        case certificate
        /// The TLS handshake failed otherwise.
        case tls
        /// Our own certificate or its key cannot be used, or the server does not take it.
        case clientCertificate
        /// The body is longer than `HTTPRequest.maximumResponseBytes`.
        case tooLarge
        /// The reply is not HTTP, or broke off.
        case malformedReply
        /// Refused before sending: not https, and not http to loopback.
        case insecureURL
        /// Our own task was cancelled.
        case cancelled
        /// Our own set-up: the CA file cannot be read, no memory.
        case setup
    }

    /// What kind of failure it is.
    package var code: Code
    /// What the library said, in its words, without private values.
    package var detail: String

    package init(_ code: Code, detail: String = "") {
        self.code = code
        self.detail = detail
    }
}
