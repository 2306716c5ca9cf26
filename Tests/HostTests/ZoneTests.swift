// SPDX-License-Identifier: Apache-2.0
import AgentHost
import Glibc
import RoomCore
import TestSupport
import Testing

@Suite("Time zones of the machine")
struct ZoneTests {
    private static func zone(_ name: String) throws -> any TimeZoneRules { try #require(SystemZone.named(name)) }

    private static func file(_ name: String) throws -> [UInt8] {
        try BoundedFile.read("/usr/share/zoneinfo/\(name)", maximumBytes: ZoneRules.maximumFileBytes)
    }

    @Test("know summer time, days of 23 and 25 hours, and days that don't begin at midnight")
    func rules() throws {
        let helsinki = try Self.zone("Europe/Helsinki")
        let noon = helsinki.civilTime(at: Instant(secondsSince1970: 1_795_516_245))
        #expect((noon.hour, noon.minute) == (12, 30))
        func hours(_ zone: any TimeZoneRules, _ year: Int, _ month: Int, _ day: Int) throws -> Int64 {
            let date = try #require(CivilDate(year: year, month: month, day: day))
            return (zone.startOfDay(date.adding(days: 1)) - zone.startOfDay(date)).wholeSeconds / 3600
        }
        #expect(try hours(helsinki, 2026, 3, 29) == 23)
        #expect(try hours(helsinki, 2026, 10, 25) == 25)
        #expect(try hours(helsinki, 2026, 11, 24) == 24)
        // A day that was left out.
        #expect(try hours(Self.zone("Pacific/Apia"), 2011, 12, 30) == 0)
        let beirut = try Self.zone("Asia/Beirut")
        let spring = try #require(CivilDate(year: 2026, month: 3, day: 29))
        #expect(beirut.civilTime(at: beirut.startOfDay(spring)).date == spring)
        let before = beirut.civilTime(at: beirut.startOfDay(spring) - .seconds(1))
        #expect(before.date == spring.adding(days: -1))
    }

    @Test("live side by side, and leave the environment of the process as it is")
    func several() throws {
        let zones = try ["Asia/Tokyo", "America/New_York", "UTC", "Asia/Kolkata"].map(Self.zone)
        let instant = Instant(secondsSince1970: 1_795_516_245)
        for _ in 0..<3 { #expect(zones.map { $0.civilTime(at: instant).hour } == [19, 5, 10, 16]) }
        #expect(Environment.ofProcess()["TZ"] == nil)
        #expect(zones.map(\.name) == ["Asia/Tokyo", "America/New_York", "UTC", "Asia/Kolkata"])
    }

    @Test(
        "a name that is none, or leads elsewhere, is none",
        arguments: [
            "", "No/Such", "../../etc/passwd", "/etc/localtime", "Europe", "Europe/", "a b", "Europe/Helsinki\u{0}",
            "Europe/../../../../etc/localtime", "tzdata.zi", "zone1970", "right/Europe/Helsinki",
            String(repeating: "x", count: 100),
        ])
    func names(name: String) { #expect(SystemZone.named(name) == nil) }

    /// Numbers of 64 bits out of a file.
    private static func numbers(_ path: String) throws -> [Int64] {
        let bytes = try BoundedFile.read(path, maximumBytes: 1 << 26)
        return [Int64](unsafeUninitializedCapacity: bytes.count / 8) { buffer, count in
            count = buffer.count
            bytes.withUnsafeBytes { UnsafeMutableRawBufferPointer(buffer).copyMemory(from: $0) }
        }
    }

    @Test("agree with Python's zoneinfo at each change of every zone from 1970 to 2100, in both directions")
    func python() throws {
        let folder = TemporaryFolder()
        let program = String(#filePath.dropLast("ZoneTests.swift".count)) + "zones.py"
        let made = Program.run(["python3", program, folder.file("names"), folder.file("records")])
        try #require(made.code == 0, "\(made.errors)")
        let numbers = try Self.numbers(folder.file("records"))
        var next = 0
        var zones = 0
        for line in folder.read("names").split(separator: "\n") {
            let words = line.split(separator: " ")
            let name = String(words[0])
            let rules = try ZoneRules(name: name, file: Self.file(name))
            zones += 1
            for _ in 0..<(Int(words[1]) ?? 0) {
                let isRight = Self.agrees(rules, numbers[next..<(next + 24)])
                if !isRight { Issue.record("\(name) at \(numbers[next])") }
                next += 24
            }
        }
        #expect(next == numbers.count)
        #expect(next > 24 * 30_000)
        #expect(zones > 500)
    }

    private static func agrees(_ rules: ZoneRules, _ record: ArraySlice<Int64>) -> Bool {
        let record = Array(record)
        func east(_ second: Int64) -> Int64 { Int64(rules.secondsEast(at: Instant(secondsSince1970: second))) }
        var isRight = east(record[0] - 1) == record[1] && east(record[0]) == record[2] && east(record[3]) == record[4]
        for place in stride(from: 5, to: 17, by: 3) {
            let civil = FixedOffset().civilTime(at: Instant(secondsSince1970: record[place]))
            isRight = isRight && rules.instant(of: civil).secondsSince1970 == record[place + 1]
            isRight =
                isRight && rules.instant(of: civil, isRepetition: true).secondsSince1970 == record[place + 2]
        }
        for place in stride(from: 17, to: 23, by: 2) {
            let start = rules.startOfDay(CivilDate(daysSince1970: Int(record[place])))
            isRight = isRight && start.secondsSince1970 == record[place + 1]
        }
        return isRight
    }

    /// Counts up from a seed, the same way each time (Steele and others, SplitMix).
    private struct Numbers: RandomNumberGenerator {
        var state: UInt64
        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
            mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
            return mixed ^ (mixed >> 31)
        }
    }

    /// Whatever was accepted answers, for any instant that the agent can have, and its days follow each other.
    private static func use(_ rules: ZoneRules) -> Bool {
        var isPlausible = true
        for second in [-62_135_596_800, -1, 0, 1_795_516_245, 4_102_444_800, 253_402_300_799] as [Int64] {
            let civil = rules.civilTime(at: Instant(secondsSince1970: second))
            isPlausible = isPlausible && (0...23).contains(civil.hour) && (1...31).contains(civil.date.day)
            _ = rules.instant(of: civil)
            let start = rules.startOfDay(civil.date)
            isPlausible = isPlausible && abs(start.secondsSince1970 - second) < 4 * 86400
        }
        return isPlausible
    }

    @Test("a damaged file is refused, or is another zone; it never ends the agent, nor keeps it busy")
    func damaged() throws {
        var random = Numbers(state: 2026)
        var refused = 0
        var taken = 0
        for name in ["Europe/Helsinki", "America/New_York", "Africa/Casablanca", "Asia/Tokyo", "UTC", "Europe/Dublin"] {
            let whole = try Self.file(name)
            for length in 0..<whole.count {
                #expect(throws: ZoneFileFailure.self, "\(name), cut to \(length)") {
                    try ZoneRules(name: name, file: Array(whole[..<length]))
                }
            }
            for _ in 0..<1500 {
                var bytes = whole
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let place = Int.random(in: 0..<bytes.count, using: &random)
                    bytes[place] = Bool.random(using: &random) ? UInt8.random(in: 0...255, using: &random) : 0xFF
                }
                do throws(ZoneFileFailure) {
                    let rules = try ZoneRules(name: name, file: bytes)
                    taken += 1
                    _ = Self.use(rules)
                } catch { refused += 1 }
            }
        }
        #expect(refused > 500, "\(refused) refused, \(taken) taken")
        #expect(taken > 500, "\(refused) refused, \(taken) taken")
    }

    /// A file of version 2 whose second block has no change, and this last line.
    private static func file(rule: String, seconds: Int32 = 0) -> [UInt8] {
        func word(_ number: Int32) -> [UInt8] {
            (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * Int32($0))) }
        }
        let header =
            Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15) + word(0) + word(0) + word(0) + word(0) + word(1)
            + word(4)
        let block = word(seconds) + [0, 0] + Array("XXX\u{0}".utf8)
        return header + block + header + block + Array("\n\(rule)\n".utf8)
    }

    @Test(
        "the last line of a file is taken as POSIX has it",
        arguments: [
            ("", 600, 600), ("XXX-3", 10_800, 10_800), ("<-03>3", -10_800, -10_800), ("<+0330>-3:30", 12_600, 12_600),
            ("EET-2EEST,M3.5.0/3,M10.5.0/4", 7200, 10_800), ("IST-1GMT0,M10.5.0,M3.5.0/1", 0, 3600),
            ("NZST-12NZDT,M9.5.0,M4.1.0/3", 46_800, 43_200), ("AAA5BBB,J60/0,J300/0", -18_000, -14_400),
            ("AAA5BBB,59/0,299/0", -18_000, -14_400), ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", -7200, -3600),
            // Summer time all year, as RFC 8536 writes it.
            ("XXX3EDT4,0/0,J365/23", -14_400, -14_400),
        ])
    func lastLines(rule: String, winter: Int, summer: Int) throws {
        let rules = try ZoneRules(name: "Test/Zone", file: Self.file(rule: rule, seconds: 600))
        for (date, offset) in [((2026, 1, 15), winter), ((2026, 7, 15), summer), ((2099, 7, 15), summer)] {
            let day = try #require(CivilDate(year: date.0, month: date.1, day: date.2))
            let noon = Instant(secondsSince1970: Int64(day.daysSince1970) * 86400 + 43_200)
            #expect(rules.secondsEast(at: noon) == offset, "\(rule) \(date)")
        }
    }

    @Test(
        "a last line that is no rule makes the file none",
        arguments: [
            "X", "XX3", "XXX", "XXX25", "XXX3YYY", "XXX3YYY,M3.5.0", "XXX3YYY,M13.1.0,M3.1.0", "XXX3YYY,M3.6.0,M4.1.0",
            "XXX3YYY,M3.1.7,M4.1.0", "XXX3YYY,J0,J1", "XXX3YYY,0,366", "XXX3YYY,M3.1.0/168,M4.1.0", "XXX3 ", "<-03",
            "XXX3YYY,M3.1.0/2,M4.1.0/2,", ":Europe/Helsinki", "XXX99999999999999999999",
        ])
    func wrongLines(rule: String) {
        #expect(throws: ZoneFileFailure.inconsistent) {
            try ZoneRules(name: "Test/Zone", file: Self.file(rule: rule))
        }
    }
}
