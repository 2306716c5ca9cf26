// SPDX-License-Identifier: Apache-2.0
import RoomCore
import SecureStore
import TestSupport
import Testing

@Suite struct StrikeFileTests {
    @Test("counts come back after a restart, and no ID stands in the file")
    func kept() async throws {
        let folder = TemporaryFolder()
        let file = StrikeFile(directory: folder.path, executor: try StoreThread())
        #expect(file.load() == [])
        let entries = (0..<SeriesStrikes.maximumCount).map { number in
            SeriesStrikes.Entry(
                series: file.name(of: MeetingID("weekly\(number)")),
                occurrence: file.name(of: MeetingID("weekly\(number)_20261124T080000Z")), count: 2,
                day: CivilDate(daysSince1970: 20_786))
        }
        #expect(await file.keep(entries))
        #expect(file.load() == entries)
        for word in ["weekly", "20261124"] { #expect(!folder.read("no-shows").contains(word)) }
        #expect(await file.keep([]))
        #expect(file.load() == [])
    }

    @Test("lines that are none are left out, and another's file is empty")
    func damage() async throws {
        let folder = TemporaryFolder()
        let file = StrikeFile(directory: folder.path, executor: try StoreThread())
        let name = file.name(of: MeetingID("a"))
        let entry = SeriesStrikes.Entry(
            series: name, occurrence: name, count: 1, day: CivilDate(daysSince1970: 20_786))
        #expect(await file.keep([entry]))
        let good = folder.read("no-shows")
        for bad in [
            "x", "1 2 3 4", "\(name) \(name) 0 20786", "\(name) \(name) 21 20786", "\(name) \(name) 1 -1",
            "\(name) \(name) 1", "\u{0}",
        ] {
            folder.write(good + bad + "\n", to: "no-shows")
            #expect(file.load() == [entry], "\(bad)")
        }
        folder.write("room-agent no-shows 2\n" + good, to: "no-shows")
        #expect(file.load() == [])
    }
}
