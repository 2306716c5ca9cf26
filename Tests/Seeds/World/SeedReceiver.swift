// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import JSON
import RoomCore

/// Who is told of people by signed messages. It believes nobody, and remembers all.
final class SeedReceiver {
    /// One message, as it was sent.
    struct Message: Equatable {
        var person: String
        var number: Int
        var id: String
        /// Everything that it says of the person.
        var words: String
    }

    var mood = ReceiverMood.sound
    var changedAt = Duration.zero
    private let loop: any AgentLoop
    /// The last one that was sent of each person, whether or not it came.
    private var sent: [String: Message] = [:]
    /// The last one of each person whose acknowledgement reached the agent.
    private(set) var acknowledged: [String: Message] = [:]
    /// When one last was sent.
    private(set) var sentAt = Duration.zero

    init(_ loop: any AgentLoop) { self.loop = loop }

    func receive(_ request: HTTPRequest, _ room: SeedRoom) async throws(HTTPFailure) -> HTTPResponse {
        guard let message = read(request, room) else { return HTTPResponse(status: 400, headers: [], body: []) }
        judge(message, room)
        sent[message.person] = message
        sentAt = loop.now.uptime
        let mood = mood
        if mood == .away { throw HTTPFailure(.connection) }
        do {
            try await loop.sleep(for: mood == .slow ? request.timeout : .milliseconds(60), tolerance: .zero)
        } catch { throw HTTPFailure(.cancelled) }
        switch mood {
        case .errors: return HTTPResponse(status: 503, headers: [], body: [])
        case .asksToWait: return HTTPResponse(status: 429, headers: [("retry-after", "900")], body: [])
        case .slow: throw HTTPFailure(.timedOut)
        case .losesAnswers:
            room.oracle.situations.saw(.webhookAnswerLost)
            throw HTTPFailure(.connection)
        case .sound, .away:
            acknowledged[message.person] = message
            room.oracle.situations.saw(.webhookTold)
            return HTTPResponse(status: 204, headers: [], body: [])
        }
    }

    /// What the device remembers of messages is gone, or may be.
    func forgotten() { sent = [:] }

    /// A message has one number, and a number one message; after one that was sent comes none that says the same under
    /// another number, and none with a lower one.
    private func judge(_ message: Message, _ room: SeedRoom) {
        guard let last = sent[message.person] else { return }
        if last.number == message.number, last != message {
            room.oracle.breaks("told-otherwise", "\(message) after \(last)")
        }
        if last.number != message.number, last.words == message.words {
            room.oracle.breaks("told-twice", "\(message) after \(last)")
        }
        if last.number > message.number { room.oracle.breaks("told-backwards", "\(message) after \(last)") }
        if last == message { room.oracle.situations.saw(.webhookRetried) }
    }

    /// What docs/presence-webhook.md says that a message has, and nothing else.
    private static func members(_ document: JSONDocument) -> String {
        let names = ["id", "event", "room", "person", "number", "since", "until"]
        let members = names.map { name in
            let value =
                switch document.value(at: "$.\(name)") {
                case .text(let text)?: "\"\(text)\""
                case .integer(let number)?: "\(number)"
                case .null?: "null"
                default: ""
                }
            return "\"\(name)\":\(value)"
        }
        return "{\(members.joined(separator: ","))}"
    }

    /// Standard Webhooks, "Signature scheme".
    private func read(_ request: HTTPRequest, _ room: SeedRoom) -> Message? {
        func header(_ name: String) -> String { request.headers.first { $0.name.lowercased() == name }?.value ?? "" }
        let body = String(decoding: request.body, as: UTF8.self)
        let (id, time) = (header("webhook-id"), header("webhook-timestamp"))
        let code = try? Digest.hmacSHA256(key: SeedPeople.key, Array("\(id).\(time).\(body)".utf8))
        guard let code, header("webhook-signature") == "v1," + Base64.encode(code) else {
            room.oracle.breaks("bad-signature", body)
            return nil
        }
        guard let document = try? JSONDocument(request.body) else { return nil }
        func text(_ path: String) -> String {
            if case .text(let text)? = document.value(at: path) { text } else { "-" }
        }
        guard case .integer(let number)? = document.value(at: "$.number"), text("$.id") == id,
            text("$.room") == "Aalto", ["OutOfOffice", "BackInOffice"].contains(text("$.event")),
            Self.members(document) == body
        else {
            room.oracle.breaks("bad-message", body)
            return nil
        }
        let words = "\(text("$.event")) \(text("$.since")) \(text("$.until"))"
        return Message(person: text("$.person"), number: Int(number), id: id, words: words)
    }
}
