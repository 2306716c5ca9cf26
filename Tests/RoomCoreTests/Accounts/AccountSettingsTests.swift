// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Testing

@Suite("The settings of an account")
struct AccountSettingsTests {
    @Test(
        "a language is known by its code, with a region or without; another is none",
        arguments: [
            ("fi", Language.fi), ("FI", .fi), ("fi_FI", .fi), ("en", .en), ("en_GB", .en), ("en-US", .en), ("sv", nil),
            ("", nil), ("finnish", nil), ("_fi", nil),
        ])
    func languages(_ value: String, _ language: Language?) {
        var settings = AccountSettings()
        settings.adopt(value, of: .locale)
        #expect(settings.language == language)
    }

    @Test("a clock is true or false, a zone a word; anything else is nothing, and takes away what was known")
    func others() {
        var settings = AccountSettings()
        settings.adopt("true", of: .format24HourTime)
        settings.adopt("Europe/Helsinki", of: .timezone)
        #expect(settings.uses24HourClock == true)
        #expect(settings.timeZone == "Europe/Helsinki")
        settings.adopt("false", of: .format24HourTime)
        #expect(settings.uses24HourClock == false)
        settings.adopt("yes", of: .format24HourTime)
        settings.adopt("Europe/ Helsinki", of: .timezone)
        #expect(settings == AccountSettings())
        settings.adopt(String(repeating: "x", count: 65), of: .timezone)
        settings.adopt(nil, of: .locale)
        #expect(settings == AccountSettings())
    }
}
