// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
import RoomCore

/// One accepted connection of `LoopbackServer`.
final class LoopbackConnection {
    private let descriptor: CInt
    private let loop: any AgentLoop
    private let handler: (HTTPRequest) -> LoopbackServer.Answer
    private let onClose: () -> Void
    private var watch: (any LoopRegistration)?
    private var incoming: [UInt8] = []
    private var outgoing: ArraySlice<UInt8> = []
    private var closesWhenSent = false
    private var isClosed = false

    private static let maximumRequestBytes = 1 << 20

    init(
        _ descriptor: CInt, loop: any AgentLoop, handler: @escaping (HTTPRequest) -> LoopbackServer.Answer,
        onClose: @escaping () -> Void
    ) {
        self.descriptor = descriptor
        self.loop = loop
        self.handler = handler
        self.onClose = onClose
        rewatch()
    }

    func close() {
        if isClosed { return }
        isClosed = true
        watch?.cancel()
        Glibc.close(descriptor)
        onClose()
    }

    private func rewatch() {
        watch?.cancel()
        let interest: Readiness = outgoing.isEmpty ? .readable : .writable
        watch = try? loop.watch(descriptor, for: interest) { [self] ready in
            if !outgoing.isEmpty { send() } else if ready.contains(.readable) { receive() } else { close() }
        }
    }

    private func receive() {
        var buffer = [UInt8](repeating: 0, count: 16384)
        let count = read(descriptor, &buffer, buffer.count)
        if count < 0 && (errno == EAGAIN || errno == EINTR) { return }
        guard count > 0, incoming.count + count <= Self.maximumRequestBytes else { return close() }
        incoming += buffer[..<count]
        while !isClosed, outgoing.isEmpty, let request = takeRequest() { answer(request) }
    }

    private func answer(_ request: HTTPRequest) {
        switch handler(request) {
        case .reply(let response): send(response)
        case .late(let response, let delay):
            _ = loop.schedule(at: loop.now.uptime + delay, tolerance: .zero) { [weak self] in
                guard let self, !isClosed else { return }
                send(response)
            }
        case .cut(let response, let bytes):
            closesWhenSent = true
            outgoing = Self.wire(response).prefix(bytes)
            if outgoing.isEmpty { close() } else { send() }
        case .drop: reset()
        }
    }

    /// A reset, as a network that is gone in the middle looks; a plain close would be an empty reply.
    private func reset() {
        var now = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
        close()
    }

    private func send(_ response: HTTPResponse) {
        outgoing = Self.wire(response)[...]
        send()
    }

    private func send() {
        let sent = outgoing.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
        if sent < 0 && errno != EAGAIN && errno != EINTR { return close() }
        outgoing = outgoing.dropFirst(max(sent, 0))
        if outgoing.isEmpty && closesWhenSent { return close() }
        rewatch()
    }

    private static func wire(_ response: HTTPResponse) -> [UInt8] {
        var head = "HTTP/1.1 \(response.status) -\r\n"
        for (name, value) in response.headers where name != "content-length" { head += "\(name): \(value)\r\n" }
        head += "content-length: \(response.body.count)\r\n\r\n"
        return Array(head.utf8) + response.body
    }

    /// Takes one whole request off `incoming`, if there is one. What is not HTTP closes the connection.
    private func takeRequest() -> HTTPRequest? {
        guard let end = incoming.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
        let lines = String(decoding: incoming[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
        let words = lines.first?.split(separator: " ") ?? []
        var headers: [(name: String, value: String)] = []
        for line in lines.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { continue }
            let value = line[line.index(after: colon)...].drop { $0 == " " }
            headers.append((line[..<colon].lowercased(), String(value)))
        }
        let length = headers.first { $0.name == "content-length" }.flatMap { Int($0.value) } ?? 0
        guard words.count == 3, length >= 0,
            length <= Self.maximumRequestBytes
        else {
            close()
            return nil
        }
        guard incoming.count - end.upperBound >= length else { return nil }
        let body = Array(incoming[end.upperBound..<end.upperBound + length])
        incoming.removeFirst(end.upperBound + length)
        let host = headers.first { $0.name == "host" }?.value ?? "127.0.0.1"
        return HTTPRequest(
            HTTPRequest.Method(rawValue: String(words[0])), "http://\(host)\(words[1])", headers: headers, body: body)
    }
}

extension [UInt8] {
    /// The first place where these bytes stand in a row.
    fileprivate func firstRange(of pattern: [UInt8]) -> Range<Int>? {
        guard count >= pattern.count else { return nil }
        return (0...count - pattern.count).first { self[$0..<$0 + pattern.count].elementsEqual(pattern) }
            .map { $0..<$0 + pattern.count }
    }
}
