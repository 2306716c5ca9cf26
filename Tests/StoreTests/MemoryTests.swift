// SPDX-License-Identifier: Apache-2.0
import AgentCrypto
import Glibc
import Kernel
import RoomCore
import Testing

@testable import SecureStore

/// Looks for secrets in all that this process may write to: heap, stacks, data.
struct MemoryScan {
    /// What may hold secrets: pages that no core dump has (`MADV_DONTDUMP`).
    private let isGuarded: (String) -> Bool = { $0.contains(" dd") }

    private struct Region {
        var range: Range<UInt>
        var flags = ""
    }

    /// The names of those needles of which any copy lies outside of guarded pages.
    func exposed(_ needles: [(name: String, bytes: SecretBytes)]) throws -> [String] {
        var found: Set<String> = []
        let chunkBytes = 1 << 20
        // The copies that are looked through lie in pages of their own, which are passed over.
        guard let buffer = mmap(nil, chunkBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            buffer != MAP_FAILED
        else { throw FileFailure("mmap", errno: errno) }
        defer { munmap(buffer, chunkBytes) }
        madvise(buffer, chunkBytes, MADV_DONTDUMP)
        let memory = try Files.open("/proc/self/mem", O_RDONLY)
        for region in try regions() where !isGuarded(region.flags) {
            var start = region.range.lowerBound
            while start < region.range.upperBound {
                let wanted = min(chunkBytes, Int(region.range.upperBound - start))
                let count = pread(memory.descriptor, buffer, wanted, Int(bitPattern: start))
                guard count > 0 else { break }
                for needle in needles where !found.contains(needle.name) {
                    let isThere = needle.bytes.withBytes { bytes in
                        bytes.withUnsafeBytes { Self.contains(buffer, count, $0) }
                    }
                    if isThere { found.insert(needle.name) }
                }
                // A copy may lie across two readings.
                guard count == chunkBytes else { break }
                start += UInt(count - 4096)
            }
            memset(buffer, 0, chunkBytes)
        }
        return found.sorted()
    }

    private static func contains(
        _ haystack: UnsafeMutableRawPointer, _ count: Int, _ needle: UnsafeRawBufferPointer
    ) -> Bool {
        guard let start = needle.baseAddress else { return false }
        var place = 0
        while count - place >= needle.count {
            let rest = count - place - needle.count + 1
            guard let hit = memchr(haystack + place, CInt(needle[0]), rest) else { return false }
            if memcmp(hit, start, needle.count) == 0 { return true }
            place = hit - haystack + 1
        }
        return false
    }

    private func regions() throws -> [Region] {
        let text = String(decoding: try readAll("/proc/self/smaps"), as: UTF8.self)
        var regions: [Region] = []
        for line in text.split(separator: "\n") {
            if line.hasPrefix("VmFlags:") {
                if !regions.isEmpty { regions[regions.count - 1].flags = " " + line.dropFirst(8) }
                continue
            }
            guard let dash = line.firstIndex(of: "-"), let space = line.firstIndex(of: " "), dash < space,
                let start = UInt(line[..<dash], radix: 16),
                let end = UInt(line[line.index(after: dash)..<space], radix: 16)
            else { continue }
            regions.append(Region(range: start..<end))
        }
        return regions.filter { $0.flags.contains(" wr") }
    }

    private func readAll(_ path: String) throws -> [UInt8] {
        let file = try Files.open(path, O_RDONLY)
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = Glibc.read(file.descriptor, &chunk, chunk.count)
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: chunk.prefix(count))
        }
    }
}

@Suite("Keys in memory", .serialized)
struct MemoryTests {
    private let bench: Bench
    private let room = "room@example.com"

    init() throws { bench = try Bench() }

    private func expectHidden(_ needles: [(name: String, bytes: SecretBytes)], _ moment: String) throws {
        let exposed = try MemoryScan().exposed(needles)
        #expect(exposed == [], "\(moment)")
    }

    @Test("the scan finds a key that lies in the heap, and passes over one in guarded pages")
    func scanWorks() throws {
        let key = try SecretBytes.random(count: 32)
        #expect(try MemoryScan().exposed([("key", key)]) == [])
        let copy = key.withBytes { $0.withUnsafeBytes { Array($0) } }
        #expect(try MemoryScan().exposed([("key", key)]) == ["key"])
        withExtendedLifetime(copy) {}
    }

