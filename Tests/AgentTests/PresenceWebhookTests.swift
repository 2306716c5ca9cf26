// SPDX-License-Identifier: Apache-2.0
import JSON
import RoomCore
import Testing

@testable import AgentCommand

/// What is posted of a person's presence: docs/presence-webhook.md.
@Suite struct PresenceWebhookTests {
    private static let key = Array("0123456789abcdef".utf8)
    private static let now = Instant(secondsSince1970: 1_795_507_200)
    private static let away = PresenceMessage(
        Private("anna@example.com"), Absence(since: nil, until: now + .days(9)), number: 3)

    /// Answers each request with the next of its answers.
    private final class Receiver: HTTPTransport {
        var requests: [HTTPRequest] = []
        var answers: [Result<HTTPResponse, HTTPFailure>] = []

        func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
            requests.append(request)
            return try answers.isEmpty ? HTTPResponse(status: 204) : answers.removeFirst().get()
        }
    }

    private static func webhook(_ receiver: Receiver, key: [UInt8]? = key) -> PresenceWebhook {
        PresenceWebhook(
            Private("https://example.com/presence"), room: "Aalto", key: { key },
            transport: { () throws(HTTPFailure) in receiver })
    }

    @Test("the signature is that of Standard Webhooks")
    func signature() throws {
        let key = try #require(PresenceWebhook.key(Array("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n".utf8)))
        let signature = PresenceWebhook.signature(
            "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", #"{"test": 2432232314}"#, key)
        #expect(signature == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=")
    }

    @Test("a key is the file's text or what stands behind whsec_, and no less than 16 bytes")
    func keys() {
        #expect(PresenceWebhook.key(Array(" 0123456789abcdef \n".utf8)) == Self.key)
        for bad in ["", "\n", "0123456789abcde", "whsec_", "whsec_AAAA", "whsec_not base 64 at all"] {
            #expect(PresenceWebhook.key(Array(bad.utf8)) == nil)
        }
    }

    @Test("a message says who, until when and its number, signed as it was sent; each attempt has the same ID and body")
    func message() async throws {
        let receiver = Receiver()
        let webhook = Self.webhook(receiver)
        let id = try #require(webhook.id(of: Self.away))
        try await webhook.send(Self.away, id: id, at: Self.now)
        try await webhook.send(Self.away, id: id, at: Self.now + .minutes(1))
        let first = try #require(receiver.requests.first)
        #expect(first.method == .post)
        #expect(first.url == "https://example.com/presence")
        let document = try JSONDocument(first.body)
        #expect(document.value(at: "$.id") == .text(id))
        #expect(document.value(at: "$.event") == .text("OutOfOffice"))
        #expect(document.value(at: "$.room") == .text("Aalto"))
        #expect(document.value(at: "$.person") == .text("anna@example.com"))
        #expect(document.value(at: "$.number") == .integer(3))
        #expect(document.value(at: "$.since") == .null)
        #expect(document.value(at: "$.until") == .text("2026-12-03T08:00:00Z"))
        let body = String(decoding: first.body, as: UTF8.self)
        for (request, time) in zip(receiver.requests, ["1795507200", "1795507260"]) {
            #expect(request.body == first.body)
            let headers = Dictionary(uniqueKeysWithValues: request.headers.map { ($0.name, $0.value) })
            #expect(headers["webhook-id"] == id)
            #expect(headers["webhook-timestamp"] == time)
            #expect(headers["webhook-signature"] == PresenceWebhook.signature(id, time, body, Self.key))
        }
    }

    @Test("every other message has another ID, the same one the same, and none without a key")
    func identity() {
        let webhook = Self.webhook(Receiver())
        var others = [Self.away, PresenceMessage(Self.away.person, nil, number: 3)]
        others.append(PresenceMessage(Self.away.person, Self.away.absence, number: 4))
        others.append(PresenceMessage(Private("bo@example.com"), Self.away.absence, number: 3))
        others.append(
            PresenceMessage(Self.away.person, Absence(since: Self.now, until: Self.now + .days(9)), number: 3))
        let ids = others.compactMap { webhook.id(of: $0) }
        #expect(Set(ids).count == others.count)
        #expect(ids.allSatisfy { $0.utf8.count <= 64 })
        #expect(Self.webhook(Receiver()).id(of: Self.away) == ids.first)
        #expect(Self.webhook(Receiver(), key: nil).id(of: Self.away) == nil)
    }

    @Test("only 2xx acknowledges; what else comes is a word without an address, with the wait that it asks for")
    func refusals() async throws {
        let receiver = Receiver()
        let webhook = Self.webhook(receiver)
        for (answer, refusal) in [
            (Result<HTTPResponse, HTTPFailure>.success(HTTPResponse(status: 301)), PresenceRefusal("301")),
            (.success(HTTPResponse(status: 400)), PresenceRefusal("400")),
            (
                .success(HTTPResponse(status: 503, headers: [("retry-after", "7")])),
                PresenceRefusal("503", retryAfter: .seconds(7))
            ),
            (
                .success(HTTPResponse(status: 429, headers: [("retry-after", "99999999")])),
                PresenceRefusal("429", retryAfter: .hours(24))
            ),
            (.failure(HTTPFailure(.timedOut, detail: "https://example.com/presence")), PresenceRefusal("timedOut")),
        ] {
            receiver.answers = [answer]
            let thrown = await #expect(throws: PresenceRefusal.self) {
                try await webhook.send(Self.away, id: "x", at: Self.now)
            }
            #expect(thrown == refusal)
        }
        for status in [200, 202, 204] {
            receiver.answers = [.success(HTTPResponse(status: status))]
            try await webhook.send(Self.away, id: "x", at: Self.now)
        }
    }
}
