// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import JSON
import RoomCore

/// Vault's Transit engine and Cloud KMS in virtual time, as far as one key goes. The forms are those of the stand-ins
/// of AgentTests (KeyServices), which are held against the services' own papers.
final class SeedKeyService: HTTPTransport {
    static let vaultAddress = "https://vault.example.com:8200"
    static let cloudRoot = "https://cloudkms.googleapis.com"
    static let resource = "projects/p/locations/l/keyRings/r/cryptoKeys/rooms"

    var mood = KeyMood.sound
    /// The newest version of its key.
    var version = 1
    /// The token that it takes.
    private(set) var token = 1
    /// Answers that opened or wrapped a key, and requests in all.
    private(set) var answered = 0
    private(set) var asked = 0
    /// Called when an answer took, or takes, seconds.
    var wasSlow: () -> Void = {}
    private var boxes: [Box] = []
    private let loop: any AgentLoop

    /// What it wrapped; its number is the ciphertext.
    private struct Box {
        var plain: [UInt8]
        var associated: [UInt8]
        var version: Int
    }

    init(loop: any AgentLoop) { self.loop = loop }

    /// The token that it takes now; who was refused gets another one than before.
    func token(insteadOf refused: Private<String>?) -> Private<String> { Private("t\(token)") }

    private static let latency = Duration.milliseconds(40)

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        asked += 1
        if mood == .tokenEnds {
            token += 1
            mood = .sound
        }
        let wait: Duration =
            switch mood {
            case .slow: .seconds(6)
            case .stalled: .seconds(60)
            default: Self.latency
            }
        if wait > Self.latency { wasSlow() }
        // As it is when the request arrives.
        let response = answer(request)
        do { try await loop.sleep(for: min(wait, request.timeout), tolerance: .zero) } catch {
            throw HTTPFailure(.cancelled)
        }
        guard wait < request.timeout else { throw HTTPFailure(.timedOut) }
        guard let response else { throw HTTPFailure(.connection) }
        return response
    }

    private func answer(_ request: HTTPRequest) -> HTTPResponse? {
        let isCloud = request.url.hasPrefix(Self.cloudRoot)
        guard let document = try? JSONDocument(request.body) else { return reply(400, .object([])) }
        switch mood {
        case .away: return nil
        case .garbage: return HTTPResponse(status: 200, body: Array("<html>log in</html>".utf8))
        case .trouble: return isCloud ? refusal(503, "UNAVAILABLE") : errors(503, "Vault is sealed")
        case .busy:
            var response = isCloud ? refusal(429, "RESOURCE_EXHAUSTED") : errors(429, "rate limit")
            response.headers = [("retry-after", "90")]
            return response
        case .denies: return isCloud ? refusal(403, "PERMISSION_DENIED") : errors(403, "permission denied")
        case .sound, .slow, .stalled, .otherKey, .swapped, .tokenEnds: break
        }
        return isCloud ? cloud(request, document) : vault(request, document)
    }

    // MARK: Vault's Transit

    private func vault(_ request: HTTPRequest, _ document: JSONDocument) -> HTTPResponse {
        guard request.headers.contains(where: { $0.name == "X-Vault-Token" && $0.value == "room" }) else {
            return errors(403, "permission denied")
        }
        func text(_ name: String) -> String {
            if case .text(let text) = document.value(at: "$.\(name)") { text } else { "" }
        }
        func data(_ name: String, _ value: String) -> HTTPResponse {
            answered += 1
            return reply(200, .object([("data", .object([(name, .text(value))]))]))
        }
        let path = request.url.dropFirst(Self.vaultAddress.utf8.count)
        switch path {
        case "/v1/auth/token/renew-self": return reply(200, .object([("auth", .object([]))]))
        case "/v1/transit/encrypt/rooms":
            guard let plain = Base64.decode(text("plaintext")) else { return errors(400, "illegal base64 data") }
            return data("ciphertext", ciphertext(wrap(plain, [])))
        case "/v1/transit/decrypt/rooms", "/v1/transit/rewrap/rooms":
            let parts = text("ciphertext").split(separator: ":")
            guard parts.count == 3, mood != .otherKey, let number = Base64.decode(String(parts[2])),
                let box = box(number)
            else { return errors(400, "cipher: message authentication failed") }
            if path.hasPrefix("/v1/transit/rewrap") { return data("ciphertext", ciphertext(wrap(box.plain, []))) }
            return data("plaintext", Base64.encode(opened(box)))
        default: return errors(404, "no handler for route")
        }
    }

    private func ciphertext(_ number: [UInt8]) -> String { "vault:v\(version):\(Base64.encode(number))" }

    private func errors(_ status: Int, _ text: String) -> HTTPResponse {
        reply(status, .object([("errors", .array([.text(text)]))]))
    }

    // MARK: Cloud KMS

    private func cloud(_ request: HTTPRequest, _ document: JSONDocument) -> HTTPResponse {
        guard request.headers.contains(where: { $0.name == "Authorization" && $0.value == "Bearer t\(token)" }) else {
            return refusal(401, "UNAUTHENTICATED")
        }
        func bytes(_ name: String) -> [UInt8] {
            guard case .text(let text) = document.value(at: "$.\(name)") else { return [] }
            return Base64.decode(text) ?? []
        }
        let associated = bytes("additionalAuthenticatedData")
        switch request.url {
        case "\(Self.cloudRoot)/v1/\(Self.resource):encrypt":
            let box = wrap(bytes("plaintext"), associated)
            answered += 1
            return reply(
                200,
                .object([
                    ("name", .text("\(Self.resource)/cryptoKeyVersions/\(version)")),
                    ("ciphertext", .text(Base64.encode(box))), ("ciphertextCrc32c", .text("\(CRC32C.sum(box))")),
                    ("verifiedPlaintextCrc32c", .bool(true)),
                    ("verifiedAdditionalAuthenticatedDataCrc32c", .bool(true)),
                ]))
        case "\(Self.cloudRoot)/v1/\(Self.resource):decrypt":
            guard mood != .otherKey, let box = box(bytes("ciphertext")), box.associated == associated else {
                return refusal(400, "INVALID_ARGUMENT")
            }
            let plain = opened(box)
            answered += 1
            var members: [(key: String, value: JSONText)] = [
                ("plaintext", .text(Base64.encode(plain))), ("plaintextCrc32c", .text("\(CRC32C.sum(plain))")),
            ]
            if box.version == version { members.append(("usedPrimary", .bool(true))) }
            return reply(200, .object(members))
        default: return refusal(404, "NOT_FOUND")
        }
    }

    private func refusal(_ status: Int, _ word: String) -> HTTPResponse {
        reply(status, .object([("error", .object([("code", .integer(status)), ("status", .text(word))]))]))
    }

    // MARK: Both

    private func wrap(_ plain: [UInt8], _ associated: [UInt8]) -> [UInt8] {
        boxes.append(Box(plain: plain, associated: associated, version: version))
        return Array("box \(boxes.count - 1)".utf8)
    }

    private func box(_ number: [UInt8]) -> Box? {
        let text = String(decoding: number, as: UTF8.self)
        guard text.hasPrefix("box "), let place = Int(text.dropFirst(4)), boxes.indices.contains(place) else {
            return nil
        }
        return boxes[place]
    }

    /// A service that has lost its way answers with the first bytes of another key.
    private func opened(_ box: Box) -> [UInt8] {
        mood == .swapped ? Array(repeating: 9, count: 32) + box.plain.dropFirst(32) : box.plain
    }

    private func reply(_ status: Int, _ body: JSONText) -> HTTPResponse {
        HTTPResponse(status: status, body: Array(body.text.utf8))
    }
}
