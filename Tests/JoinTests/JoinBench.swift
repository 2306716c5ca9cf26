// SPDX-License-Identifier: Apache-2.0
import Configuration
import Glibc
import JoinActions
import JoinLinks
import LinuxEventLoop
import RoomCore
import TestSupport

/// A joiner on a real loop, with what it is configured to do, and what it reported.
final class JoinBench {
    let loop: EventLoop
    let folder = TemporaryFolder()
    /// This bench's own: programs are found by their token among all processes of the machine, and tests run side by
    /// side.
    let token = JoinBench.newToken()
    let other = JoinBench.newToken()
    var join = RoomConfiguration.Join()
    /// The joiner's own, from its next restart on.
    var environment = Environment(["PATH=/usr/local/bin:/usr/bin:/bin"])
    /// What is wrong with the configuration from now on.
    var configurationFault: JoinFailure?
    private(set) var reports: [JoinerReport] = []
    private var read = 0
    private(set) var joiner: Joiner!

    init(_ loop: EventLoop) {
        self.loop = loop
        join.leaveGrace = .seconds(1)
        restart()
    }

    static func newToken() -> JoinToken {
        JoinToken((0..<32).map { _ in String(Int.random(in: 0..<16), radix: 16) }.joined())
    }

    func request(
        _ token: JoinToken? = nil, service: String = "zoom", kind: JoinKind = .video, _ text: String = JoinerTests.link
    ) -> JoinRequest {
        JoinRequest(
            token: token ?? self.token, address: JoinAddress(service: service, kind: kind, address: Private(text)))
    }

    /// As after a kill: the programs go on, and nothing is remembered but files.
    func restart() {
        joiner?.report = { _ in }
        reports = []
        read = 0
        // Sound: a bench outlives its joiner's last report, and all of it is on one thread.
        joiner = Joiner(loop: loop, folder: folder.file("pages"), environment: environment) {
            [unowned self] () throws(JoinFailure) in
            if let configurationFault { throw configurationFault }
            return Joiner.Settings(join: join, finder: LinkFinder())
        }
        joiner.report = { [unowned self] report in reports.append(report) }
    }

    /// Ends what runs, at once.
    func end() {
        join.leaveGrace = .zero
        joiner.report = { _ in }
        joiner.endAll {}
    }

    deinit {
        for report in reports {
            if case .started(let token) = report { _ = Program.run(["pkill", "-KILL", "-f", token.value]) }
        }
    }

    /// A shell script that stands for a browser; it is given by its path and run as a program.
    func script(_ text: String, _ name: String = "program") -> String {
        folder.write("#!/bin/sh\n\(text)\n", to: name, mode: 0o700)
    }

    /// The next report; nil after ten seconds without one.
    func next() async throws -> JoinerReport? {
        guard try await comesTo({ self.reports.count > self.read }) else { return nil }
        read += 1
        return reports[read - 1]
    }

    /// Whether a report comes that is as wanted.
    func until(_ isWanted: @escaping (JoinerReport) -> Bool) async throws -> Bool {
        let found = try await comesTo { self.reports.contains(where: isWanted) }
        read = reports.count
        return found
    }

    /// Whether it comes to hold within ten seconds.
    func comesTo(_ holds: @escaping () -> Bool) async throws -> Bool {
        for _ in 0..<1000 {
            if holds() { return true }
            try await loop.sleep(for: .milliseconds(10), tolerance: .zero)
        }
        return false
    }

    /// A file's text, once it has a whole line.
    func text(_ name: String) async throws -> String {
        _ = try await comesTo { self.folder.read(name).hasSuffix("\n") }
        return folder.read(name)
    }

    func isGone(_ process: pid_t) async throws -> Bool {
        try await comesTo {
            kill(process, 0) != 0 || TemporaryFolder.contents("/proc/\(process)/stat").contains(") Z ")
        }
    }
}
