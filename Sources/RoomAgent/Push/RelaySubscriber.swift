// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// `[push] subscribe`: holds a stream to a relay, which is nginx with nchan (provisioning/relay). A relay passes the
/// notices of one channel on without their headers; the channel's name, which is in the address, is what only Google,
/// the relay and this device know.
package final class RelaySubscriber: PushReceiver {
    private let loop: any AgentLoop
    private let transport: any HTTPTransport
    private let address: Private<String>
    private let random: () -> Double
    private let idleLimit: Duration
    private var handler: ((PushReceiverEvent) -> Void)?
    private var task: Task<Void, Never>?
    private var failures = 0

    /// A relay says something each 20 s (`nchan_eventsource_ping_interval`); after three of them that did not come the
    /// connection is dead, whatever the kernel thinks.
    package static let usualIdleLimit = Duration.seconds(65)
    static let firstPause = Duration.seconds(1)
    static let longestPause = Duration.minutes(1)
    /// A stream that lasted so long was a good one: the next attempt follows soon.
    static let goodAfter = Duration.minutes(1)

    /// - Parameters:
    ///   - address: of the relay's subscriber location, https.
    ///   - random: a number in 0..<1 for jitter.
    ///   - idleLimit: a longer silence is a dead connection. Default: `usualIdleLimit`.
    package init(
        loop: any AgentLoop, transport: any HTTPTransport, address: Private<String>, random: @escaping () -> Double,
        idleLimit: Duration = usualIdleLimit
    ) {
        self.idleLimit = idleLimit
        self.loop = loop
        self.transport = transport
        self.address = address
        self.random = random
    }

    /// Opens the stream, and again whenever it ends, after a pause that grows from `firstPause` to `longestPause`.
    package func begin(_ handler: @escaping (PushReceiverEvent) -> Void) {
        self.handler = handler
        // Sound: all of it is on the loop's thread, where the task runs, too.
        nonisolated(unsafe) let subscriber = self
        task = Task(executorPreference: loop) { await subscriber.keep() }
    }

    /// Aborts the stream.
    package func close() {
        handler = nil
        task?.cancel()
        task = nil
    }

    private func keep() async {
        while !Task.isCancelled {
            let began = loop.now.uptime
            let why = await subscribe()
            if Task.isCancelled { return }
            handler?(.lost(why))
            failures = loop.now.uptime - began >= Self.goodAfter ? 1 : failures + 1
            // From half of it to half as much again: the devices of a relay that was started anew come one by one.
            let pause = min(Self.firstPause * (1 << min(failures - 1, 6)), Self.longestPause) * (0.5 + random())
            do { try await loop.sleep(for: pause, tolerance: .milliseconds(100)) } catch { return }
        }
    }

    /// Why the stream ended.
    private func subscribe() async -> String {
        var reader = EventStreamReader()
        var why = "the relay closed the stream"
        let request = HTTPRequest(
            .get, address.exposed, headers: [("Accept", "text/event-stream"), ("Cache-Control", "no-store")],
            timeout: .seconds(30))
        do throws(HTTPFailure) {
            try await transport.stream(request, idleLimit: idleLimit) { [weak self] piece in
                switch piece {
                case .head(let response):
                    let type = response["content-type"] ?? ""
                    guard response.status == 200, type.hasPrefix("text/event-stream") else {
                        why =
                            response.status == 200
                            ? "the relay sends no events" : "the relay answers \(response.status)"
                        return false
                    }
                    self?.handler?(.ready)
                case .bytes(let bytes):
                    guard let count = reader.messages(in: bytes) else {
                        why = "the relay sends what is no event"
                        return false
                    }
                    // Several that came together say no more than one.
                    if count > 0 { self?.handler?(.notice(PushNotice())) }
                }
                return self?.handler != nil
            }
        } catch {
            why = "the relay cannot be reached: \(error.code.rawValue)"
        }
        return why
    }
}
