// SPDX-License-Identifier: Apache-2.0
import DeviceIO
import Glibc
import TestSupport
import Testing

@Suite("A display behind Debian's own LCDd", .serialized)
struct LCDdTests {
    /// What the displays of a test were told, beyond their size.
    private final class Heard { var inputs: [DeviceInput] = [] }
    private let heard = Heard()

    /// Connects as the agent would: again and again until the server is there.
    private func connect(_ daemon: LCDdServer, size: DisplayDimensions? = nil) throws -> LCDdDisplay {
        for _ in 0..<100 {
            let display = try Self.display(daemon.port, size)
            do throws(DeviceFailure) {
                if try drive(display, until: { $0.contains { if case .displayReady = $0 { true } else { false } } }) {
                    return display
                }
            } catch {
                #expect(error.code == .notFound)
            }
            display.close()
            _ = poll(nil, 0, 50)
        }
        throw DeviceFailure(.notFound, operation: "connect", subject: "LCDd")
    }

    private static func display(_ port: UInt16, _ size: DisplayDimensions?) throws(DeviceFailure) -> LCDdDisplay {
        try LCDdDisplay(host: "127.0.0.1", port: port, size: size, clientName: "A \"client\" \\ of {tests}")
    }

    /// Serves the socket until the inputs are as wanted, or for two seconds.
    private func drive(_ display: LCDdDisplay, until isDone: ([DeviceInput]) -> Bool) throws(DeviceFailure) -> Bool {
        var inputs: [DeviceInput] = []
        defer { heard.inputs += inputs }
        for _ in 0..<100 {
            var poller = pollfd(
                fd: display.descriptor ?? -1, events: Int16(POLLIN | (display.wantsWrite ? POLLOUT : 0)), revents: 0)
            guard poll(&poller, 1, 20) > 0 else {
                if isDone(inputs) { return true }
                continue
            }
            var ready = DeviceReadiness()
            if poller.revents & Int16(POLLIN) != 0 { ready.insert(.readable) }
            if poller.revents & Int16(POLLOUT) != 0 { ready.insert(.writable) }
            if poller.revents & Int16(POLLHUP | POLLERR) != 0 { ready.insert(.hungUp) }
            inputs += try display.handle(ready, now: .zero)
            if isDone(inputs) { return true }
        }
        return isDone(inputs)
    }

    @Test("rows appear, change, and hostile text stays text")
    func rows() throws {
        let daemon = LCDdServer()
        let display = try connect(daemon)
        defer { display.close() }
        let first = ["Aalto          10:00", "Free until 11:00    ", "                    ", "                    "]
        try display.show(first, now: .zero)
        #expect(try drive(display, until: { _ in !display.wantsWrite }))
        #expect(daemon.rows { $0 == first } == first)

        let hostile = [
            "\"quoted\" \\ back {x}  ", "x\" widget_del room l", "\u{1B}[2Jevil\nbye       ", "-10 1 %s $HOME      ",
        ]
        try display.show(hostile, now: .zero)
        #expect(try drive(display, until: { _ in !display.wantsWrite }))
        let shown = [
            "\"quoted\" \\ back {x}  ", "x\" widget_del room l", "[2Jevilbye          ", "-10 1 %s $HOME      ",
        ]
        let seen = daemon.rows { rows in rows == shown.map { String($0.prefix(20)).padded } }
        #expect(seen == shown.map { String($0.prefix(20)).padded })
        // The real server refused nothing, the client's name with its quotes and braces included.
        #expect(try !drive(display, until: { _ in false }))
        #expect(heard.inputs == [.displayReady(DisplayDimensions(columns: 20, rows: 4))])
    }

    @Test("the server's size is taken, unless another is configured")
    func size() throws {
        let daemon = LCDdServer()
        let display = try Self.display(daemon.port, DisplayDimensions(columns: 16, rows: 2))
        display.close()
        let connected = try connect(daemon, size: DisplayDimensions(columns: 16, rows: 2))
        defer { connected.close() }
        try connected.show(["sixteen columns.", "two"], now: .zero)
        #expect(try drive(connected, until: { _ in !connected.wantsWrite }))
        #expect(daemon.rows { $0.first?.hasPrefix("sixteen") == true }.first == "sixteen columns.    ")
    }

    @Test("a server that stands still is a loss within five seconds of what it was to show, and one that answers never")
    func standsStill() throws {
        let daemon = LCDdServer()
        let display = try connect(daemon)
        defer { display.close() }
        #expect(display.nextDeadline == nil)
        for row in ["first", "second", "third"] {
            try display.show([row], now: .seconds(100))
            #expect(display.nextDeadline == .seconds(105))
        }
        #expect(try drive(display, until: { _ in display.nextDeadline == nil }))
        #expect(try display.advance(to: .seconds(86400)) == [])
        // The same rows are not sent, and nothing is awaited.
        try display.show(["third"], now: .seconds(86400))
        #expect(display.nextDeadline == nil)

        daemon.stand(still: true)
        try display.show(["fourth"], now: .seconds(200))
        try display.show(["fifth"], now: .seconds(203))
        #expect(try !drive(display, until: { _ in display.nextDeadline == nil }))
        #expect(try display.advance(to: .milliseconds(204_999)) == [])
        let failure = #expect(throws: DeviceFailure.self) { try display.advance(to: .seconds(205)) }
        #expect(failure?.code == .lost)
        #expect(failure?.cause == "LCDd has stopped answering")
        // Another connection waits for its hello, and is served when LCDd goes on.
        let again = try Self.display(daemon.port, nil)
        defer { again.close() }
        #expect(try !drive(again, until: { _ in again.isReady }))
        daemon.stand(still: false)
        #expect(try drive(again, until: { _ in again.isReady }))
    }

    @Test("a server that goes away is a loss; none is not found; one that isn't LCDd is told by its silence")
    func loss() throws {
        var daemon: LCDdServer? = LCDdServer()
        let display = try connect(try #require(daemon))
        daemon = nil
        #expect(throws: DeviceFailure.self) { _ = try drive(display, until: { _ in false }) }
        display.close()

        let silent = try Self.display(1, nil)
        #expect(throws: DeviceFailure.self) { _ = try drive(silent, until: { _ in false }) }
        #expect(try silent.advance(to: .seconds(1)) == [])
        let failure = #expect(throws: DeviceFailure.self) { try silent.advance(to: .seconds(6)) }
        #expect(failure?.code == .protocolViolation)
        silent.close()
    }
}

extension String {
    fileprivate var padded: String { self + String(repeating: " ", count: max(0, 20 - count)) }
}
