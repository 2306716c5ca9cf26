// SPDX-License-Identifier: Apache-2.0

extension FileMistake {
    private static let base = ConfigurationSample.base

    static let filesAndLines: [FileMistake] = [
        .init(
            "an empty list of files", files: [],
            [
                "There is no configuration file. Copy the example room-agent.conf and fill in your room."
            ]),
        .init(
            "an empty file", "",
            [
                "room-agent.conf: [room] name: The key is missing. Write under [room]: name = Aalto",
                """
                room-agent.conf: [room] calendar: The key is missing. Write under [room]: calendar = \
                c_1881q@resource.calendar.google.com
                """,
                """
                room-agent.conf: [google] credential: The key is missing. Write under [google]: \
                credential = /etc/room-agent/google.json
                """,
            ]),
        .init(
            "a NUL byte", "[room]\nname = A\0B\n",
            [
                """
                room-agent.conf: The file has a NUL byte; it is not a text file. Check that the \
                right file is in this place.
                """
            ]),
        .init(
            "UTF-16", files: [[0xFF, 0xFE, 0x5B, 0, 0x72, 0]],
            [
                #"room-agent.conf: The file is UTF-16 text. Save it as "UTF-8" (not "Unicode")."#
            ]),
        .init(
            "a byte order mark", "\u{FEFF}" + base,
            [
                """
                room-agent.conf:1: The file begins with a byte order mark. Save it as "UTF-8", not \
                "UTF-8 with BOM".
                """
            ]),
        .init(
            "Windows line ends", base.split(separator: "\n").joined(separator: "\r\n") + "\r\n",
            [
                """
                room-agent.conf:1: Lines end as on Windows (CR LF). Save the file with Unix line \
                ends, or run: sed -i 's/\\r$//' FILE
                """
            ]),
        .init(
            "Latin-1 text",
            files: [
                Array((base + "[display]\n# p").utf8) + [0xE4] + Array("iv\nsize = 16x2\ncharset = ".utf8) + [0xE4]
            ],
            [
                "room-agent.conf:11: The line is not UTF-8 text. Save the file as UTF-8, or write the line again."
            ]),
        .init(
            "a file that is too large", String(repeating: "#\n", count: 32 * 1024 + 1),
            [
                """
                room-agent.conf: The file is larger than 64 KiB; it is hardly a configuration file. \
                Check that the right file is in this place.
                """
            ]),
        .init(
            "too many lines", base + String(repeating: "#\n", count: 2000),
            [
                """
                room-agent.conf:2001: The file has more than 2000 lines; the rest is not read. \
                Remove what is not needed.
                """
            ]),
        .init(
            "a line that is too long", base + "[window]\npast-days = " + String(repeating: "7", count: 4096) + "\n",
            [
                "room-agent.conf:9: The line is longer than 4096 bytes. Shorten it."
            ]),
        .init(
            "a section that is not closed", base + "[window\npast-days = 7\n",
            [
                "room-agent.conf:8: The section's name is not closed. Write ] behind it, as in [room]."
            ]),
        .init(
            "text behind a section", base + "[window] past-days = 7\n",
            [
                "room-agent.conf:8: There is text behind the section's name. Put it on a line of its own."
            ]),
        .init(
            "a section without a name", base + "[]\n",
            [
                "room-agent.conf:8: The section has no name. Write one, as in [room]."
            ]),
        .init(
            "a misspelled section", base + "[widnow]\npast-days = 99\n",
            [
                "room-agent.conf:8: There is no section [widnow]. Did you mean [window]?"
            ]),
        .init(
            "a section in capitals", base + "[Window]\n",
            [
                "room-agent.conf:8: There is no section [Window]. Did you mean [window]?"
            ]),
        .init(
            "an unknown section", base + "[weather]\n",
            [
                """
                room-agent.conf:8: There is no section [weather]. The sections are [room], [window], \
                [google], [network], [sync], [push], [scheduling], [manners], [presence], [button], [lamp], [display], \
                [join], [store], [vault] and [control].
                """
            ]),
        .init(
            "a section full of escape sequences", base + "[\u{1b}[2J]\n",
            [
                """
                room-agent.conf:8: The line has an invisible character (U+001B escape). Write the \
                line again by hand instead of pasting it.
                """
            ]),
        .init(
            "a section that is no word", base + "[ä&ö]\n",
            [
                """
                room-agent.conf:8: There is no section of this name. The sections are [room], \
                [window], [google], [network], [sync], [push], [scheduling], [manners], [presence], [button], [lamp], \
                [display], [join], [store], [vault] and [control].
                """
            ]),
        .init(
            "a comment with a semicolon", base + "; past-days = 7\n",
            [
                "room-agent.conf:8: A comment does not begin with ;. Begin it with #."
            ]),
        .init(
            "a comment with slashes", base + "// past-days = 7\n",
            [
                "room-agent.conf:8: A comment does not begin with //. Begin it with #."
            ]),
        .init(
            "a comment behind a value", base + "[window]\npast-days = 7 # days\nfuture-days = 31 ; days\n",
            [
                """
                room-agent.conf:9: [window] past-days: A comment cannot stand behind a value (#). \
                Put it on a line of its own, beginning with #.
                """,
                """
                room-agent.conf:10: [window] future-days: A comment cannot stand behind a value (;). \
                Put it on a line of its own, beginning with #.
                """,
            ]),
        .init(
            "a colon for the equals sign", base + "[window]\npast-days: 7\n",
            [
                "room-agent.conf:9: There is a colon where = belongs. Write: past-days = …"
            ]),
        .init(
            "no equals sign", base + "[window]\npast-days 7\n",
            [
                "room-agent.conf:9: The line is no [section], no key = value and no # comment. Write: past-days = …"
            ]),
        .init(
            "a look-alike of the equals sign", base + "[window]\npast-days ＝ 7\n",
            [
                "room-agent.conf:9: There is a look-alike of the equals sign. Write a plain =."
            ]),
        .init(
            "a line of nothing that is known", base + "[window]\nbest regards\n",
            [
                """
                room-agent.conf:9: The line is no [section], no key = value and no # comment. Write \
                it as key = value, or begin it with #.
                """
            ]),
        .init(
            "a line of an address", base + "[window]\nsecret.person@example.com\n",
            [
                """
                room-agent.conf:9: The line is no [section], no key = value and no # comment. Write \
                it as key = value, or begin it with #.
                """
            ]),
        .init(
            "no key", base + "[window]\n= 7\n",
            [
                "room-agent.conf:9: There is no key before the equals sign. Write it as key = value."
            ]),
        .init(
            "no value", base + "[window]\npast-days =\n",
            [
                """
                room-agent.conf:9: [window] past-days: The key has no value. Write one, or remove \
                the line to get the default.
                """
            ]),
        .init(
            "a key before any section", "past-days = 7\n" + base,
            [
                "room-agent.conf:1: The key stands before any section. Write [window] on a line above it."
            ]),
        .init(
            "an unknown key before any section", "colour = red\n" + base,
            [
                """
                room-agent.conf:1: The key stands before any section. Write the section, such as \
                [room], on a line above it.
                """
            ]),
        .init(
            "a misspelled key", base + "[window]\npast-dayz = 7\n",
            [
                "room-agent.conf:9: There is no key past-dayz in [window]. Did you mean past-days?"
            ]),
    ]
}
