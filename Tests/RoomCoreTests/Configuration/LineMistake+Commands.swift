// SPDX-License-Identifier: Apache-2.0

extension LineMistake {
    static let commands: [LineMistake] = [
        .init(
            "join", "video = chromium --kiosk",
            """
            [join] video: The command does not say where the meeting's address goes. Write {url} \
            once, as in chromium --app={url}.
            """),
        .init(
            "join", "video = chromium %u",
            "[join] video: The command does not say where the meeting's address goes. Write {url} for %u."),
        .init(
            "join", "video = chromium $URL",
            "[join] video: The command does not say where the meeting's address goes. Write {url} for $URL."),
        .init(
            "join", "video = chromium {uri}",
            #"[join] video: "{uri}" is no placeholder. Write {url} or {page}."#),
        .init(
            "join", "video = chromium {url} {url}",
            "[join] video: The address stands there more than once. Write {url} or {page}, once."),
        .init(
            "join", "video = {url}",
            "[join] video: The address cannot be the program. Write the program first, as in chromium --app={url}."),
        .init(
            "join", #"video = chromium "--app={url}"#,
            #"[join] video: A quotation mark is not closed. Write a second " at the end of the word."#),
        .init(
            "join", #"video = chromium --app="{url}""#,
            "[join] video: A quotation mark stands inside a word. Put the marks around the whole word."),
        .init(
            "join", "video = chromium '--app={url}'",
            #"[join] video: Words are quoted with plain double quotes only. Write " around the word."#),
        .init(
            "join", "video = chromium –kiosk {url}",
            "[join] video: A word begins with a typographic dash. Write plain hyphens: -- for two."),
        .init(
            "join", #"video = "chromium --kiosk --app={url}""#,
            "[join] video: The quotation marks make the whole command one word. Write the command without them."),
        .init(
            "join", "video = chromium {url} &",
            """
            [join] video: "&" is for a shell, and none runs the command. Put the command into a \
            script and write the script's path; or pass the word as it is, in double quotes.
            """),
        .init(
            "join", "video = pkill chromium; chromium {url}",
            """
            [join] video: "chromium;" is for a shell, and none runs the command. Put the command \
            into a script and write the script's path; or pass the word as it is, in double quotes.
            """),
        .init(
            "join", "video = chromium {url} > /dev/null",
            """
            [join] video: ">" is for a shell, and none runs the command. Put the command into a \
            script and write the script's path; or pass the word as it is, in double quotes.
            """),
        .init(
            "join", "video = chromium --user-data-dir=$HOME/kiosk {url}",
            """
            [join] video: "--user-data-dir=$HOME/kiosk" is for a shell, and none runs the command. \
            Put the command into a script and write the script's path; or pass the word as it is, in \
            double quotes.
            """),
        .init(
            "join", "video = chromium ~/profile {url}",
            """
            [join] video: "~/profile" is for a shell, and none runs the command. Put the command \
            into a script and write the script's path; or pass the word as it is, in double quotes.
            """),
        .init(
            "join", "video = chromium `cat /etc/flags` {url}",
            """
            [join] video: "`cat" is for a shell, and none runs the command. Put the command into a \
            script and write the script's path; or pass the word as it is, in double quotes.
            """),
        .init(
            "join", "video = chromium {url} # the browser",
            """
            [join] video: "#" is for a shell, and none runs the command. Put the command into a \
            script and write the script's path; or pass the word as it is, in double quotes.
            """),
        .init(
            "join", "video = DISPLAY=:0 chromium {url}",
            """
            [join] video: No shell runs the command, so it cannot begin with a variable. Begin it \
            with env and a space.
            """),
        .init(
            "join", "video = ./browser {url}",
            """
            [join] video: The program is neither a plain name nor a whole path. Write chromium or \
            /usr/bin/chromium.
            """),
        .init(
            "join", "video = bin/browser {url}",
            """
            [join] video: The program is neither a plain name nor a whole path. Write chromium or \
            /usr/bin/chromium.
            """),
        .init(
            "join", "video = --kiosk {url}",
            """
            [join] video: The program is neither a plain name nor a whole path. Write chromium or \
            /usr/bin/chromium.
            """),
        .init(
            "join", #"video = "" {url}"#,
            """
            [join] video: The program is neither a plain name nor a whole path. Write chromium or \
            /usr/bin/chromium.
            """),
        .init(
            "join", #"video = sh -c "chromium {url}""#,
            """
            [join] video: A shell would read the meeting's address as a command. Put the command \
            into a script file, and write its path and {url}.
            """),
        .init(
            "join", #"video = env DISPLAY=:0 /bin/bash -lc "chromium {url}""#,
            """
            [join] video: A shell would read the meeting's address as a command. Put the command \
            into a script file, and write its path and {url}.
            """),
        .init(
            "join", "video = su kiosk --command=chromium {url}",
            """
            [join] video: A shell would read the meeting's address as a command. Put the command \
            into a script file, and write its path and {url}.
            """),
        .init(
            "join", "video = chromium {page} {url}",
            "[join] video: The address stands there more than once. Write {url} or {page}, once."),
        .init(
            "join", "video = ssh screen chromium {url}",
            """
            [join] video: "ssh" hands its words to a shell, and a stranger's address is one of them. \
            Write the path of a script that quotes it, as join-programs.md has one.
            """),
        .init(
            "join", "sip = env LANG=C /usr/bin/xargs dial {url}",
            """
            [join] sip: "xargs" hands its words to a shell, and a stranger's address is one of them. \
            Write the path of a script that quotes it, as join-programs.md has one.
            """),
        .init(
            "join", #"video = python3.11 -c "print(1)" {url}"#,
            """
            [join] video: A shell would read the meeting's address as a command. Put the command \
            into a script file, and write its path and {url}.
            """),
        .init(
            "join", #"video = perl -we "print shift" {url}"#,
            """
            [join] video: A shell would read the meeting's address as a command. Put the command \
            into a script file, and write its path and {url}.
            """),
        .init(
            "join", "video = node --eval=open() {url}",
            """
            [join] video: A shell would read the meeting's address as a command. Put the command \
            into a script file, and write its path and {url}.
            """),
        .init(
            "join", "leave = ssh codec hang-up",
            """
            [join] leave: "ssh" hands its words to a shell, and a stranger's address is one of them. \
            Write the path of a script that quotes it, as join-programs.md has one.
            """),
        .init(
            "join", "session = handed over",
            """
            [join] session: "handed over" is not one of program or handed-over. Did you mean handed-over?
            """),
        .init(
            "control", "group = room control",
            """
            [control] group: This is no name of a Unix group. Write the group's name, as in room-control; getent group \
            lists them.
            """),
        .init(
            "join", "sip = baresip",
            """
            [join] sip: The command does not say where the meeting's address goes. Write {url} once, \
            as in chromium --app={url}.
            """),
        .init(
            "join", "phone = dial {number}",
            #"[join] phone: "{number}" is no placeholder. Write {url} or {page}."#),
        .init(
            "join", "zoom = chromium",
            """
            [join] zoom: The command does not say where the meeting's address goes. Write {url} \
            once, as in chromium --app={url}.
            """),
        .init(
            "join", "zom = chromium {url}",
            "There is no key zom in [join]. Did you mean zoom?"),
        .init(
            "join", "video = a {url} " + String(repeating: "b ", count: 70),
            "[join] video: The command has more than 64 words. Put it into a script and write the script's path."),
    ]
}
