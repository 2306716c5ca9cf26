// SPDX-License-Identifier: Apache-2.0
import AgentHost
import Glibc
import JSON
import LocalSockets
import RoomCore

/// What the running agent says of its warnings and devices, for `check`: a device that the agent holds cannot be opened
/// a second time, and need not be.
struct RunningAgent {
    struct Complaint {
        var code: String
        var subject: String
        var sentence: String
        var remedy: String
    }

    struct Device {
        var isReady: Bool
        var cause: String
        var remedy: String
    }

    let complaints: [Complaint]
    /// The devices that it holds, by address.
    let devices: [String: Device]
    /// How push stands, and why it does not work; nil where the agent runs without.
    let push: (state: String, failure: String?)?

    /// A server that a device is behind answers in milliseconds; an agent that has just started has not heard it yet.
    private static let patience = 3.0
    private static let pause: UInt32 = 200_000

    /// What the agent at the socket says once it knows of each device whether it is there, for which it is given 3 s.
    /// Nil where none answers.
    static func settled(socket path: String) -> RunningAgent? {
        var agent = RunningAgent(socket: path)
        var waited = 0.0
        while let asked = agent, asked.isOpeningDevices, waited < patience {
            usleep(pause)
            waited += Double(pause) / 1e6
            agent = RunningAgent(socket: path)
        }
        return agent
    }

    /// A device that is neither there nor has a reason for it is being opened.
    private var isOpeningDevices: Bool { devices.values.contains { !$0.isReady && $0.cause.isEmpty } }

    /// Nil where no agent answers at the socket.
    private init?(socket path: String) {
        guard
            case .payload(let text)? = try? ControlClient.ask(
                ControlRequest(verb: "status", words: ["json"]), path: path, timeoutSeconds: 10)
        else { return nil }
        complaints = Self.complaints(in: Array(text.utf8))
        devices = Self.devices(in: Array(text.utf8))
        push = Self.push(in: Array(text.utf8))
    }

    func complaints(about subject: String) -> [Complaint] { complaints.filter { $0.subject == subject } }
    func complains(_ code: WarningCode) -> Bool { complaints.contains { $0.code == code.rawValue } }

    private static func devices(in bytes: [UInt8]) -> [String: Device] {
        var found: [String: Device] = [:]
        try? JSONDocument(bytes).rows(
            in: "$.devices", paths: ["$.address", "$.ready", "$.cause", "$.remedy"]
        ) { (row) throws(JSONFailure) in
            let address = try row.text(0, maximumBytes: maximumTextBytes)
            let isReady = try row.bool(1)
            let cause = try row.text(2, maximumBytes: maximumTextBytes)
            let remedy = try row.text(3, maximumBytes: maximumTextBytes)
            found[address ?? ""] = Device(isReady: isReady ?? false, cause: cause ?? "", remedy: remedy ?? "")
        }
        return found
    }

    private static func push(in bytes: [UInt8]) -> (state: String, failure: String?)? {
        var found: (state: String, failure: String?)?
        try? JSONDocument(bytes).values(at: ["$.sync.push.state", "$.sync.push.failure"]) { row throws(JSONFailure) in
            let failure = try row.text(1, maximumBytes: maximumTextBytes)
            found = try row.text(0, maximumBytes: maximumTextBytes).map { ($0, failure) }
        }
        return found
    }

    private static let maximumTextBytes = 4096

    private static func complaints(in bytes: [UInt8]) -> [Complaint] {
        var found: [Complaint] = []
        try? JSONDocument(bytes).rows(
            in: "$.warnings", paths: ["$.code", "$.subject", "$.sentence", "$.remedy"]
        ) { (row) throws(JSONFailure) in
            let code = try row.text(0, maximumBytes: maximumTextBytes)
            let subject = try row.text(1, maximumBytes: maximumTextBytes)
            let sentence = try row.text(2, maximumBytes: maximumTextBytes)
            let remedy = try row.text(3, maximumBytes: maximumTextBytes)
            found.append(
                Complaint(code: code ?? "", subject: subject ?? "", sentence: sentence ?? "", remedy: remedy ?? ""))
        }
        return found
    }
}