    @Test("no key of a window lies in ordinary memory once a call is over")
    func window() async throws {
        let dataKey = try SecretBytes.random(count: 32)
        let store = bench.open(key: dataKey)
        _ = try await store.load()
        try await store.write(.replaceAll, (0..<50).map { Sample.change($0) })
        _ = try await store.details(of: MeetingID("event-id-3"))
        let salt = try await store.salt
        var needles: [(String, SecretBytes)] = [("data key", dataKey)]
        for purpose in ["names", "check", "sum", "head", "body", "mark"] {
            let info = Array("room-agent window 2 \(purpose)\0\(room)".utf8)
            needles.append((purpose, try dataKey.derive(count: 32, salt: salt, info: info)))
        }
        try expectHidden(needles, "after calls")
        // Between the pages of a sync, too.
        let ticket = try await store.begin(.merge)
        try await store.stage([Sample.change(99)], within: Sample.bounds, zone: Sample.zone, for: ticket)
        try expectHidden(needles, "between pages")
        _ = try await store.commit(ticket, Sample.mark(), within: Sample.bounds, zone: Sample.zone)
        await store.finish()
        try expectHidden(needles, "after the end")
    }

    @Test("the key of the session record does not, either")
    func session() throws {
        let record = SessionRecord(directory: bench.path, room: room)
        try record.unlock(with: bench.key)
        // It has to try the key on it.
        try bench.write([UInt8](repeating: 1, count: 600), to: bench.path + "/session")
        #expect(record.load() == nil)
        let info = Array("room-agent session 1\0\(room)".utf8)
        let needles = [("session", try bench.key.derive(count: 32, salt: [], info: info))]
        try expectHidden(needles, "after reading")
    }

    @Test("the numbers of an RSA key do not, before a signature and after it")
    func rsa() throws {
        let pem = Self.pem
        let numbers = try RSANumbers(pem: pem)
        let key = try RSAPrivateKey(pem: pem)
        try expectHidden(numbers.needles, "before a signature")
        let signature = try key.sign(Array("hello".utf8))
        #expect(try RSAPublicKey(pem: try key.publicKeyPEM()).verify(signature, of: Array("hello".utf8)))
        try expectHidden(numbers.needles, "after a signature")
    }

    /// Made for this test alone.
    private static let pem = """
        -----BEGIN PRIVATE KEY-----
        MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQChrccZ4uILdwLo
        3pcFuSPPk57ftWtDiGRw54+/eJiwtwY6Q0PX76pkl0b2QnIwMTvXI5zP9R4y4uqO
        UXuBH+h7EPzOC3hGxb1vqYjaTUMl4TtbwyFwrY2FYZIZeRn/o8CaasXcDhGNR4zW
        CDRExinrGtftggxojDpgA1qj+KobvaiYfallZqzc0Tl10wGEuRHM+ykpUDAE+GC3
        DGiEz9iPpu6CMtRRtj8HWa+4xtkmW3+f1DrRpb73hisafkcyNXDXL+1hblcR0T/R
        Qpq/YzIOggyhfrSMAgUKRwrn4OG1v3Zpy3Je2PNACFmToG1D6ouNzHPEwb0ci3pt
        SOlkO+e7AgMBAAECggEAT2xhUwegOLaZoND8Co01GNsxYD8sdsvxX395n7s78w+u
        CQATO2haYbjo3L+ufZsqBNlTRttonuHXDNvdWoTUvWQOdJ+w0b+A/HIhru/mjRy0
        frMAYex4Ca5xSX8ytOD6FEFgemYU3DzqZBg6qRBZ9ktFCMFqnA9K+/CZ3dQhqKc+
        VwYQgNkQ2tGG2qplCGYaKkLio9zylgwLrBqvD84M+uzNc2yafv33Xz3jx7wdRlNw
        ENt2ZKyyapvnZHPwzeEqhO+Gu0dKUDK22ww0dZhGLrEiX8SZ6iKetTB3Ce8RSEDD
        F2tQ8OeLDLWEGaC+ZMr1x2M2CJSkHpjSH9kZ1jAclQKBgQDPmRSep42nvg0vLonI
        zdyssw0PgHZOLNCIq2FLIL7902sikRF69MifWrgSH8vR4BPcjB90NnVSBK1v+xkY
        l1uy33M+b2DY5Ipmi5pS7uOoNGH5veGgDRzx/BG+BfdKAErPS504pxL2AgZjvsI1
        VBgGT8TsJ5qlJ3+1AHCzYuORLQKBgQDHX+qgSQyRrcP7rXudGQoCWLxmLCsRs5a+
        feAaeQN8RAOXXRoAmxAXYIoqfPzRRXByItaER75evpf4+MuR1c713PirYHQYtKlh
        oxziPMlAkdqhn1IlZB8MHX5xIor0QHNTfBo5YdPx3IMAYNWlfJV9qFnr7QOPWYD9
        LEh+uJFdhwKBgFG/VxZOpoJqXWi567nuDrrW2wrCrFOGZCudSPe7kloDecmn1HlV
        kPbnU1qXuLwRf+C2MOCjXTmJ6/4Po8dCOvLJ+OiaFUnzXOiaio+j0HP5BKfCdOmA
        oGhNuXLZiJJUYSEWBng7mkTTcU6v3GwBjGBX4xSXV9c3IZvV64tIIpKVAoGBAJdc
        MCnDi3FFdFYrnH7ltX2WlGEVAxWLO9Qeh/ZRDN5YXEmbetQe5JZ6yin7fYv6paVg
        4W7HcLVJCOMRLqrmoRpyya6BqWHgNf9T7+epsjf9AvhUle6hFhkCgy2sxcUs8ODe
        hKIvrNIfUK0G1uutq2gcWTgNVfiMQKrz5Y2e3W0dAoGBAL/jOxF2/4T6bNBJ7/PS
        9u26Rb65Bhn72orjMcYcFSMivxQ/19w+RfMyr5UD8NFE1o4Z2A3VP04xDIhWoiy5
        cVouUbfRQy8MtoIMzW3fQNpimkNqvGY/Xh3TNix/i3RERLQf8Lf366SHpws5OOV2
        wbJAHdkANjKIhUgwNhihLv8y
        -----END PRIVATE KEY-----
        """
}

