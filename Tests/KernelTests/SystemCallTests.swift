// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import Testing

@Suite("The door to the kernel")
struct SystemCallTests {
    /// A call that fails with these errnos, one after the other, and returns 7 then.
    private static func call(failing causes: [CInt], made: inout Int) -> Int {
        made += 1
        guard made <= causes.count else { return 7 }
        errno = causes[made - 1]
        return -1
    }

    @Test("a call that a signal interrupted is made again, however often")
    func interrupted() throws {
        var made = 0
        let result = try SystemCall.run("read") { Self.call(failing: [EINTR, EINTR, EINTR], made: &made) }
        #expect(result == 7)
        #expect(made == 4)
    }

    @Test(
        "every other failure is thrown as it is, after interruptions too, and the call is not made again",
        arguments: [ENOENT, EACCES, EIO, ENOSPC, EMFILE, EAGAIN, EPIPE, EINVAL])
    func failures(cause: CInt) {
        var made = 0
        #expect(throws: CallFailure("open", errno: cause)) {
            try SystemCall.run("open") { Self.call(failing: [EINTR, cause], made: &made) }
        }
        #expect(made == 2)
    }

    @Test("where a call would have to wait, that is an answer and no failure")
    func waiting() throws {
        var made = 0
        #expect(try SystemCall.runWithoutWaiting("read") { Self.call(failing: [EAGAIN], made: &made) } == nil)
        #expect(try SystemCall.runWithoutWaiting("read") { Self.call(failing: [EAGAIN], made: &made) } == 7)
        made = 0
        #expect(throws: CallFailure("read", errno: ECONNRESET)) {
            try SystemCall.runWithoutWaiting("read") { Self.call(failing: [ECONNRESET], made: &made) }
        }
    }

    @Test("a failure says in words what was tried and why it failed")
    func words() {
        #expect(CallFailure("open", errno: ENOENT).text == "open: No such file or directory")
        #expect(!SystemCall.succeeds("access") { access("/nowhere", F_OK) })
        #expect(SystemCall.succeeds("access") { access("/", F_OK) })
    }

    @Test("a descriptor that is not open is our bug: the process ends, and says so")
    func notOpen() async {
        await #expect(processExitsWith: .failure) { _ = try? SystemCall.read(1_000_000, atMost: 1) }
        await #expect(processExitsWith: .failure) { SystemCall.close(1_000_000) }
        let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
            var file = try Descriptor(opening: "/dev/null", O_RDONLY)
            file.close()
            _ = try? file.status()
        }
        let text = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
        #expect(text.contains("fstat was called with a descriptor that is not open: a bug of this program"))
    }

    @Test("so is an address that is not this process's")
    func notOurs() async {
        await #expect(processExitsWith: .failure) {
            let file = try Descriptor(opening: "/dev/zero", O_RDONLY)
            let nowhere = UnsafeMutableRawBufferPointer(start: UnsafeMutableRawPointer(bitPattern: 8), count: 64)
            _ = try SystemCall.read(file.number, into: nowhere)
        }
    }

    @Test("of a number that somebody gave us one may ask")
    func isOpen() {
        #expect(!SystemCall.isOpen(1_000_000))
        #expect(SystemCall.isOpen(STDERR_FILENO))
    }
}
