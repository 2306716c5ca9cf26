// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Simulation
import Testing

@testable import GoogleCalendar

/// The simulated way to the simulated Google, in virtual time.
@Suite struct TransportTests {
    private let request = HTTPRequest(.get, "https://x/calendar/v3/calendars/x/events", timeout: .seconds(30))

    /// What a request comes to under a fault, and how long it took.
    private func send(_ fault: CloudFault.Kind?, maximumBytes: Int = 1 << 20) -> (HTTPFailure.Code?, Duration)? {
        let loop = VirtualLoop(wall: World.start)
        var request = request
        request.maximumResponseBytes = maximumBytes
        let sent = request
        let start = loop.now.uptime
        let code = loop.finish { () -> HTTPFailure.Code? in
            let google = SimulatedGoogle(now: { loop.now.wall })
            if let fault { google.inject(CloudFault(fault)) }
            do throws(HTTPFailure) {
                _ = try await SimulatedTransport(google, loop: loop, latency: .milliseconds(80)).send(sent)
                return nil
            } catch { return error.code }
        }
        return code.map { ($0, loop.now.uptime - start) }
    }

    @Test("an answer takes its latency, and a slow one so much longer, up to the request's limit")
    func time() throws {
        #expect(try #require(send(nil)) == (nil, .milliseconds(80)))
        #expect(try #require(send(.slow(.seconds(9)))) == (nil, .milliseconds(9080)))
        #expect(try #require(send(.slow(.seconds(60)))) == (.timedOut, .seconds(30)))
    }

    @Test("a cut, a missing network and a reply beyond the limit are failures as the real transport has them")
    func failures() throws {
        #expect(try #require(send(.cut)) == (.malformedReply, .milliseconds(80)))
        #expect(try #require(send(.unreachable)) == (.connection, .milliseconds(80)))
        #expect(try #require(send(.untrusted)) == (.certificate, .milliseconds(80)))
        #expect(try #require(send(nil, maximumBytes: 8)) == (.tooLarge, .milliseconds(80)))
    }

    @Test("a cancelled request ends at once")
    func cancelled() throws {
        let loop = VirtualLoop(wall: World.start)
        let start = loop.now.uptime
        let request = request
        let task = Task(executorPreference: loop) { () -> HTTPFailure.Code? in
            let google = SimulatedGoogle(now: { loop.now.wall })
            google.inject(CloudFault(.slow(.seconds(20))))
            do throws(HTTPFailure) {
                _ = try await SimulatedTransport(google, loop: loop).send(request)
                return nil
            } catch { return error.code }
        }
        loop.run(for: .seconds(1))
        task.cancel()
        #expect(loop.finish { await task.value } == .cancelled)
        #expect(loop.now.uptime - start == .seconds(1))
    }
}
