// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import AgentHost
import DeviceIO
import GoogleCalendar
import LinuxEventLoop
import RoomCore
import RoomRuntime
import SecureStore

/// `room-agent check`: looks at everything a room needs, and says what is wrong and what to do. Changes nothing.
enum CheckVerb {
    static func run(_ configurationPath: String?, isOnline: Bool) -> ExitCode {
        let parsed: ParsedConfiguration
        do throws(FileFailure) { parsed = try ConfigurationFiles.load(configurationPath) } catch {
            Console.print("bad   \(error.sentence)\n      write one, after room-agent.conf(5)\n")
            return .configuration
        }
        for problem in parsed.problems { Console.print("\(problem)\n") }
        guard let configuration = parsed.configuration else { return .configuration }
        var report = CheckReport()
        report.good("configuration")
        checkKey(configuration, &report)
        checkZone(configuration, &report)
        checkPrograms(configuration, &report)
        checkDevices(configuration, &report)
        checkGoogle(configuration, isOnline, &report)
        Console.print(report.hasErrors ? "the room will not work as it should\n" : "the room is ready\n")
        return report.hasErrors ? .configuration : .ok
    }

    private static func checkKey(_ configuration: RoomConfiguration, _ report: inout CheckReport) {
        guard let loop = try? EventLoop() else { return }
        let assembly = AgentAssembly(
            configuration: configuration, loop: loop, journal: Journal(clock: { loop.now.uptime }))
        if assembly.keyWillBeMade { return report.good("data key: will be made on the first start") }
        do throws(KeyFailure) {
            _ = try assembly.dataKey()
            report.good("data key")
        } catch { report.bad("data key: \(error.path) \(error.cause)", error.remedy) }
        if ClockState.isSet(loop.now.wall) {
            report.good("clock")
        } else {
            report.bad("the clock has not been set", "check the network and the time service (timedatectl)")
        }
    }

    private static func checkZone(_ configuration: RoomConfiguration, _ report: inout CheckReport) {
        guard let name = configuration.room.timeZone else { return }
        if SystemZone(name) != nil { return report.good("time zone \(name)") }
        report.bad("this machine knows no time zone \(name)", "install tzdata, or correct [room] timezone")
    }

    private static func checkPrograms(_ configuration: RoomConfiguration, _ report: inout CheckReport) {
        for command in Set(configuration.join.commands.values.compactMap(\.first)).sorted() {
            if ProgramPath.exists(command) {
                report.good("join program \(command)")
            } else {
                report.bad("join program \(command): not found, or not executable", "install it, or correct [join]")
            }
        }
    }

    private static func checkDevices(_ configuration: RoomConfiguration, _ report: inout CheckReport) {
        for (address, failure) in DeviceProbe.probe(configuration) {
            switch failure {
            case nil: report.good("device \(address)")
            // The agent itself most likely has it.
            case let failure? where failure.code == .busy: report.note("device \(address): in use (\(failure.cause))")
            case let failure?: report.bad("device \(address): \(failure.cause)", failure.remedy)
            }
        }
    }

    private static func checkGoogle(_ configuration: RoomConfiguration, _ isOnline: Bool, _ report: inout CheckReport) {
        guard let loop = try? EventLoop() else { return }
        let assembly = AgentAssembly(
            configuration: configuration, loop: loop, journal: Journal(clock: { loop.now.uptime }))
        // Sound: made and used on this thread, which is the loop's.
        final class Probe: @unchecked Sendable { var results: [ProbeResult] = [] }
        let probe = Probe()
        do throws(AssemblyFailure) {
            // Sound: made and used on this thread, which is the loop's.
            nonisolated(unsafe) let source = try assembly.google(assembly.linkFinder())
            report.good("service account key")
            guard isOnline else { return }
            loop.run { probe.results = await source.probe() }
        } catch { return report.bad(error.cause, error.remedy) }
        for result in probe.results { report.add(result) }
    }
}

/// Lines of `check`, and whether any of them was bad.
struct CheckReport {
    private(set) var hasErrors = false

    func good(_ what: String) { Console.print("ok    \(what)\n") }
    func note(_ what: String) { Console.print("note  \(what)\n") }
    mutating func bad(_ what: String, _ remedy: String) {
        hasErrors = true
        Console.print("bad   \(what)\n      \(remedy)\n")
    }

    mutating func add(_ result: ProbeResult) {
        switch (result.step, result.outcome) {
        case (_, .failed(let failure)):
            let warning = WarningCode(failure.reason).map { Warning(code: $0) }
            bad(
                "\(result.step.rawValue): \(warning?.sentence(in: .en) ?? "\(failure.reason)") (\(failure.detail))",
                warning?.remedy(in: .en) ?? "see the detail")
        case (.delegation, .delegated):
            note("delegation: \(Warning(code: .delegationInUse).sentence(in: .en))")
            note("            \(Warning(code: .delegationInUse).remedy(in: .en))")
        case (_, .freeBusyOnly):
            note("role: only free and busy can be seen; share with \"See all event details\"")
        case (_, .role(let role)): good("calendar can be read" + (role.map { " as \($0)" } ?? ""))
        case (_, .clockOff(let lead)):
            bad("the clock is \(lead.wholeSeconds) s off Google's", "set up a time service (timedatectl)")
        case (_, .clockUnknown): note("clock: Google's reply told no time")
        case (let step, _): good(step.rawValue)
        }
    }
}
