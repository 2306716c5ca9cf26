// SPDX-License-Identifier: Apache-2.0
import AgentHost
import Configuration
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

    /// Finds the links of known services, and those of the own hosts that the configuration names. Where no file was
    /// named on the command line, a configuration that is missing or has errors is passed over; where one was, it is an
    /// error.
    private static func linkFinder(_ path: String?) -> Result<LinkFinder, Problem> {
        do throws(FileFailure) {
            let parsed = try ConfigurationFiles.load(path)
            guard let configuration = parsed.configuration else {
                if path == nil { return .success(LinkFinder()) }
                for problem in parsed.problems { Console.error("\(problem)") }
                return .failure(Problem(code: .configuration))
            }
            return .success(LinkFinder(configuration))
        } catch {
            guard path != nil else { return .success(LinkFinder()) }
            Console.error(error.sentence)
            return .failure(Problem(code: .configuration))
        }
    }
}
