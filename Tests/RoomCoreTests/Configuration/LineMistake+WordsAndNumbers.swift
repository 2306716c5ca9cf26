// SPDX-License-Identifier: Apache-2.0

extension LineMistake {
    static let wordsAndNumbers: [LineMistake] = [
        .init(
            "room", "language = de",
            #"[room] language: The texts are not there in "de" yet; a later version has them. Write en or fi."#),
        .init(
            "room", "language = fi_FI",
            #"[room] language: "fi_FI" is not one of en or fi. Did you mean fi?"#),
        .init(
            "room", "language = finnish",
            #"[room] language: "finnish" is not one of en or fi. Did you mean fi?"#),
        .init(
            "room", "language = klingon",
            #"[room] language: "klingon" is not one of en or fi. Write one of them."#),
        .init(
            "room", "clock = 24h",
            #"[room] clock: "24h" is not one of 24 or 12. Did you mean 24?"#),
        .init(
            "room", "clock = am",
            #"[room] clock: "am" is not one of 24 or 12. Write one of them."#),
        .init(
            "room", "hide-titles = private",
            #"[room] hide-titles: "private" is neither yes nor no. Write yes or no."#),
        .init(
            "room", "hide-organizer = 1",
            #"[room] hide-organizer: "1" is neither yes nor no. Did you mean yes?"#),
        .init(
            "lamp", "active-low = yess",
            #"[lamp] active-low: "yess" is neither yes nor no. Did you mean yes?"#),
        .init(
            "room", "hide-titles = all",
            #"[room] hide-titles: "all" is neither yes nor no. Did you mean yes?"#),
        .init(
            "room", "hide-titles = maybe",
            #"[room] hide-titles: "maybe" is neither yes nor no. Write yes or no."#),
        .init(
            "button", "pull = upp",
            #"[button] pull: "upp" is not one of up, down or none. Did you mean up?"#),
        .init(
            "button", "pull = floating",
            #"[button] pull: "floating" is not one of up, down or none. Write one of them."#),
        .init(
            "display", "charset = utf8",
            #"[display] charset: "utf8" is not one of ascii, latin-1 or utf-8. Did you mean utf-8?"#),
        .init(
            "display", "charset = latin1",
            #"[display] charset: "latin1" is not one of ascii, latin-1 or utf-8. Did you mean latin-1?"#),
        .init(
            "window", "past-days = 8",
            """
            [window] past-days: "8" is more than the agent may keep: data handling rules limit what \
            is stored. Write a number from 0 to 7.
            """),
        .init(
            "window", "past-days = -1",
            #"[window] past-days: "-1" is not a whole number. Write a number from 0 to 7."#),
        .init(
            "window", "past-days = seven",
            #"[window] past-days: "seven" is not a whole number. Write a number from 0 to 7."#),
        .init(
            "window", "future-days = 0",
            #"[window] future-days: "0" is out of range. Write a number from 1 to 31."#),
        .init(
            "window", "future-days = 60",
            """
            [window] future-days: "60" is more than the agent may keep: data handling rules limit \
            what is stored. Write a number from 1 to 31.
            """),
        .init(
            "window", "future-days = 99999999999999999999",
            """
            [window] future-days: "99999999999999999999" is more than the agent may keep: data \
            handling rules limit what is stored. Write a number from 1 to 31.
            """),
        .init(
            "window", "future-days = 1.5",
            #"[window] future-days: "1.5" is not a whole number. Write a number from 1 to 31."#),
        .init(
            "display", "size = 4x20",
            #"[display] size: "4x20" has the rows first. Did you mean 20x4?"#),
        .init(
            "display", "size = 20×4",
            #"[display] size: "20×4" is no display size. Did you mean 20x4?"#),
        .init(
            "display", "size = 20",
            #"[display] size: "20" is no display size. Write columns, x and rows, as in 20x4."#),
        .init(
            "display", "size = 20 by 4",
            #"[display] size: "20 by 4" is no display size. Did you mean 20x4?"#),
        .init(
            "display", "size = 80x25",
            #"[display] size: "80x25" is out of range. Write 16x1 to 40x8."#),
        .init(
            "display", "size = 8x2",
            #"[display] size: "8x2" is out of range. Write 16x1 to 40x8."#),
        .init(
            "display", "size = 99999999999x4",
            #"[display] size: "99999999999x4" is no display size. Write columns, x and rows, as in 20x4."#),
        .init(
            "room", "name = " + String(repeating: "Ä", count: 33),
            "[room] name: The name is longer than 64 bytes. Shorten it; displays are small."),
        .init(
            "room", #"name = "Aalto""#,
            "[room] name: The value is in quotation marks. Write it without them."),
        .init(
            "room", "name = “Aalto”",
            "[room] name: The value is in quotation marks. Write it without them."),
    ]
}
