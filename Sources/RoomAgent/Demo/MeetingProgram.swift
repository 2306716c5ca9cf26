// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel

/// The join program of the demonstration, `room-demo meeting STAGE WORD…`: STAGE is the demonstration's process, and
/// the words are what a real room would have run. It opens nothing, and lasts until it is left or the stage is gone.
struct MeetingProgram {
    let process: pid_t
    /// What a real room would have run, with the meeting's address in it.
    let words: [String]

    /// What stands at `[join] video`.
    static func command(of program: String) -> String {
        "\"\(program)\" meeting \(getpid()) chromium --kiosk --app={url}"
    }

    static func run(_ words: [String]) -> Int32 {
        guard let stage = words.first.flatMap({ pid_t($0) }), stage > 1 else { return DemoUsage.refuse("meeting") }
        while SystemCall.kill(stage, 0) { sleep(1) }
        return 0
    }

    /// The join sessions of this stage that run now.
    static func running() -> [MeetingProgram] {
        let stage = "\(getpid())"
        var found: [MeetingProgram] = []
        for name in Folder.names("/proc") {
            guard let process = pid_t(name), process != getpid() else { continue }
            let words = ProcessFile.read("/proc/\(process)/cmdline").split(separator: 0)
                .map { String(decoding: $0, as: UTF8.self) }
            guard words.count > 3, words[1] == "meeting", words[2] == stage else { continue }
            found.append(MeetingProgram(process: process, words: Array(words[3...])))
        }
        return found
    }
}

/// Files of /proc, which are short and change.
enum ProcessFile {
    static func read(_ path: String) -> [UInt8] { SmallFile.head(path, 8192) }

    /// How much memory a process has for itself, in megabytes with one decimal, by proc(5); nil where it is gone.
    static func ownMemory(of process: pid_t) -> String? {
        let text = String(decoding: read("/proc/\(process)/status"), as: UTF8.self)
        let line = text.split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
        guard let kilobytes = line?.split(whereSeparator: { $0 == " " || $0 == "\t" }).dropFirst().first,
            let count = Int(kilobytes)
        else { return nil }
        let tenths = (count * 10 + 512) / 1024
        return "\(tenths / 10).\(tenths % 10) MB"
    }
}