extension SecureWindowStore {
    fileprivate var salt: [UInt8] {
        get throws { Array(try current().file.header.prefix(32)) }
    }
}

/// The private numbers of a PKCS#8 text, as they stand in DER and as libcrypto holds them.
private struct RSANumbers {
    private(set) var needles: [(name: String, bytes: SecretBytes)] = []

    init(pem: String) throws {
        let der = try Self.decoded(pem)
        // Sequence, version, algorithm, octet string; in it sequence, version, n, e, d, p, q.
        var place = 0
        _ = Self.element(der, &place)
        for _ in 0..<2 { Self.skip(der, &place) }
        _ = Self.element(der, &place)
        _ = Self.element(der, &place)
        for _ in 0..<3 { Self.skip(der, &place) }
        for name in ["d", "p", "q"] {
            let length = Self.element(der, &place)
            let start = place + length - 96
            let bytes = try SecretBytes(count: 64) { target in
                for index in 0..<64 { target[index] = Self.byte(der, start + index) }
            }
            let reversed = try SecretBytes(count: 64) { target in
                for index in 0..<64 { target[index] = Self.byte(der, start + 63 - index) }
            }
            needles += [(name, bytes), ("\(name), reversed", reversed)]
            place += length
        }
    }

    private static func byte(_ der: SecretBytes, _ place: Int) -> UInt8 {
        der.withBytes { $0.unsafeLoad(fromByteOffset: place, as: UInt8.self) }
    }

    /// Steps into an element and returns its length.
    private static func element(_ der: SecretBytes, _ place: inout Int) -> Int {
        var length = Int(byte(der, place + 1))
        place += 2
        guard length >= 0x80 else { return length }
        let count = length & 0x7F
        length = 0
        for _ in 0..<count {
            length = length << 8 | Int(byte(der, place))
            place += 1
        }
        return length
    }

    private static func skip(_ der: SecretBytes, _ place: inout Int) {
        let length = element(der, &place)
        place += length
    }

    private static func decoded(_ pem: String) throws -> SecretBytes {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let body = pem.split(separator: "\n").filter { !$0.hasPrefix("-") }.joined()
        return try SecretBytes(count: body.utf8.count * 3 / 4) { target in
            var bits = 0
            var count = 0
            var place = 0
            for character in body.utf8 {
                guard let value = alphabet.firstIndex(of: character) else { break }
                bits = (bits << 6 | value) & 0xFFFFFF
                count += 6
                guard count >= 8 else { continue }
                count -= 8
                target[place] = UInt8(truncatingIfNeeded: bits >> count)
                place += 1
            }
        }
    }
}
