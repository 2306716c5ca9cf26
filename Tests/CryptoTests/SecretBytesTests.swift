// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import Glibc
import TestSupport
import Testing

@Suite("Secrets in memory")
struct SecretBytesTests {
    private func contents(_ secret: SecretBytes) -> [UInt8] {
        secret.withBytes { span in span.withUnsafeBytes { Array($0) } }
    }

    @Test("a secret holds what it was given, also over several pages", arguments: [1, 32, 4096, 4097, 65536])
    func holds(count: Int) throws {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let secret = try SecretBytes(copying: bytes)
        #expect(secret.count == count)
        #expect(contents(secret) == bytes)
    }

    @Test("secrets without bytes and huge ones are refused", arguments: [0, 65537])
    func length(count: Int) {
        #expect(throws: CryptoFailure(.badLength, in: "secret")) {
            try SecretBytes(copying: [UInt8](repeating: 0, count: count))
        }
    }

    @Test("no description shows a secret")
    func description() throws {
        let secret = try SecretBytes(copying: bytes("hunter2"))
        var dumped = ""
        dump(secret, to: &dumped)
        for text in ["\(secret)", String(reflecting: secret), dumped] {
            #expect(!text.contains("hunter2"))
            #expect(!text.contains("104"))
        }
    }

    @Test("equality looks at the bytes")
    func equality() throws {
        let secret = try SecretBytes(copying: [1, 2, 3])
        #expect(try secret == SecretBytes(copying: [1, 2, 3]))
        #expect(try secret != SecretBytes(copying: [1, 2, 4]))
        #expect(try secret != SecretBytes(copying: [1, 2]))
    }

    @Test("a wiped array is empty")
    func wipe() {
        var bytes: [UInt8] = [1, 2, 3]
        SecretBytes.wipe(&bytes)
        #expect(bytes.isEmpty)
    }

    /// Whether this process may keep one more page from being swapped: a container may forbid it.
    private static var mayLock: Bool {
        let size = Int(sysconf(CInt(_SC_PAGESIZE)))
        guard let page = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            page != MAP_FAILED
        else { return false }
        defer { munmap(page, size) }
        return mlock(page, size) == 0
    }

    /// What proc(5) says of the mapping that an address lies in, with a space before each flag.
    private func flags(of address: UInt) -> String {
        var isIn = false
        for line in TemporaryFolder.contents("/proc/self/smaps").split(separator: "\n") {
            if line.hasPrefix("VmFlags:"), isIn { return " " + line.dropFirst(8) }
            let ends = line.prefix { $0 != " " }.split(separator: "-").compactMap { UInt($0, radix: 16) }
            if ends.count == 2 { isIn = (ends[0]..<ends[1]).contains(address) }
        }
        return ""
    }

    @Test(
        "a secret's pages are locked, in no core dump, and empty in a child of fork",
        .enabled(if: mayLock, "this process may lock no memory"), arguments: [1, 4097, 65536])
    func pages(count: Int) throws {
        let secret = try SecretBytes(copying: [UInt8](repeating: 7, count: count))
        let address = secret.withBytes { span in span.withUnsafeBytes { UInt(bitPattern: $0.baseAddress) } }
        for page in stride(from: address, to: address + UInt(count), by: 4096) {
            let flags = flags(of: page)
            #expect(flags.contains(" lo"), "\(flags)")
            #expect(flags.contains(" dd"), "\(flags)")
            #expect(flags.contains(" wf"), "\(flags)")
        }
        let ordinary = [UInt8](repeating: 7, count: 1 << 20)
        let other = ordinary.withUnsafeBytes { flags(of: UInt(bitPattern: $0.baseAddress)) }
        #expect(other.contains(" wr"))
        #expect(!other.contains(" dd"), "the search finds ordinary pages, too: \(other)")
    }

    @Test("random secrets differ")
    func random() throws {
        #expect(try SecretBytes.random(count: 32) != SecretBytes.random(count: 32))
    }
}
