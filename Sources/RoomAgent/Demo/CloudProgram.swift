// SPDX-License-Identifier: Apache-2.0
import AgentHost
import Glibc
import Kernel
import LinuxEventLoop
import RoomCore
import Simulation
import Synchronization

/// `room-demo cloud`: the simulated Google alone on loopback, for trying things, benchmarks and the kernel lab. Prints
/// its address, and takes an organiser's words, one command a line, on standard input and by `room-demo organise`.
enum CloudProgram {
    static func run(_ words: [String]) -> Int32 {
        if words.contains(where: { $0 == "--help" || $0 == "-h" }) {
            DemoUsage.print(DemoUsage.cloud)
            return 0
        }
        guard let options = CloudOptions(words, at: Instant.now()) else {
            DemoUsage.print(DemoUsage.cloud, to: STDERR_FILENO)
            return 64
        }
        signal(SIGPIPE, SIG_IGN)
        let code = Mutex<Int32>(71)
        do {
            let loop = try EventLoop()
            loop.run {
                do {
                    try await serve(loop, options)
                    code.withLock { $0 = 0 }
                } catch { print("the cloud could not be set up: \(error)") }
            }
        } catch { print("the cloud could not be set up: \(error)") }
        return code.withLock { $0 }
    }

    private static func serve(_ loop: EventLoop, _ options: CloudOptions) async throws {
        let cloud = try CloudServer(loop: loop, port: options.port) { loop.now.wall }
        let proxy = options.notices.map { NoticeProxy(cloud.google, loop: loop, port: $0) }
        fill(cloud, options)
        try write(cloud.keyFile, to: options.keyFile)
        if let path = options.signInFile, let user = options.people.first?.address {
            cloud.google.refreshScopes = CloudSchema.scopes.union(CloudSchema.mailScopes)
            try write(cloud.google.signIn(of: user), to: path)
        }
        print(cloud.root)
        fflush(nil)
        let organizer = Organizer(
            cloud.google, room: options.calendar, person: options.people.first?.address,
            number: options.meetings.count, setCable: { cloud.setCable($0) })
        try await serveCommands(loop, cloud, organizer)
        withExtendedLifetime(proxy) {}
    }

    private static func fill(_ cloud: CloudServer, _ options: CloudOptions) {
        var calendar = SimulatedCalendar(
            options.calendar, zone: options.zone, roles: [cloud.account.email: options.role])
        // The agent's own manners are to be seen.
        calendar.autoAnswers = false
        cloud.google.calendars[options.calendar] = calendar
        cloud.google.edit(options.calendar) { calendar, now in
            BusyCalendar.fill(&calendar, count: options.events, now: now)
            for (number, meeting) in options.meetings.enumerated() {
                calendar.add("meeting\(number)", meeting, at: now)
            }
        }
        if !options.people.isEmpty {
            var account = cloud.account
            account.delegatedScopes = CloudSchema.scopes.union(CloudSchema.mailScopes)
            cloud.google.register(account)
        }
        for person in options.people {
            cloud.google.users.insert(person.address)
            cloud.google.vacations[person.address] = person.vacation
            cloud.google.userSettings[person.address] = ["locale": person.locale, "format24HourTime": "true"]
            cloud.google.calendars[options.calendar]?.roles[person.address] = options.role
            var own = SimulatedCalendar(person.address, zone: options.zone, roles: [person.address: .owner])
            own.autoAnswers = false
            cloud.google.calendars[person.address] = own
        }
    }

    private static func write(_ secret: [UInt8], to path: String) throws {
        try SmallFile.write(secret, to: path)
        // Of a file that was there before, too.
        try Path.setMode(path, 0o600)
    }

    /// Until `quit`, by whichever way, or the end of standard input; where that is a file or `/dev/null`, for which
    /// nobody can wait, until a signal. It wakes for nothing else, so that a month of virtual time is short.
    private static func serveCommands(_ loop: EventLoop, _ cloud: CloudServer, _ organizer: Organizer) async throws {
        var isOver = false
        var over: CheckedContinuation<Void, Never>?
        func finish() {
            isOver = true
            over?.resume()
            over = nil
        }
        func carryOut(_ line: String) throws(Organizer.Refusal) -> [String] {
            guard line == "quit" else { return try organizer.carryOut(line) }
            // The answer is to be on its way first.
            _ = loop.schedule(at: loop.now.uptime + .milliseconds(50), tolerance: .zero, finish)
            return []
        }
        cloud.onWords = { line in
            do throws(Organizer.Refusal) {
                let text = try carryOut(line).map { "\($0)\n" }.joined()
                return HTTPResponse(status: 200, body: Array(text.utf8))
            } catch { return HTTPResponse(status: 400, body: Array(error.why.utf8)) }
        }
        var partial: [UInt8] = []
        func read(_: Readiness) {
            guard let bytes = try? SystemCall.read(STDIN_FILENO, atMost: 256), !bytes.isEmpty else {
                finish()
                return
            }
            partial += bytes
            while let end = partial.firstIndex(of: 10) {
                let line = String(decoding: partial[..<end], as: UTF8.self)
                partial.removeSubrange(...end)
                do throws(Organizer.Refusal) {
                    for row in try carryOut(line) { print(row) }
                    print("ok")
                } catch { print("no: \(error.why)") }
                fflush(nil)
            }
        }
        var watch: (any LoopRegistration)?
        do throws(LoopFailure) { watch = try loop.watch(STDIN_FILENO, for: .readable, read) } catch {
            // A program in the background of a script has /dev/null.
            guard error.errno == EPERM else { throw error }
            DemoUsage.print(
                "room-demo cloud: standard input is no terminal or pipe: no commands are taken there, but by "
                    + "room-demo organise; end it by a signal\n", to: STDERR_FILENO)
        }
        defer { watch?.cancel() }
        await withCheckedContinuation { continuation in
            if isOver { continuation.resume() } else { over = continuation }
        }
    }
}
