// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import RoomCore

/// What /proc tells of processes (proc(5)).
enum ProcessTable {
    /// The variable in which every process of a session carries its token.
    static let tokenVariable = "ROOM_AGENT_SESSION"
    private static let maximumEnvironmentBytes = 256 * 1024

    /// The leader of the session that carries the token: the process whose group has its own number.
    static func leader(of token: JoinToken) -> Int32? {
        bearers(of: token).first { getpgid($0) == $0 }
    }

    /// Every living process that carries the token, whatever group it has made for itself.
    static func bearers(of token: JoinToken) -> [Int32] {
        let wanted = Array("\(tokenVariable)=\(token.value)".utf8)
        return processes().filter { process in !isZombie(process) && environment(of: process).contains(wanted[...]) }
    }

    /// The other processes of our own service, by its control group (cgroups(7), version 2): all that was ever started
    /// here and lives, also what made a session of its own and hides its environment, as a browser's sandbox does.
    /// Empty where this process is not a service of its own, and has strangers in its group.
    static func companions() -> [Int32] {
        let lines = String(decoding: contents("/proc/self/cgroup"), as: UTF8.self).split(separator: "\n")
        guard let path = lines.first(where: { $0.hasPrefix("0::") })?.dropFirst(3), path.hasSuffix(serviceGroup) else {
            return []
        }
        let numbers = String(decoding: contents("/sys/fs/cgroup\(path)/cgroup.procs"), as: UTF8.self)
        return numbers.split(separator: "\n").compactMap { Int32($0) }.filter { $0 != getpid() }
    }

    /// The joiner's own unit (init/room-agent-join.service).
    private static let serviceGroup = "/room-agent-join.service"

    /// Whether any process of the group still runs.
    static func groupLives(_ group: Int32) -> Bool {
        do throws(CallFailure) { try SystemCall.run("kill") { kill(-group, 0) } } catch {
            guard error.errno == EPERM else { return false }
        }
        // Zombies that nobody has reaped count as members for kill(2).
        return processes().contains { getpgid($0) == group && !isZombie($0) }
    }

    private static func processes() -> [Int32] { Folder.names("/proc").compactMap { Int32($0) } }

    private static func environment(of process: Int32) -> [ArraySlice<UInt8>] {
        contents("/proc/\(process)/environ").split(separator: 0)
    }

    /// Field 3 of stat, which stands after the last closing parenthesis.
    private static func isZombie(_ process: Int32) -> Bool {
        let stat = contents("/proc/\(process)/stat")
        guard let end = stat.lastIndex(of: UInt8(ascii: ")")), end + 2 < stat.count else { return true }
        return stat[end + 2] == UInt8(ascii: "Z") || stat[end + 2] == UInt8(ascii: "X")
    }

    /// Empty where the process is gone, or hides it.
    private static func contents(_ path: String) -> [UInt8] {
        SmallFile.head(path, maximumEnvironmentBytes)
    }
}
