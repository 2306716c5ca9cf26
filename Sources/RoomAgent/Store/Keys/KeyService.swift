// SPDX-License-Identifier: Apache-2.0
internal import AgentCrypto
internal import JSON
package import RoomCore

/// One key service, as far as all of them are alike: a request in JSON over HTTPS, an answer in JSON, and what it means
/// that there is none. What is asked and answered holds a data key for a moment, so none of it is ever told.
package struct KeyService {
    /// An answer is awaited so long: the room's first sync waits behind it.
    static let timeout = Duration.seconds(10)
    /// A wrapped key has some hundred bytes.
    static let maximumReplyBytes = 64 * 1024
    /// Nobody may keep the window closed for longer by `Retry-After`.
    static let longestRetry = Duration.minutes(10)

    /// The key, for people: what it is and where.
    let name: String
    private let transport: () throws(HTTPFailure) -> any HTTPTransport

    /// - Parameters:
    ///   - name: of the key, for people; it must not hold a secret.
    ///   - transport: called for each request; it throws where no way to the service can be made, and is free to make
    ///     it once.
    package init(name: String, transport: @escaping () throws(HTTPFailure) -> any HTTPTransport) {
        self.name = name
        self.transport = transport
    }

    /// Posts one request, and waits `timeout` at most. The answer is JSON, whatever its status, or the service gave
    /// none: then it throws `.unreachable`, or `.denied` for a certificate that is not taken. `url` is https, or http
    /// to loopback.
    func post(
        _ url: String, _ headers: [(name: String, value: String)], _ members: [(key: String, value: JSONText)],
        identity: ClientIdentity? = nil
    ) async throws(KeyFailure) -> Answer {
        var request = HTTPRequest(
            .post, url, headers: headers + [("Content-Type", "application/json")],
            body: Array(JSONText.object(members).text.utf8), timeout: Self.timeout,
            maximumResponseBytes: Self.maximumReplyBytes)
        request.identity = identity
        let response: HTTPResponse
        do throws(HTTPFailure) { response = try await transport().send(request) } catch { throw failure(error) }
        let retry = response["retry-after"].flatMap { UInt32($0) }.map { Duration.seconds(Int64($0)) }
        guard let document = try? JSONDocument(response.body.isEmpty ? Array("{}".utf8) : response.body) else {
            // Login pages, front ends and proxies.
            throw unreachable("does not answer: what came is not JSON (\(response.status))", retry)
        }
        return Answer(status: response.status, document: document, retry: retry)
    }

    /// What a service said.
    struct Answer {
        /// Of HTTP.
        let status: Int
        /// An empty object for an empty body.
        let document: JSONDocument
        /// The wait that it asks for.
        let retry: Duration?

        /// It says nothing of us: too many requests, trouble, or another server that is to be asked.
        var isAbsence: Bool { status == 429 || (500...599).contains(status) || (300...399).contains(status) }

        /// The text at a JSON path such as `$.data.plaintext`, or a whole number's; empty for anything else.
        func text(_ path: String) -> String {
            switch document.value(at: path) {
            case .text(let text): text
            case .integer(let number): "\(number)"
            default: ""
            }
        }

        /// Whether `true` stands there, and nothing else that could be meant so.
        func isTrue(_ path: String) -> Bool { document.value(at: path) == .bool(true) }
    }

    /// The bytes as a data key; what was in the array is overwritten in any case. It throws `.otherKey` for any other
    /// length than `DataKey.byteCount`.
    func key(_ bytes: inout [UInt8]) throws(KeyFailure) -> SecretBytes {
        defer { SecretBytes.wipe(&bytes) }
        guard bytes.count == DataKey.byteCount, let key = try? SecretBytes(copying: bytes) else {
            throw otherKey("unwrapped what is no data key")
        }
        return key
    }

    /// What the service wrapped, in a form that the key book takes; `version` is its own word for its key's version, at
    /// most 20 characters. It throws `.unreachable` for what no service answers that is one.
    func wrapped(_ scheme: String, version: some StringProtocol, _ box: [UInt8]) throws(KeyFailure) -> WrappedKey {
        let version = String(version)
        guard (1...20).contains(version.utf8.count), version.isPrintableASCII, (1...4096).contains(box.count) else {
            throw unreachable("answers with what is no wrapped key")
        }
        return WrappedKey(scheme: scheme, version: version, box: box)
    }

    // MARK: Failures

    /// Nobody answered, or not as the service does: it is asked again, and nothing on the device changes. `retry` is
    /// the wait that it asks for; of that at most `longestRetry` counts.
    func unreachable(_ cause: String, _ retry: Duration? = nil, remedy: String? = nil) -> KeyFailure {
        var failure = KeyFailure(
            .unreachable, path: name, cause: cause,
            remedy: remedy ?? "Check the network and the service; the agent keeps asking.")
        failure.retryAfter = retry.map { min($0, Self.longestRetry) }
        return failure
    }

    /// The service says no to this device: its copy goes (`KeyKeeper.confirm`).
    func denied(_ cause: String, _ remedy: String) -> KeyFailure {
        KeyFailure(.denied, path: name, cause: cause, remedy: remedy)
    }

    /// The service has another key, or gave one: nothing on the device changes.
    func otherKey(_ cause: String) -> KeyFailure {
        KeyFailure(
            .otherKey, path: name, cause: cause,
            remedy: "Check that [store] key names the key that this room was set up with.")
    }

    private func failure(_ failure: HTTPFailure) -> KeyFailure {
        let detail = failure.detail.isEmpty ? failure.code.rawValue : failure.detail
        switch failure.code {
        case .certificate, .tls:
            return unreachable(
                "shows a certificate that is not trusted (\(detail))",
                remedy: "Check the clock, and ca-file under [vault] or [network].")
        case .clientCertificate:
            return denied(
                "does not take this device's certificate (\(detail))",
                "Check certificate and certificate-key under [vault], and who signed the certificate.")
        case .setup, .insecureURL:
            return unreachable("cannot be asked (\(detail))", remedy: "Check its address, and ca-file.")
        case .nameResolution, .connection, .proxy, .timedOut, .tooLarge, .malformedReply, .cancelled:
            return unreachable("does not answer (\(detail))")
        }
    }
}

extension String {
    /// Visible ASCII and nothing else: it can stand in a header.
    var isPrintableASCII: Bool { utf8.allSatisfy { (0x21...0x7E).contains($0) } }
}
