// SPDX-License-Identifier: Apache-2.0
import AgentHost
import Configuration
import Glibc
import GoogleCalendar
import JoinLinks
import RoomCore

/// `room-agent links`: one Google event as JSON per line in, one answer as JSON per line out.
enum LinksVerb {
    /// A longer line is refused, and the rest of it passed over.
    private static let maximumLineBytes = 4 * 1024 * 1024

    static func run(_ configurationPath: String?) -> ExitCode {
        let finder: LinkFinder
        switch linkFinder(configurationPath) {
        case .success(let found): finder = found
        case .failure(let problem): return problem.code
        }
        let decoder = EventDecoder(account: "", linkFinder: finder)
        var input = StandardInput(maximumLineBytes: maximumLineBytes)
        var number = 0
        var result = ExitCode.ok
        while let line = input.next() {
            number += 1
            guard let line else {
                Console.error("line \(number): longer than \(maximumLineBytes) bytes")
                result = .data
                continue
            }
            guard let first = line.first(where: { $0 != 0x20 && $0 != 9 && $0 != 13 }) else { continue }
            guard first == UInt8(ascii: "{") else {
                Console.error("line \(number): not an event: no JSON object")
                result = .data
                continue
            }
            do throws(EventRefusal) {
                let findings = finder.find(in: try decoder.eventText(fromEvent: line))
                Console.print(LinksAnswer.line(for: findings) + "\n")
            } catch {
                Console.error("line \(number): not an event: \(error)")
                result = .data
            }
        }
        return result
    }

    private struct Problem: Error { let code: ExitCode }

    /// Finds the links of known services, and those of the own hosts that the configuration names. A configuration that
    /// cannot be used is an error where the command line names it; else it is passed over, and who asks is told that
    /// the answers are without it. One that nobody has written yet is passed over in silence.
    private static func linkFinder(_ path: String?) -> Result<LinkFinder, Problem> {
        let cause: String
        do throws(PathFailure) {
            let parsed = try ConfigurationFiles.load(path)
            if let configuration = parsed.configuration { return .success(LinkFinder(configuration)) }
            guard path == nil else {
                for problem in parsed.problems { Console.error("\(problem)") }
                return .failure(Problem(code: .configuration))
            }
            cause = parsed.problems.first.map { "\($0)" } ?? "the configuration has errors"
        } catch {
            if path == nil, error.errno == ENOENT { return .success(LinkFinder()) }
            guard path == nil else {
                Console.error(error.sentence)
                return .failure(Problem(code: .configuration))
            }
            cause = error.sentence
        }
        Console.error("\(cause)")
        Console.error("the configuration is not used: hosts and prefixes that it allows are refused here")
        return .success(LinkFinder())
    }
}
