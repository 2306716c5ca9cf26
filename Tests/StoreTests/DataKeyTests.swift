// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import Glibc
import Testing

@testable import SecureStore

@Suite("The data key", .serialized)
struct DataKeyTests {
    private let bench: Bench
    private var path: String { bench.path + "/key" }
    private let raw = (0..<32).map { UInt8($0 * 7) }
    private let digits = "000102030405060708090a0b0c0d0e0f101112131415161718191A1B1C1D1E1F"

    init() throws { bench = try Bench() }

    private func failure(_ provider: any KeyProvider) async -> KeyFailure? {
        do {
            _ = try await provider.directKey()
            return nil
        } catch {
            return error
        }
    }

    @Test("32 bytes and 64 digits are keys, with or without a line end")
    func contents() throws {
        try bench.write(raw, to: path)
        #expect(try FileKey(path: path).wrappingKey() == SecretBytes(copying: raw))
        for end in ["", "\n", "\r\n"] {
            try bench.write(Array((digits + end).utf8), to: path)
            #expect(try FileKey(path: path).wrappingKey() == SecretBytes(copying: Array(0..<32)))
        }
    }

    @Test(
        "anything else is told as malformed, with its length and without its content",
        arguments: [
            "", "short", String(repeating: "a", count: 31), String(repeating: "a", count: 33),
            String(repeating: "g", count: 64), String(repeating: "a", count: 63) + "\n",
            String(repeating: "a", count: 65), String(repeating: "a", count: 10_000),
        ])
    func malformed(text: String) async throws {
        try bench.write(Array(text.utf8), to: path)
        let failure = await failure(FileKey(path: path))
        #expect(failure?.code == .malformed)
        #expect(
            failure?.cause == "holds no key (\(text.utf8.count > 66 ? "more than 66" : "\(text.utf8.count)") bytes)")
        #expect(failure?.remedy == "Make one: (umask 077; openssl rand -hex 32 > '\(path)')")
        if text.utf8.count > 4 { #expect(!"\(failure as Any)".contains(text)) }
    }

    @Test(
        "a file that others can read is refused, with the command that closes it",
        arguments: [0o640, 0o604, 0o660, 0o644, 0o620])
    func openToOthers(mode: mode_t) async throws {
        try bench.write(raw, to: path)
        #expect(chmod(path, mode) == 0)
        let failure = await failure(FileKey(path: path))
        #expect(failure?.code == .openToOthers)
        #expect(failure?.cause == "can be read by others (mode 0\(String(mode, radix: 8)))")
        #expect(failure?.remedy.hasPrefix("Run: chmod 0600 '\(path)'.") == true)
    }

    @Test("closed modes are fine", arguments: [0o600, 0o400, 0o700])
    func closed(mode: mode_t) async throws {
        try bench.write(raw, to: path)
        #expect(chmod(path, mode) == 0)
        #expect(await failure(FileKey(path: path)) == nil)
    }

    @Test("somebody else's file is refused", .enabled(if: geteuid() == 0, "only root can give a file away"))
    func notOurs() async throws {
        try bench.write(raw, to: path)
        #expect(chown(path, 65534, 65534) == 0)
        #expect(await failure(FileKey(path: path))?.code == .notOurs)
    }

    @Test("a directory, a device and a pipe are no key files, and a pipe does not block")
    func notRegular() async throws {
        #expect(await failure(FileKey(path: bench.path))?.code == .notOurs)
        #expect(await failure(FileKey(path: "/dev/zero"))?.code == .notOurs)
        #expect(mkfifo(path, 0o600) == 0)
        #expect(await failure(FileKey(path: path))?.code == .notOurs)
    }

    @Test("a missing file is told with the command that makes one")
    func missing() async {
        let failure = await failure(FileKey(path: path))
        #expect(failure?.code == .missing)
        #expect(
            failure?.description == "Key \(path) is not there. Make one: (umask 077; openssl rand -hex 32 > '\(path)')")
    }

    @Test("the first start makes a key, and the next ones read the same")
    func firstStart() throws {
        let source = FileKey(path: path, isMadeOnFirstStart: true)
        let made = try source.wrappingKey()
        #expect(made.count == 32)
        #expect(try source.wrappingKey() == made)
        #expect(try FileKey(path: path).wrappingKey() == made)
        #expect(try bench.status(path).st_mode & 0o7777 == 0o600)
        #expect(try Files.names(in: bench.path).sorted() == ["key"])
        // What a start left that was cut off before the name was given.
        try bench.write([1, 2, 3], to: path + ".new")
        #expect(unlink(path) == 0)
        #expect(try source.wrappingKey() != made)
        #expect(try Files.names(in: bench.path).sorted() == ["key"])
    }

    @Test("a key that is there is never replaced, even if it is no good")
    func neverReplaced() async throws {
        try bench.write([1, 2, 3], to: path)
        #expect(await failure(FileKey(path: path, isMadeOnFirstStart: true))?.code == .malformed)
        #expect(try bench.read(path) == [1, 2, 3])
    }

    @Test("a key that cannot be made is told")
    func notMade() async {
        #expect(await failure(FileKey(path: "/proc/room/key", isMadeOnFirstStart: true))?.code == .notMade)
    }

    @Test("credentials come from systemd's directory; their group bits are systemd's doing")
    func credentials() async throws {
        #expect(await failure(CredentialKey(name: "key", directory: nil))?.code == .missing)
        #expect(!CredentialKey(name: "key", directory: nil).isThere)
        let key = CredentialKey(name: "key", directory: bench.path)
        #expect(await failure(key)?.code == .missing)
        try bench.write(raw, to: path)
        #expect(chmod(path, 0o440) == 0)
        #expect(key.isThere)
        #expect(try key.wrappingKey() == SecretBytes(copying: raw))
        #expect(chmod(path, 0o444) == 0)
        #expect(await failure(key)?.code == .openToOthers)
        for name in ["", ".", "..", "../key", "/etc/passwd"] {
            #expect(await failure(CredentialKey(name: name, directory: bench.path))?.code == .missing)
        }
    }
}
