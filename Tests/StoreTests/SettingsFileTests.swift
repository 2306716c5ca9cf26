// SPDX-License-Identifier: Apache-2.0
import RoomCore
import SecureStore
import TestSupport
import Testing

@Suite struct SettingsFileTests {
    @Test("what is kept is there after a restart, known or not")
    func kept() async throws {
        let folder = TemporaryFolder()
        let file = SettingsFile(directory: folder.path, executor: try StoreThread())
        #expect(file.load() == nil)
        var values = AccountSettings()
        for kept in [
            KeptSettings(), KeptSettings(values, askedOn: CivilDate(daysSince1970: 20_786)),
            {
                values.language = .fi
                values.uses24HourClock = false
                values.timeZone = "Europe/Helsinki"
                return KeptSettings(values, askedOn: CivilDate(daysSince1970: 20_787))
            }(),
        ] {
            #expect(await file.keep(kept))
            #expect(file.load() == kept)
        }
    }

    @Test(
        "a file that is none of ours says nothing",
        arguments: [
            "", "x", "room-agent settings 2\n1 fi true -\n", "room-agent settings 1\n",
            "room-agent settings 1\n1 fi true\n",
            "room-agent settings 1\n-1 fi true -\n", "room-agent settings 1\nday fi true -\n",
        ])
    func strange(_ text: String) async throws {
        let folder = TemporaryFolder()
        folder.write(text, to: "settings")
        #expect(SettingsFile(directory: folder.path, executor: try StoreThread()).load() == nil)
    }
}
