// SPDX-License-Identifier: Apache-2.0
import Glibc
import Kernel
import Testing

/// What goes through several calls, with a kernel whose n-th call fails: the failure is told, or the work is done;
/// never half of it, and nothing stays open.
@Suite("A kernel whose n-th call fails")
struct FaultTests {
    private static let causes: [CInt] = [EINTR, EIO, EMFILE, ENOSPC, EACCES, ENOENT, ENOMEM]

    private static func openDescriptors() -> Int { Folder.names("/proc/self/fd").count }

    /// A folder that goes with its owner.
    final class Scratch {
        let path: String
        init() throws { path = try Folder.makeTemporary("/tmp/kernel-test-XXXXXX") }
        func file(_ name: String) -> String { "\(path)/\(name)" }
        deinit {
            for name in Folder.names(path) { try? Path.remove(file(name)) }
            try? Path.removeFolder(path)
        }
    }

    /// Runs `work` once with each of its calls failing in each way. `check` is told what it returned or threw.
    private static func run<Value>(
        _ work: () throws -> Value,
        check: (Result<Value, any Error>, _ call: String, _ cause: CInt) throws -> Void
    ) throws {
        let whole = KernelFault(call: 0, errno: 0)
        _ = try KernelFault.$current.withValue(whole) { try work() }
        #expect(whole.calls.count > 1)
        let before = openDescriptors()
        for (index, call) in whole.calls.enumerated() {
            for cause in causes {
                let fault = KernelFault(call: index + 1, errno: cause)
                let result = Result { try KernelFault.$current.withValue(fault) { try work() } }
                #expect(openDescriptors() == before, "\(call) \(index + 1) with \(cause)")
                try check(result, call, cause)
            }
        }
    }

    @Test("a small file is read whole, or the failure is thrown")
    func reading() throws {
        let scratch = try Scratch()
        let content = (0..<40_000).map { UInt8(truncatingIfNeeded: $0) }
        try SmallFile.write(content, to: scratch.file("a"))
        try Self.run {
            try SmallFile.read(scratch.file("a"), maximumBytes: 50_000)
        } check: { result, call, cause in
            switch result {
            case .success(let bytes):
                #expect(cause == EINTR)
                #expect(bytes == content)
            case .failure(let error): #expect(error as? CallFailure == CallFailure(call, errno: cause))
            }
        }
    }

    @Test("a small file is written whole, or the failure is thrown")
    func writing() throws {
        let scratch = try Scratch()
        let content = [UInt8](repeating: 65, count: 100_000)
        try Self.run {
            try SmallFile.write(content, to: scratch.file("b"))
        } check: { result, call, cause in
            switch result {
            case .success:
                #expect(cause == EINTR)
                let written = try SmallFile.read(scratch.file("b"), maximumBytes: 200_000)
                #expect(written == content)
            case .failure(let error): #expect(error as? CallFailure == CallFailure(call, errno: cause))
            }
        }
    }

    @Test("of a file that cannot be read further there is as much as could be")
    func head() throws {
        let scratch = try Scratch()
        try SmallFile.write(Array("room".utf8), to: scratch.file("c"))
        try Self.run {
            SmallFile.head(scratch.file("c"), 100)
        } check: { result, call, cause in
            let bytes = try result.get()
            let isWhole = cause == EINTR || call == "read" && !bytes.isEmpty
            #expect(bytes == (isWhole ? Array("room".utf8) : []))
        }
        #expect(SmallFile.head(scratch.file("c"), 2) == Array("ro".utf8))
        #expect(SmallFile.head(scratch.file("none"), 2) == [])
    }

    @Test("a file of more than the limit is refused, one of just as much is not, and a FIFO is empty at once")
    func limits() throws {
        let scratch = try Scratch()
        try SmallFile.write([1, 2, 3], to: scratch.file("d"))
        #expect(try SmallFile.read(scratch.file("d"), maximumBytes: 3) == [1, 2, 3])
        #expect(throws: CallFailure("read", errno: EFBIG)) { try SmallFile.read(scratch.file("d"), maximumBytes: 2) }
        #expect(throws: CallFailure("read", errno: EFBIG)) { try SmallFile.read("/dev/zero", maximumBytes: 1 << 16) }
        #expect(mkfifo(scratch.file("fifo"), 0o600) == 0)
        #expect(try SmallFile.read(scratch.file("fifo"), maximumBytes: 3) == [])
    }

    @Test("a folder has its names, without the two that every folder has, up to a limit")
    func folders() throws {
        let scratch = try Scratch()
        for name in ["a", "b", "ä c"] { try SmallFile.write([], to: scratch.file(name)) }
        #expect(Folder.names(scratch.path).sorted() == ["a", "b", "ä c"])
        #expect(try Folder.entries(scratch.path, limit: 2).count == 2)
        #expect(try Folder.entries("/").contains { $0.name == "proc" && $0.isFolder })
        #expect(Folder.names("/nowhere") == [])
        #expect(throws: CallFailure("opendir", errno: ENOENT)) { try Folder.entries("/nowhere") }
    }

    @Test("links are followed or not, as asked; a path is resolved")
    func paths() throws {
        let scratch = try Scratch()
        try SmallFile.write([1], to: scratch.file("a"))
        #expect(symlink(scratch.file("a"), scratch.file("l")) == 0)
        #expect(try Path.status(scratch.file("l")).st_mode & S_IFMT == S_IFREG)
        #expect(try Path.statusOfName(scratch.file("l")).st_mode & S_IFMT == S_IFLNK)
        #expect(Path.target(scratch.file("l")) == scratch.file("a"))
        #expect(Path.target(scratch.file("a")) == nil)
        #expect(try Path.resolved(scratch.file("l")) == Path.resolved(scratch.file("a")))
        #expect(throws: CallFailure("realpath", errno: ENOENT)) { try Path.resolved(scratch.file("none")) }
        #expect(throws: CallFailure("link", errno: EEXIST)) {
            try Path.link(scratch.file("a"), to: scratch.file("l"))
        }
    }
}
