// SPDX-License-Identifier: Apache-2.0
import Configuration
import CurlHTTP
import LinuxEventLoop
import LocalSockets
import RoomCore

// `check` of `[push]`: the way in, and with `--online` whether the relay and the public address answer.
extension CheckReport {
    /// Looks at what the configuration says of push, if anything; `agent` is the running one.
    mutating func addPush(_ assembly: AgentAssembly, _ agent: RunningAgent?, isOnline: Bool) {
        let push = assembly.configuration.push
        guard let address = push.address else { return }
        if let running = agent?.push {
            let why = running.failure.map { " (\(Printable.ascii($0)))" } ?? ""
            running.state == "live"
                ? good("push: changes are told as they happen")
                : addNote("push: the agent says: \(running.state)\(why)")
        } else if let place = push.listen {
            addListening(at: place, assembly.loop)
        }
        guard isOnline, let loop = assembly.loop as? EventLoop else { return }
        if push.subscribe != nil { addRelay(assembly, loop) }
        addAddress(address, assembly, loop, isListening: push.listen != nil)
    }

    private mutating func addListening(at place: StreamAddress, _ loop: any AgentLoop) {
        do throws(SocketFailure) {
            let listener = try SocketNetwork(loop: loop).listen(at: place, onExhaustion: { _ in }, onClient: { _ in })
            listener.close()
            good("push: the agent can listen there")
        } catch {
            bad("push: nobody can listen at \(error.sentence)", "Correct [push] listen, or end what listens there.")
        }
    }

    private mutating func addRelay(_ assembly: AgentAssembly, _ loop: EventLoop) {
        // Sound: made and used on this thread, which is the loop's.
        final class Answer: @unchecked Sendable { var lost: String? }
        // Sound: the same.
        nonisolated(unsafe) let receiver = assembly.pushReceiver()
        let answer = Answer()
        loop.run {
            answer.lost = await withCheckedContinuation { continuation in
                guard let receiver else { return continuation.resume(returning: "it cannot be asked") }
                receiver.begin { event in
                    receiver.close()
                    if case .lost(let why) = event {
                        continuation.resume(returning: why)
                    } else {
                        continuation.resume(returning: nil)
                    }
                }
            }
        }
        guard let why = answer.lost else { return good("push: the relay gives a stream") }
        bad(
            "push: \(why)",
            why.hasSuffix(" 404")
                ? "The relay knows no such key: correct [push] subscribe, or the relay's list of rooms."
                : "Check [push] subscribe and the relay; its README is in provisioning/relay.")
    }

    private mutating func addAddress(
        _ address: Private<String>, _ assembly: AgentAssembly, _ loop: EventLoop, isListening: Bool
    ) {
        // Sound: made and used on this thread, which is the loop's.
        final class Answer: @unchecked Sendable { var result = Result<Int, HTTPFailure>.failure(HTTPFailure(.setup)) }
        let answer = Answer()
        // Sound: the same.
        nonisolated(unsafe) let transport = try? assembly.transport()
        loop.run {
            do throws(HTTPFailure) {
                guard let transport else { return }
                let reply = try await transport.send(
                    HTTPRequest(.get, address.exposed, maximumResponseBytes: 64 * 1024))
                answer.result = .success(reply.status)
            } catch { answer.result = .failure(error) }
        }
        switch answer.result {
        // Both receivers take POST alone, and only at the right path.
        case .success(405): good("push: the public address leads to the receiver")
        case .success(404):
            bad(
                "push: [push] address is not known where it leads (404)",
                "Compare its path with the proxy's or the relay's configuration.")
        case .success(let status) where isListening && (502...504).contains(status):
            addNote("push: the proxy at [push] address says \(status): the agent is not running, or not there")
        case .success(let status):
            addNote("push: [push] address answers \(status) to GET, where the receiver would say 405")
        case .failure(let failure) where failure.code == .certificate:
            bad(
                "push: the certificate at [push] address is not trusted (\(failure.detail))",
                "Google posts only where a public authority's certificate is: mend it at the proxy or relay.")
        case .failure(let failure):
            addNote(
                "push: [push] address cannot be reached from here (\(failure.code.rawValue)); Google comes from outside"
            )
        }
    }
}
