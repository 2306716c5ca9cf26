// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Simulation
import Testing

@testable import PushIntake

@Suite("The receiver of notices, in virtual time")
struct NoticeListenerTests {
    /// A listener, what it told, and a client.
    private final class Bench {
        let loop = VirtualLoop(wall: Instant(secondsSince1970: 1_795_507_200))
        let network: VirtualNetwork
        let listener: NoticeListener
        var notices: [PushNotice] = []

        init() {
            network = VirtualNetwork(loop: loop)
            listener = NoticeListener(
                loop: loop, network: network, at: .loopback(port: 8443), path: "/push/aalto")
            listener.begin { [unowned self] event in if case .notice(let notice) = event { notices.append(notice) } }
            loop.run(for: .seconds(1))
        }

        /// What comes back within a second, and whether the connection is closed then.
        func exchange(_ text: String) throws -> (answer: String, isClosed: Bool) {
            let stream = try network.connect(to: .loopback(port: 8443))
            var answer: [UInt8] = []
            var isClosed = false
            stream.begin { event in
                switch event {
                case .received(let bytes): answer += bytes
                case .finished, .closed: isClosed = true
                case .drained: break
                }
            }
            _ = stream.send(Array(text.utf8))
            loop.run(for: .seconds(1))
            stream.close()
            loop.run(for: .seconds(1))
            return (String(decoding: answer, as: UTF8.self), isClosed)
        }
    }

    private static let notice =
        "POST /push/aalto HTTP/1.1\r\nHost: site.example.com\r\nContent-Length: 0\r\nX-Goog-Channel-ID: id\r\n"
        + "X-Goog-Channel-Token: t\r\nX-Goog-Resource-ID: r\r\nX-Goog-Message-Number: 7\r\n\r\n"

    @Test("a notice is taken, and the connection kept for the next; two that come together are two")
    func notice() throws {
        let bench = Bench()
        let (answer, isClosed) = try bench.exchange(Self.notice + Self.notice)
        #expect(answer == "HTTP/1.1 204 No Content\r\n\r\nHTTP/1.1 204 No Content\r\n\r\n")
        #expect(!isClosed)
        let expected = PushNotice(channel: "id", resource: "r", token: "t", number: 7)
        #expect(bench.notices == [expected, expected])
    }

    @Test(
        "what is no notice is refused and the connection closed",
        arguments: [
            ("GET /push/aalto HTTP/1.1\r\nHost: a\r\n\r\n", 405), ("POST /push HTTP/1.1\r\nHost: a\r\n\r\n", 404),
            ("POST /push/aalto HTTP/1.1\r\nHost: a\r\n\r\n", 400), ("POST /push/aalto HTTP/1.1\r\n\r\n", 400),
            ("POST /push/aalto HTTP/1.1\nHost: a\n\n", 400), ("POST /push/aalto HTTP/2.0\r\nHost: a\r\n\r\n", 505),
            ("POST  /push/aalto HTTP/1.1\r\nHost: a\r\n\r\n", 400),
            ("POST /push/aalto HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n", 400),
            ("POST /push/aalto HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", 400),
            ("POST /push/aalto HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
            ("POST /push/aalto HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\n", 400),
            ("POST /push/aalto HTTP/1.1\r\nHost: a\r\nContent-Length: 99999\r\n\r\n", 413),
            ("POST /push/aalto HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 411),
            ("POST /push/aalto HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
            ("POST /push/aalto HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "x", count: 9000) + "\r\n\r\n", 431),
        ])
    func refusals(request: String, status: Int) throws {
        let bench = Bench()
        let (answer, isClosed) = try bench.exchange(request)
        #expect(answer.hasPrefix("HTTP/1.1 \(status) "), "\(answer)")
        #expect(isClosed)
        #expect(bench.notices.isEmpty)
    }

    @Test("a client that stays with half a request is closed, and one too many is turned away")
    func slow() throws {
        let bench = Bench()
        var closed = 0
        let streams = try (0..<40).map { _ in
            let stream = try bench.network.connect(to: .loopback(port: 8443))
            stream.begin { event in
                switch event {
                case .finished, .closed: closed += 1
                default: break
                }
            }
            _ = stream.send(Array("POST /push".utf8))
            return stream
        }
        bench.loop.run(for: .seconds(1))
        #expect(closed >= 8)
        bench.loop.run(for: .seconds(40))
        #expect(try bench.exchange(Self.notice).answer.hasPrefix("HTTP/1.1 204"))
        for stream in streams { stream.close() }
    }

    @Test("messages are found in a stream however it is cut, and pings and comments are none")
    func events() {
        let text = Array("id: 1:0\ndata: \n\n: hi\n\nevent: ping\ndata:\n\nid: 2\r\ndata: x\r\n\r\n".utf8)
        for size in 1...text.count {
            var reader = EventStreamReader()
            var count = 0
            for start in stride(from: 0, to: text.count, by: size) {
                count += reader.messages(in: Array(text[start..<min(start + size, text.count)])) ?? 100
            }
            #expect(count == 2, "\(size)")
        }
        var reader = EventStreamReader()
        let count = reader.messages(in: [UInt8](repeating: 65, count: 9000))
        #expect(count == nil)
    }
}
