// SPDX-License-Identifier: Apache-2.0
import AgentHost
import Glibc
import Kernel
import LinuxEventLoop
import RoomCore
import Simulation
import Synchronization

/// `room-demo cloud`: the simulated Google alone on loopback, for benchmarks and the kernel lab. Prints its address,
/// and takes one command a line on standard input: `change`, `unplug`, `plug`, `quit`.
enum CloudProgram {
    private struct Options {
        var events = 0
        var calendar = "c_aalto@resource.calendar.google.com"
        var keyFile = ""
        var port: UInt16 = 0
        var role = SimulatedCalendar.Role.reader
        /// The calendar's, and of its users.
        var zone: any TimeZoneRules = FixedOffset()
        var meetings: [SimulatedEvent] = []
        /// Users, in whose name the account may speak, with what they have chosen.
        var people: [(address: String, vacation: SimulatedVacation, locale: String)] = []
    }

    static func run(_ words: [String]) -> Int32 {
        if words.contains(where: { $0 == "--help" || $0 == "-h" }) {
            DemoUsage.print(DemoUsage.cloud)
            return 0
        }
        guard let options = parse(words) else {
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

    private static func parse(_ words: [String]) -> Options? {
        var options = Options()
        var rest = words[...]
        while let name = rest.popFirst() {
            guard let value = rest.popFirst() else { return nil }
            switch name {
            case "--events": options.events = Int(value) ?? 0
            case "--calendar": options.calendar = value
            case "--key-file": options.keyFile = value
            case "--port": options.port = UInt16(value) ?? 0
            case "--role":
                guard let role = SimulatedCalendar.Role(rawValue: value) else { return nil }
                options.role = role
            case "--timezone":
                guard let zone = SystemZone.named(value) else { return nil }
                options.zone = zone
            case "--meeting":
                guard let meeting = meeting(value) else { return nil }
                options.meetings.append(meeting)
            case "--person":
                guard let person = person(value) else { return nil }
                options.people.append(person)
            default: return nil
            }
        }
        return options.keyFile.isEmpty ? nil : options
    }

    /// `2026-11-24T10:00:00Z/2026-11-24T11:00:00Z Design review @ https://…`: the first `@` that stands alone parts
    /// title and location, which may hold a word such as `@meet`.
    private static func meeting(_ text: String) -> SimulatedEvent? {
        let words = text.split(separator: " ")
        guard let at = words.firstIndex(of: "@"), at > 0 else { return nil }
        let times = words[0].split(separator: "/").compactMap { CloudTime.instant(String($0)) }
        guard times.count == 2, times[0] <= times[1] else { return nil }
        return SimulatedEvent(
            words[1..<at].joined(separator: " "), from: times[0], lasting: times[1] - times[0],
            location: words[(at + 1)...].joined(separator: " "))
    }

    /// `anna@example.com fi 2026-11-24T10:00:00Z/2026-12-04T11:00:00Z`: the language and the time are optional; without
    /// a time the vacation responder is off, and `-` stands for a side that is open.
    private static func person(
        _ text: String
    ) -> (address: String, vacation: SimulatedVacation, locale: String)? {
        let words = text.split(separator: " ").map(String.init)
        guard let address = words.first, address.utf8.contains(UInt8(ascii: "@")), words.count <= 3 else { return nil }
        var vacation = SimulatedVacation(isOn: false)
        if words.count == 3 {
            let times = words[2].split(separator: "/").map(String.init)
            let ends = times.map { CloudTime.instant($0) }
            guard times.count == 2, zip(times, ends).allSatisfy({ $0 == "-" || $1 != nil }) else { return nil }
            vacation = SimulatedVacation(from: ends[0], until: ends[1])
        }
        return (address, vacation, words.count > 1 ? words[1] : "en")
    }

    private static func serve(_ loop: EventLoop, _ options: Options) async throws {
        let cloud = try CloudServer(loop: loop, port: options.port) { loop.now.wall }
        cloud.google.calendars[options.calendar] = SimulatedCalendar(
            options.calendar, zone: options.zone, roles: [cloud.account.email: options.role])
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
        }
        try SmallFile.write(cloud.keyFile, to: options.keyFile)
        // Of a file that was there before, too.
        try Path.setMode(options.keyFile, 0o600)
        print(cloud.root)
        fflush(nil)
        try await serveCommands(loop, cloud, options.calendar)
    }

    /// Until `quit` or the end of standard input; where that is a file or `/dev/null`, for which nobody can wait, until
    /// a signal. It wakes for nothing else, so that a month of virtual time is short.
    private static func serveCommands(_ loop: EventLoop, _ cloud: CloudServer, _ calendar: String) async throws {
        var isOver = false
        var over: CheckedContinuation<Void, Never>?
        func finish() {
            isOver = true
            over?.resume()
            over = nil
        }
        var partial: [UInt8] = []
        func read(_: Readiness) {
            guard let bytes = try? SystemCall.read(STDIN_FILENO, atMost: 256), !bytes.isEmpty else {
                finish()
                return
            }
            partial += bytes
            while let end = partial.firstIndex(of: 10) {
                let word = String(decoding: partial[..<end], as: UTF8.self)
                partial.removeSubrange(...end)
                switch word {
                case "change": cloud.google.edit(calendar) { BusyCalendar.changeOne(&$0, now: $1) }
                case "unplug": cloud.isUnplugged = true
                case "plug": cloud.isUnplugged = false
                case "quit": finish()
                default: break
                }
                print("ok")
                fflush(nil)
            }
        }
        var watch: (any LoopRegistration)?
        do throws(LoopFailure) { watch = try loop.watch(STDIN_FILENO, for: .readable, read) } catch {
            // A program in the background of a script has /dev/null.
            guard error.errno == EPERM else { throw error }
            DemoUsage.print(
                "room-demo cloud: standard input is no terminal or pipe: no commands are taken; end it by a signal\n",
                to: STDERR_FILENO)
        }
        defer { watch?.cancel() }
        await withCheckedContinuation { continuation in
            if isOver { continuation.resume() } else { over = continuation }
        }
    }
}
