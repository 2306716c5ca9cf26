// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// The simulated Google on loopback, as a program meets it.
package final class CloudServer {
    /// Who answers.
    package let google: SimulatedGoogle
    /// The account that it made, whose key the agent signs with.
    package let account: SimulatedServiceAccount
    /// What goes into `[google] api`.
    package let root: String
    /// Requests find nobody while this is set: the cable is out.
    package var isUnplugged = false
    private var isUnpluggedByWrite = false
    /// Answers an organiser's words, which come as the body of a POST to `wordsPath`, whether or not the cable is out.
    /// Default: nil, nobody answers.
    package var onWords: ((String) -> HTTPResponse)?
    /// Where organisers' words go.
    package static let wordsPath = "/organise"
    private let server: LoopbackServer

    /// Listens at once; port 0 takes a free one. `now` is Google's clock. Throws what the kernel says where nobody can
    /// listen there.
    package init(loop: any AgentLoop, port: UInt16 = 0, now: @escaping () -> Instant) throws {
        final class Route { var answer: (HTTPRequest) -> LoopbackServer.Answer = { _ in .drop } }
        let route = Route()
        server = try LoopbackServer(loop: loop, port: port) { route.answer($0) }
        root = "http://127.0.0.1:\(server.port)"
        google = SimulatedGoogle(tokenURI: "\(root)/token", now: now)
        account = try SimulatedServiceAccount()
        google.register(account)
        route.answer = { [unowned self] request in answer(request) }
    }

    /// Stops listening, and drops every connection.
    package func close() { server.close() }

    /// The account's key file, as the Cloud console gives it out.
    package var keyFile: [UInt8] { account.keyFile(tokenURI: google.tokenURI) }

    /// Does that to the cable.
    package func setCable(_ cable: Organizer.Cable) {
        isUnplugged = cable == .unplugged
        isUnpluggedByWrite = cable == .unpluggedByWrite
    }

    private func answer(_ request: HTTPRequest) -> LoopbackServer.Answer {
        if let onWords, request.method == .post, request.url == "\(root)\(Self.wordsPath)" {
            return .reply(onWords(String(decoding: request.body, as: UTF8.self)))
        }
        if isUnplugged { return .drop }
        let answer = Self.answer(google.answer(request))
        guard isUnpluggedByWrite, CloudRequest(request)?.writesEvent ?? false else { return answer }
        (isUnplugged, isUnpluggedByWrite) = (true, false)
        return .drop
    }

    private static func answer(_ answer: CloudAnswer) -> LoopbackServer.Answer {
        switch answer.outcome {
        case .reply(let response): answer.delay > .zero ? .late(response, answer.delay) : .reply(response)
        case .cut(let response, let bytes): .cut(response, afterBytes: bytes + 256)
        case .failure: .drop
        }
    }
}
