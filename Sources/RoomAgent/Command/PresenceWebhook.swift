// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import AgentFaces
import JSON
package import RoomCore

/// Posts changes of presence to an address, signed as Standard Webhooks have it
/// (https://github.com/standard-webhooks/standard-webhooks, "Signature scheme"): HMAC-SHA256 over ID, time and body.
package final class PresenceWebhook: PresenceReceiver {
    private let address: Private<String>
    private let room: String
    private let transport: () throws(HTTPFailure) -> any HTTPTransport
    private let key: () -> [UInt8]?

    private static let timeout = Duration.seconds(15)
    private static let maximumReplyBytes = 64 * 1024
    /// Nobody may have us wait for longer.
    private static let longestWait = Duration.hours(24)

    /// - Parameters:
    ///   - room: the room's name, which the messages carry.
    ///   - key: the key's bytes, read anew for each message; nil while they cannot be read.
    package init(
        _ address: Private<String>, room: String, key: @escaping () -> [UInt8]?,
        transport: @escaping () throws(HTTPFailure) -> any HTTPTransport
    ) {
        self.address = address
        self.room = room
        self.key = key
        self.transport = transport
    }

    /// Under the key, so that nobody else can tell from it of whom it speaks.
    package func id(of message: PresenceMessage) -> String? {
        key().flatMap { Self.code(of: Self.text(of: message), $0) }.map { code in
            "msg_" + code.prefix(16).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        }
    }

    package func send(_ message: PresenceMessage, id: String, at now: Instant) async throws(PresenceRefusal) {
        guard let key = key() else { throw PresenceRefusal("no key") }
        let body = self.body(of: message, id)
        let time = "\(now.secondsSince1970)"
        guard let signature = Self.signature(id, time, body, key) else { throw PresenceRefusal("no signature") }
        let request = HTTPRequest(
            .post, address.exposed,
            headers: [
                ("Content-Type", "application/json"), ("webhook-id", id), ("webhook-timestamp", time),
                ("webhook-signature", signature),
            ], body: Array(body.utf8), timeout: Self.timeout, maximumResponseBytes: Self.maximumReplyBytes)
        let response: HTTPResponse
        do { response = try await transport().send(request) } catch { throw PresenceRefusal(error.code.rawValue) }
        if (200...299).contains(response.status) { return }
        let wait = response["retry-after"].flatMap(Int64.init).map { Duration.seconds(max($0, 0)) }
        throw PresenceRefusal("\(response.status)", retryAfter: wait.map { min($0, Self.longestWait) })
    }

    /// The same for the same message, at whatever time it is sent.
    private func body(of message: PresenceMessage, _ id: String) -> String {
        func time(_ instant: Instant?) -> JSONText { .text(instant.map(RFC3339.utc)) }
        return JSONText.object([
            ("id", .text(id)),
            ("event", .text((message.absence == nil ? RoomReport.Kind.backInOffice : .outOfOffice).rawValue)),
            ("room", .text(room)), ("person", .text(message.person.exposed)), ("number", .integer(message.number)),
            ("since", time(message.absence?.since)), ("until", time(message.absence?.until)),
        ]).text
    }

    private static func text(of message: PresenceMessage) -> String {
        func time(_ instant: Instant?) -> String { instant.map { "\($0.millisecondsSince1970)" } ?? "-" }
        let absence = message.absence.map { "away \(time($0.since)) \(time($0.until))" } ?? "in"
        return "presence \(message.number) \(message.person.exposed.lowercased()) \(absence)"
    }

    /// What `webhook-signature` says.
    static func signature(_ id: String, _ time: String, _ body: String, _ key: [UInt8]) -> String? {
        code(of: "\(id).\(time).\(body)", key).map { "v1," + Base64.encode($0) }
    }

    private static func code(of text: String, _ key: [UInt8]) -> [UInt8]? {
        try? Digest.hmacSHA256(key: key, Array(text.utf8))
    }
}

extension PresenceWebhook {
    static let maximumKeyBytes = 4096

    /// The key in a file's bytes: what stands behind `whsec_` in Base64, as Standard Webhooks write keys, else the text
    /// itself, without the white space at its ends. Nil where that is less than 16 bytes.
    static func key(_ file: [UInt8]) -> [UInt8]? {
        let end = file.lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? 0
        let text = Array(file[..<end].drop { $0 <= 0x20 })
        let prefix = Array("whsec_".utf8)
        let key =
            text.starts(with: prefix)
            ? Base64.decode(String(decoding: text.dropFirst(prefix.count), as: UTF8.self)) : text
        return key.flatMap { $0.count >= 16 ? $0 : nil }
    }
}
