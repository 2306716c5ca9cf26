// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import LinuxEventLoop
import RoomCore
import Simulation
import Synchronization

/// `room-demo organise [--port P] COMMAND…`: says an organiser's words to a cloud that runs on this machine, and prints
/// what it answers.
enum OrganizerProgram {
    /// That of the example in docs/google.md.
    static let port: UInt16 = 8811

    static func run(_ words: [String]) -> Int32 {
        var words = words
        var port = Self.port
        if words.first == "--port" {
            guard words.count > 1, let number = UInt16(words[1]), number > 0 else { return refuse() }
            port = number
            words.removeFirst(2)
        }
        guard let first = words.first else { return refuse() }
        if first == "--help" || first == "-h" {
            DemoUsage.print(DemoUsage.organise)
            return 0
        }
        return say(words.joined(separator: " "), to: port)
    }

    private static func refuse() -> Int32 {
        DemoUsage.print(DemoUsage.organise, to: STDERR_FILENO)
        return 64
    }

    private static func say(_ line: String, to port: UInt16) -> Int32 {
        let code = Mutex<Int32>(69)
        do {
            let loop = try EventLoop()
            loop.run {
                let reply = await withCheckedContinuation { (answer: CheckedContinuation<HTTPResponse?, Never>) in
                    do throws(SocketFailure) {
                        try LoopbackCall(
                            loop: loop, port: port, path: CloudServer.wordsPath, body: Array(line.utf8)
                        ) { answer.resume(returning: $0) }
                    } catch { answer.resume(returning: nil) }
                }
                code.withLock { $0 = show(reply, port) }
            }
        } catch { DemoUsage.print("room-demo: \(error)\n", to: STDERR_FILENO) }
        return code.withLock { $0 }
    }

    /// EX_UNAVAILABLE of sysexits.h where nobody answers, EX_DATAERR where the words make no sense.
    private static func show(_ reply: HTTPResponse?, _ port: UInt16) -> Int32 {
        guard let reply, reply.status == 200 || reply.status == 400 else {
            DemoUsage.print("room-demo: no simulated cloud answers at port \(port)\n", to: STDERR_FILENO)
            return 69
        }
        let text = String(decoding: reply.body, as: UTF8.self)
        if reply.status == 200 {
            DemoUsage.print(text)
            return 0
        }
        DemoUsage.print("room-demo: \(text)\n", to: STDERR_FILENO)
        return 65
    }
}
