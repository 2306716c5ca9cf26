// SPDX-License-Identifier: Apache-2.0

extension FileMistake {
    private static let base = ConfigurationSample.base
    /// All that is required, in five lines.
    private static let bare = "[room]\nname = A\ncalendar = c@example.com\n[google]\nkey-file = /k.json\n"

    static let keysAndWholes: [FileMistake] = [
        .init(
            "a key with an underscore", base + "[window]\npast_days = 7\n",
            [
                "room-agent.conf:9: There is no key past_days in [window]. Did you mean past-days?"
            ]),
        .init(
            "a key with a typographic dash", base + "[window]\npast–days = 7\n",
            [
                "room-agent.conf:9: There is no key of this name in [window]. Did you mean past-days?"
            ]),
        .init(
            "an unknown key", base + "[window]\nweather = rain\n",
            [
                "room-agent.conf:9: There is no key weather in [window]. Its keys are past-days and future-days."
            ]),
        .init(
            "a pasted secret as a key", base + "[window]\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7= x\n",
            [
                """
                room-agent.conf:9: There is no key of this name in [window]. Its keys are past-days \
                and future-days.
                """
            ]),
        .init(
            "a key of another section", base + "[window]\nkey-file = /etc/x\n",
            [
                "room-agent.conf:9: There is no key key-file in [window]. It belongs in [google]."
            ]),
        .init(
            "a key of several other sections", base + "[sync]\nactive-low = yes\n",
            [
                "room-agent.conf:9: There is no key active-low in [sync]. It belongs in [button] or [lamp]."
            ]),
        .init(
            "an account that books, and no booking", base + "[manners]\nbook-as = rooms@example.com\n",
            [
                "room-agent.conf:9: [manners] book-as: It has no effect without book. Write under [manners]: book = yes"
            ]),
        .init(
            "a webhook that tells of nobody", base + "[presence]\nwebhook = https://example.com/p\n",
            [
                """
                room-agent.conf:9: [presence] webhook: It has no effect without vacation. Write under [presence]: \
                vacation = anna@example.com
                """
            ]),
        .init(
            "a webhook that signs nothing",
            base + "[presence]\nvacation = anna@example.com\nwebhook = https://example.com/p\n",
            [
                """
                room-agent.conf:10: [presence] webhook: It has no effect without webhook-key. Write under [presence]: \
                webhook-key = file:/etc/room-agent/webhook.key
                """
            ]),
        .init(
            "a key for no webhook",
            base + "[presence]\nvacation = anna@example.com\nwebhook-key = file:/etc/room-agent/webhook.key\n",
            [
                """
                room-agent.conf:10: [presence] webhook-key: It has no effect without webhook. Write under [presence]: \
                webhook = https://example.com/presence
                """
            ]),
        .init(
            "a release without a check-in", base + "[manners]\nrelease-after = 5 min\n",
            [
                """
                room-agent.conf:9: [manners] release-after: It has no effect without check-in: nobody could show that \
                they came. Write under [manners]: check-in = yes
                """
            ]),
        .init(
            "a series given back where no meeting is",
            base + "[manners]\ncheck-in = yes\nrelease-series-after = 3\n",
            [
                """
                room-agent.conf:10: [manners] release-series-after: It has no effect without release-after: no meeting \
                is given back. Write under [manners]: check-in = yes and release-after = 5 min
                """
            ]),
        .init(
            "a room that invites itself",
            base + "[manners]\nbook = yes\nbook-as = C_1881Q@resource.calendar.google.com\n",
            [
                """
                room-agent.conf:10: [manners] book-as: This is the room's own calendar. Leave the line out: bookings \
                then stand straight on the room's calendar.
                """
            ]),
        .init(
            "a key given twice", base + "[window]\npast-days = 7\n[sync]\n[window]\npast-days = 6\n",
            [
                """
                room-agent.conf:12: [window] past-days: The key was given in line 9 already. Remove \
                one of the two; a file in room-agent.conf.d can override the other.
                """
            ]),
        .init(
            "a value that goes on in the next line", base + "[display]\noutput = \\\n  lcdproc:127.0.0.1:13666\n",
            [
                "room-agent.conf:9: [display] output: A value cannot go on in the next line. Write it in one line.",
                "room-agent.conf:10: A value cannot go on in the next line. Write it in one line.",
            ]),
        .init(
            "an indented line", base + "[display]\nsize = 20x4\n   and more\n",
            [
                "room-agent.conf:10: A value cannot go on in the next line. Write it in one line."
            ]),
        .init(
            "a tab in a value", base + "[display]\nsize = 20\tx4\n",
            [
                "room-agent.conf:9: The value has a tab in it. Write a space."
            ]),
        .init(
            "a no-break space", base + "[display]\nsize\u{a0}= 20x4\n",
            [
                """
                room-agent.conf:9: The line has an invisible character (U+00A0 no-break space). \
                Write the line again by hand instead of pasting it.
                """
            ]),
        .init(
            "a zero-width space", base + "[display]\nsize = 20\u{200b}x4\n",
            [
                """
                room-agent.conf:9: The line has an invisible character (U+200B zero-width space). \
                Write the line again by hand instead of pasting it.
                """
            ]),
        .init(
            "a right-to-left override", base + "[display]\nsize = \u{202e}4x02\n",
            [
                """
                room-agent.conf:9: The line has an invisible character (U+202E text direction mark). \
                Write the line again by hand instead of pasting it.
                """
            ]),
        .init(
            "an escape sequence", base + "[display]\nsize = \u{1b}]0;owned\u{7}\n",
            [
                """
                room-agent.conf:9: The line has an invisible character (U+001B escape). Write the \
                line again by hand instead of pasting it.
                """
            ]),
        .init(
            "a carriage return inside a line", base + "[display]\nsize = 20x4\u{d}size = 40x8\n",
            [
                """
                room-agent.conf:9: The line has an invisible character (U+000D control character). \
                Write the line again by hand instead of pasting it.
                """
            ]),
        .init(
            "no name", "[room]\ncalendar = c@example.com\n[google]\nkey-file = /k.json\n[join]\nvideo = b {url}\n",
            [
                "room-agent.conf:1: [room] name: The key is missing. Write under [room]: name = Aalto"
            ]),
        .init(
            "no calendar", "[room]\nname = A\n[google]\nkey-file = /k.json\n[join]\nvideo = b {url}\n",
            [
                """
                room-agent.conf:1: [room] calendar: The key is missing. Write under [room]: calendar \
                = c_1881q@resource.calendar.google.com
                """
            ]),
        .init(
            "no [google]", "[room]\nname = A\ncalendar = c@example.com\n[join]\nvideo = b {url}\n",
            [
                """
                room-agent.conf: [google] credential: The key is missing. Write under [google]: \
                credential = /etc/room-agent/google.json
                """
            ]),
        .init(
            "one key by both of its names", base + "[google]\ncredential = /c.json\n",
            [
                """
                room-agent.conf:5: [google] key-file: This is another name for [google] credential, which is set, too. \
                Remove one of the two lines.
                """
            ]),
        .init(
            "two ways in", base + "[push]\nlisten = 127.0.0.1:8443\nsubscribe = https://r.example/s\n",
            [
                """
                room-agent.conf:10: [push] subscribe: Notices come by [push] listen already. Remove one of the two \
                lines: a relay is for sites without a proxy of their own.
                """
            ]),
        .init(
            "a way in without an address", base + "[push]\nsubscribe = https://r.example/s\n",
            [
                """
                room-agent.conf:9: [push] subscribe: It has no effect without address. Write under [push]: address = \
                https://site.example.com/push/aalto
                """
            ]),
        .init(
            "an address without a way in", base + "[push]\naddress = https://r.example/p\n",
            [
                """
                room-agent.conf:9: [push] address: It has no effect without listen or subscribe. Write under [push]: \
                listen = 127.0.0.1:8443
                """
            ]),
        .init(
            "a word without an address", base + "[scheduling]\nwebex = @webex\n",
            [
                """
                room-agent.conf:9: [scheduling] webex: Nothing says where such a meeting is. Write under [scheduling]: \
                webex-myroom or webex-space, see room-agent.conf(5).
                """
            ]),
        .init(
            "an address without a word", base + "[scheduling]\nzoom-space = https://acme.zoom.us/my/{space}\n",
            [
                """
                room-agent.conf:9: [scheduling] zoom-space: It has no effect without zoom. Write under [scheduling]: \
                zoom = @zoom
                """
            ]),
        .init(
            "one word for two services",
            base + "[scheduling]\nmeet = @call\njitsi = @Call\njitsi-space = https://meet.example.com/{space}\n",
            [
                """
                room-agent.conf:10: [scheduling] jitsi: The same word as [scheduling] meet. Give each service a word \
                of its own.
                """
            ]),
        .init(
            "Vault without an address", base + "[store]\nkey = vault:transit/rooms\n",
            [
                """
                room-agent.conf:9: [store] key: The address of Vault is missing. Write under [vault]: address = \
                https://vault.example.com:8200
                """
            ]),
        .init(
            "Vault without a way to sign in",
            base + "[store]\nkey = vault:transit/rooms\n[vault]\naddress = https://v.example\n",
            [
                """
                room-agent.conf:9: [store] key: What signs in to Vault is missing. Write under [vault]: token-file = \
                /etc/room-agent/vault.token
                """
            ]),
        .init(
            "a certificate without its key",
            base + "[store]\nkey = vault:t/k\n[vault]\naddress = https://v.example\ncertificate = /c.pem\n",
            [
                """
                room-agent.conf:12: [vault] certificate: [vault] certificate-key is missing. Write under [vault]: \
                certificate-key = /etc/room-agent/vault.key
                """
            ]),
        .init(
            "what is for a key service, without one",
            base + "[store]\noffline-unlock = yes\n[vault]\naddress = https://v.example\n",
            [
                """
                room-agent.conf:9: warning: [store] offline-unlock: It has no effect without a key of that kind. \
                Remove it, or write [store] key = vault:… or google-kms:….
                """,
                """
                room-agent.conf:10: warning: [vault]: It has no effect without a key of that kind. Remove it, or write \
                [store] key = vault:transit/NAME.
                """,
            ]),
        .init(
            "one light for two colours", base + "[lamp]\ngreen = gpio:L1\nred = gpio:L1\n",
            [
                """
                room-agent.conf:10: [lamp] red: The same light as [lamp] green. Give each colour a \
                light of its own, or leave one out.
                """
            ]),
        .init(
            "a lamp on the button's line", base + "[button]\nsource = gpio:B\n[lamp]\nbutton = gpio:B\n",
            [
                """
                room-agent.conf:11: [lamp] button: The same GPIO line as the button. A line is \
                either read or driven: write the line that the lamp is wired to.
                """
            ]),
        .init(
            "two protocols on a port",
            base + "[button]\nsource = serial:/dev/ttyS0\n[display]\noutput = ansi:/dev/ttyS0\n",
            [
                """
                room-agent.conf:11: [display] output: The same port as [button] source, in another \
                protocol. Connect the two to ports of their own, or use serial: for both.
                """
            ]),
        .init(
            "a host of two services", base + "jitsi-hosts = meet.example.com\nelement-call-hosts = MEET.example.com\n",
            [
                """
                room-agent.conf:9: [join] element-call-hosts: "meet.example.com" stands in [join] \
                jitsi-hosts already. Remove it from one of the two.
                """
            ]),
        .init(
            "delegation", base + "[google]\nact-as = admin@example.com\n",
            [
                """
                room-agent.conf:9: warning: [google] act-as: With delegation, whoever steals this \
                device's key can read everybody's calendar in the organisation. Better share the one \
                room's calendar with the service account and remove this line.
                """
            ]),
        .init(
            "handed over, and nothing leaves", bare + "[join]\nsip = dial {url}\nsession = handed-over\n",
            [
                """
                room-agent.conf:8: warning: [join] session: Nothing ends a sip meeting that was \
                handed over, so holding the button \
                cannot leave it. Write under [join]: leave = (the command that ends it)
                """
            ]),
        .init(
            "a kind is handed over, and another kind can be left",
            bare + "[join]\nvideo = tell {url}\nvideo-session = handed-over\nsip-leave = hang-up\n",
            [
                """
                room-agent.conf:8: warning: [join] video-session: Nothing ends a video meeting that \
                was handed over, so holding the button \
                cannot leave it. Write under [join]: leave = (the command that ends it)
                """,
                """
                room-agent.conf:9: warning: [join] sip-leave: It has no effect: such a session ends with \
                its program. Remove it, or write: session = handed-over
                """,
            ]),
        .init(
            "a leave command for programs", bare + "[join]\nvideo = chromium {url}\nleave = close\n",
            [
                """
                room-agent.conf:8: warning: [join] leave: It has no effect: such a session ends with \
                its program. Remove it, or write: session = handed-over
                """
            ]),
        .init(
            "no [join]", bare,
            [
                """
                room-agent.conf: warning: [join]: Nothing says how to join, so the button can only \
                show what is on. Write under [join]: video = chromium --kiosk --app={url}
                """
            ]),
        .init(
            "an empty [join]", bare + "[join]\njitsi-hosts = a.example.com\n",
            [
                """
                room-agent.conf:6: warning: [join]: Nothing says how to join, so the button can only \
                show what is on. Write under [join]: video = chromium --kiosk --app={url}
                """
            ]),
        .init(
            "a [button] without a source", base + "[button]\nhold = 3 s\n",
            [
                """
                room-agent.conf:8: warning: [button]: The section has no effect without source. \
                Write: source = gpio:JOIN_BUTTON
                """
            ]),
        .init(
            "a [display] without an output", base + "[display]\nsize = 16x2\n",
            [
                """
                room-agent.conf:8: warning: [display]: The section has no effect without output. \
                Write: output = lcdproc:127.0.0.1:13666
                """
            ]),
        .init(
            "a key in a home directory",
            "[room]\nname = A\ncalendar = c@example.com\n[google]\nkey-file = /home/k.json\n[join]\nvideo = b {url}\n",
            [
                """
                room-agent.conf:5: warning: [google] key-file: The service cannot see home \
                directories. Put the file under /etc/room-agent.
                """
            ]),
        .init(
            "a numbered port", base + "[button]\nsource = serial:/dev/ttyUSB0\n[display]\noutput = ansi:/dev/ttyACM1\n",
            [
                """
                room-agent.conf:9: warning: [button] source: The number in this name changes when \
                devices are plugged in another order. Write its name in /dev/serial/by-id or \
                by-path.
                """,
                """
                room-agent.conf:11: warning: [display] output: The number in this name changes when \
                devices are plugged in another order. Write its name in /dev/serial/by-id or \
                by-path.
                """,
            ]),
    ]
}
