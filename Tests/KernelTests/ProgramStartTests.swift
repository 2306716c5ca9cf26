// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import Testing

@Suite("Programs that are started")
struct ProgramStartTests {
    /// What a program prints, to its end.
    private static func output(_ words: [String], environment: [String] = [], hasOwnSession: Bool = false) throws
        -> String
    {
        var ends: [CInt] = [-1, -1]
        let kind = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        try SystemCall.run("socketpair") { socketpair(AF_UNIX, kind, 0, &ends) }
        var reading = Descriptor(owning: ends[0])
        var writing = Descriptor(owning: ends[1])
        var start = ProgramStart(words, environment: environment)
        start.output = .descriptor(writing.number)
        start.hasOwnSession = hasOwnSession
        let process = try start.run()
        writing.close()
        var text: [UInt8] = []
        while let bytes = try SystemCall.read(reading.number, atMost: 4096), !bytes.isEmpty { text += bytes }
        reading.close()
        var status: CInt = 0
        try SystemCall.run("waitpid") { waitpid(process, &status, 0) }
        #expect(status == 0)
        return String(decoding: text, as: UTF8.self)
    }

    @Test("have the words, the environment and the streams that they are given, and nothing else of ours")
    func given() throws {
        let held = try Descriptor(opening: "/dev/null", O_RDONLY)
        let script = "cat; echo \"$1 $WORD ${HOME:-none}\"; ls /proc/self/fd | tr '\\n' ' '"
        let text = try Self.output(
            ["/bin/sh", "-c", script, "sh", "a  b"], environment: ["WORD=x y", "PATH=/usr/bin:/bin"])
        let lines = text.split(separator: "\n")
        #expect(lines.first == "a  b x y none")
        // Others are what the runner of these tests was started with.
        #expect(lines.last?.split(separator: " ").contains("\(held.number)") == false)
        #expect(held.number > 3)
    }

    @Test("start with no signal blocked or ignored, whatever this thread does with its signals")
    func signals() throws {
        var mask = sigset_t()
        sigfillset(&mask)
        var before = sigset_t()
        pthread_sigmask(SIG_BLOCK, &mask, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        let text = try Self.output(["/bin/cat", "/proc/self/status"])
        let lines = text.split(separator: "\n").filter { $0.hasPrefix("SigBlk") || $0.hasPrefix("SigIgn") }
        #expect(lines.count == 2)
        // The C library keeps signals 32 and 33 for itself.
        let masks = lines.compactMap { $0.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) } }
        #expect(masks.map { $0 & ~(3 << 31) } == [0, 0], "\(lines)")
    }

    @Test("are in our process group, or in a session of their own", arguments: [false, true])
    func session(isOwn: Bool) throws {
        let text = try Self.output(["/bin/cat", "/proc/self/stat"], hasOwnSession: isOwn)
        let fields = text.drop { $0 != ")" }.split(separator: " ")
        let process = text.prefix { $0 != " " }
        #expect((fields[3] == process) == isOwn)
        #expect((fields[4] == process) == isOwn)
    }

    @Test("are told apart from those that are not there or may not be run")
    func failures() {
        func cause(_ word: String) -> CInt? {
            do throws(CallFailure) {
                _ = try ProgramStart([word]).run()
                return nil
            } catch { return error.errno }
        }
        #expect(cause("/no/such/program") == ENOENT)
        #expect(cause("no-such-program-anywhere") == ENOENT)
        #expect(cause("/proc/self/status") == EACCES)
    }

    @Test(
        "a call that returns its errno fails by it, and one that returns 0 does not; nobody of a number is no signal's")
    func telling() throws {
        #expect(throws: CallFailure("posix_spawn", errno: ENOMEM)) {
            try SystemCall.runTelling("posix_spawn") { ENOMEM }
        }
        try SystemCall.runTelling("posix_spawn") { 0 }
        #expect(SystemCall.kill(getpid(), 0))
        // Above the largest number that a process of Linux can have.
        #expect(!SystemCall.kill(1 << 22 | 1, 0))
    }
}
