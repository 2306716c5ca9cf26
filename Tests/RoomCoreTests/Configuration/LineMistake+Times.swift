// SPDX-License-Identifier: Apache-2.0

extension LineMistake {
    static let times: [LineMistake] = [
        .init(
            "room", "join-early = soon",
            """
            [room] join-early: "soon" is not a time span. Write a whole number and a unit: 250 ms, \
            300 s, 5 min or 1 h.
            """),
        .init(
            "room", "join-early = -5 min",
            """
            [room] join-early: "-5 min" is not a time span. Write a whole number and a unit: 250 ms, \
            300 s, 5 min or 1 h.
            """),
        .init(
            "room", "join-early = 5 minutes",
            #"[room] join-early: "5 minutes" has an unknown unit. Did you mean 5 min?"#),
        .init(
            "room", "join-early = 5m",
            #"[room] join-early: "5m" has an unknown unit. Did you mean 5 min?"#),
        .init(
            "room", "join-early = 5 fortnights",
            #"[room] join-early: "5 fortnights" has an unknown unit. The units are ms, s, min and h."#),
        .init(
            "room", "join-early = 1.5 h",
            """
            [room] join-early: "1.5 h" is not a time span. Write a whole number and a unit: 250 ms, \
            300 s, 5 min or 1 h.
            """),
        .init(
            "room", "join-early = 2 h",
            #"[room] join-early: "2 h" is out of range (0 s to 1 h). Write a time in that range."#),
        .init(
            "room", "join-early = 5 min 30 s",
            """
            [room] join-early: "5 min 30 s" is not a time span. Write a whole number and a unit: 250 \
            ms, 300 s, 5 min or 1 h.
            """),
        .init(
            "room", "join-early = 99999999999999999999",
            #"[room] join-early: "99999999999999999999" is out of range (0 s to 1 h). Write a time in that range."#),
        .init(
            "sync", "poll = 5 s",
            #"[sync] poll: "5 s" is out of range (15 s to 1 h). Write a time in that range."#),
        .init(
            "sync", "poll = 2",
            """
            [sync] poll: "2" is out of range (15 s to 1 h). Did you mean 2 min? A number without a \
            unit counts seconds.
            """),
        .init(
            "button", "debounce = 25",
            """
            [button] debounce: "25" is out of range (5 ms to 100 ms). Did you mean 25 ms? A number \
            without a unit counts seconds.
            """),
        .init(
            "button", "debounce = 1 s",
            #"[button] debounce: "1 s" is out of range (5 ms to 100 ms). Write a time in that range."#),
        .init(
            "button", "hold = 2000",
            """
            [button] hold: "2000" is out of range (500 ms to 10 s). Did you mean 2000 ms? A number \
            without a unit counts seconds.
            """),
        .init(
            "join", "leave-grace = 0",
            #"[join] leave-grace: "0" is out of range (1 s to 1 min). Write a time in that range."#),
        .init(
            "room", "timezone = UTC+2",
            """
            [room] timezone: A fixed offset is no time zone: it knows no summer time. Write a name \
            such as Europe/Helsinki; timedatectl list-timezones shows all.
            """),
        .init(
            "room", "timezone = +02:00",
            """
            [room] timezone: A fixed offset is no time zone: it knows no summer time. Write a name \
            such as Europe/Helsinki; timedatectl list-timezones shows all.
            """),
        .init(
            "room", "timezone = FLE Standard Time",
            """
            [room] timezone: This is no time zone name. Write one such as Europe/Helsinki; \
            timedatectl list-timezones shows all.
            """),
        .init(
            "room", "timezone = ../../etc/passwd",
            """
            [room] timezone: This is no time zone name. Write one such as Europe/Helsinki; \
            timedatectl list-timezones shows all.
            """),
        .init(
            "room", "timezone = Europe/",
            """
            [room] timezone: This is no time zone name. Write one such as Europe/Helsinki; \
            timedatectl list-timezones shows all.
            """),
    ]
}
