// SPDX-License-Identifier: Apache-2.0
import AgentHost
import Configuration
import Glibc
import LocalSockets
import RoomCore

/// The verbs that ask the running agent.
enum ClientVerb {
    static func run(_ arguments: CommandLineArguments) -> ExitCode {
        if arguments.options.contains(.check) { return check(arguments.configuration) }
        return ask(request(arguments), socket(arguments.configuration))
    }

    /// Monitoring has no patience.
    private static let checkTimeoutSeconds = 10

    /// Whatever comes of it, one line is printed, and the code is one of monitoring plug-ins.
    private static func check(_ path: String?) -> ExitCode {
        let parsed = try? ConfigurationFiles.load(path)
        let room = parsed?.configuration.map { DisplayText.clean($0.room.name) } ?? "The room"
        let check = check(room, socket(path))
        Console.print(check.line + "\n")
        return check.level
    }

    private static func check(_ room: String, _ socket: String) -> StatusCheck {
        let answer: ControlAnswer
        do throws(SocketFailure) {
            answer = try ControlClient.ask(
                ControlRequest(verb: "status", words: ["check"]), path: socket, timeoutSeconds: checkTimeoutSeconds)
        } catch {
            if error.errno == EACCES || error.errno == EPERM {
                return StatusCheck(
                    .unknown, "\(room): this user may not ask the room agent. Add it to the socket's group.")
            }
            return StatusCheck(.critical, "\(room): the room agent does not run. See: systemctl status room-agent")
        }
        switch answer {
        case .payload(let text):
            return StatusCheck(answer: text)
                ?? StatusCheck(.unknown, "\(room): the room agent gave an answer that makes no sense.")
        case .refused(_, let message): return StatusCheck(.unknown, "\(room): \(message)")
        case .broken, .streamEnded:
            return StatusCheck(.critical, "\(room): the room agent does not answer. See: systemctl status room-agent")
        }
    }

    /// Where the agent listens. Whatever is wrong in the files, a running agent goes on with what it read before, so
    /// only the line that names its socket counts; where that can't be read either, it is the usual one.
    private static func socket(_ path: String?) -> String {
        let usual = RoomConfiguration.Control().socket
        do throws(PathFailure) {
            let parsed = try ConfigurationFiles.load(path)
            guard let control = parsed.control else {
                Console.error("note: [control] could not be read; asking at \(usual)")
                return usual
            }
            return control.socket
        } catch {
            if path != nil { Console.error("note: \(error.sentence); asking at \(usual)") }
            return usual
        }
    }

    private static func request(_ arguments: CommandLineArguments) -> ControlRequest {
        var words: [String] = []
        if arguments.options.contains(.hold) { words.append("hold") }
        // Events are JSON with or without the option.
        if arguments.options.contains(.json), arguments.verb != .events { words.append("json") }
        if let minutes = arguments.minutes { words += (arguments.verb == .book ? ["minutes"] : []) + ["\(minutes)"] }
        if !arguments.sentence.isEmpty {
            words += ["text"] + DisplayText.clean(arguments.sentence).split(separator: " ").map(String.init)
        }
        if let seconds = arguments.seconds, let source = arguments.source { words += ["in-use", "\(seconds)", source] }
        if let day = arguments.day { words.append(day.replacingSpaces) }
        return ControlRequest(verb: arguments.verb.rawValue, words: words)
    }

    private static func ask(_ request: ControlRequest, _ path: String) -> ExitCode {
        do throws(SocketFailure) {
            switch try ControlClient.ask(request, path: path, onLine: { Console.print($0 + "\n") }) {
            case .payload(let text): Console.print(text)
            case .refused(let code, let message):
                Console.error("room-agent: \(message)")
                return ExitCode(rawValue: code) ?? .software
            case .streamEnded: Console.error("room-agent: the agent ended the stream")
            case .broken:
                Console.error("room-agent: the agent went away")
                return .unavailable
            }
            return .ok
        } catch {
            Console.error("room-agent: \(error.sentence)")
            switch error.errno {
            case EACCES, EPERM:
                Console.error("run it as root, or as a member of the socket's group")
                return .permission
            default:
                Console.error("is the agent running? systemctl status room-agent")
                return .unavailable
            }
        }
    }
}

extension String {
    /// One word stays one word on the control protocol.
    fileprivate var replacingSpaces: String { map { $0 == " " || $0.isNewline ? "_" : String($0) }.joined() }
}
