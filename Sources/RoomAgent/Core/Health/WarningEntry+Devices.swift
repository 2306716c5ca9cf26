// SPDX-License-Identifier: Apache-2.0

// What is wired to the device, and what joins meetings.
extension WarningEntry {
    static var buttonLost: WarningEntry {
        WarningEntry(
            .error, after: .replug, flash: true,
            en: WarningWords("Button lost", "The button's device is gone.", "Check its cable and [button] source."),
            fi: WarningWords(
                "Painike poissa", "Painikkeen laite on kadonnut.", "Tarkista kaapeli ja [button] source."))
    }

    static var buttonStuck: WarningEntry {
        WarningEntry(
            .error, flash: true,
            en: WarningWords(
                "Button stuck", "The button has been down for more than 30 seconds.",
                "Free the button, or check its wiring."),
            fi: WarningWords(
                "Nappi jumissa", "Painike on ollut pohjassa yli 30 sekuntia.",
                "Vapauta painike tai tarkista johdotus."))
    }

    static var buttonHeldAtStart: WarningEntry {
        WarningEntry(
            .notice, after: .restart, explainedBy: [.code(.buttonStuck)],
            en: WarningWords(
                "Button held", "The button was down at start and is ignored until released.", "Release the button."),
            fi: WarningWords(
                "Nappi pohjassa", "Painike oli pohjassa käynnistyksessä; se ohitetaan, kunnes se vapautetaan.",
                "Vapauta painike."))
    }

    static var buttonChattering: WarningEntry {
        WarningEntry(
            .error, flash: true,
            en: WarningWords(
                "Button faulty", "The button changes all the time.", "Replace the button, or shorten its wire."),
            fi: WarningWords(
                "Nappi viassa", "Painikkeen tila vaihtuu jatkuvasti.", "Vaihda painike tai lyhennä johtoa."))
    }

    static var lampLost: WarningEntry {
        WarningEntry(
            .warning, after: .replug, flash: true,
            en: WarningWords("Lamp lost", "A lamp's device is gone.", "Check its cable and [lamp]."),
            fi: WarningWords("Lamppu poissa", "Lampun laite on kadonnut.", "Tarkista kaapeli ja [lamp]."))
    }

    static var displayLost: WarningEntry {
        WarningEntry(
            .error, after: .replug, flash: true,
            en: WarningWords(
                "Display lost", "The display is gone.", "Check its cable, its service, and [display] output."),
            fi: WarningWords(
                "Näyttö poissa", "Näyttö on kadonnut.", "Tarkista kaapeli, palvelu ja [display] output."))
    }

    static var presenceLost: WarningEntry {
        WarningEntry(
            .warning, after: .replug,
            en: WarningWords(
                "Sensor lost", "The presence sensor is gone, so no meeting is given back.",
                "Check its cable, and [presence] source."),
            fi: WarningWords(
                "Anturi poissa", "Läsnäoloanturi on kadonnut, joten varauksia ei vapauteta.",
                "Tarkista kaapeli ja [presence] source."))
    }

    static var joinerMissing: WarningEntry {
        WarningEntry(
            .error, after: .restart, explainedBy: [.code(.noJoinAction)], flash: true,
            en: WarningWords(
                "Out of order", "The joiner does not answer, so nothing can be joined.",
                "Run: systemctl start room-agent-join.socket; journalctl -u room-agent-join tells why it ended."),
            fi: WarningWords(
                "Epäkunnossa", "Liittymispalvelu ei vastaa, joten mihinkään ei voi liittyä.",
                "Aja: systemctl start room-agent-join.socket; journalctl -u room-agent-join kertoo syyn."))
    }

    static var joinProgramMissing: WarningEntry {
        WarningEntry(
            .error, flash: true,
            en: WarningWords(
                "Cannot join", "The program that joins is not there.", "Install it, or correct [join]."),
            fi: WarningWords("Ei voi liittyä", "Liittymisohjelmaa ei ole.", "Asenna se tai korjaa [join]."))
    }

    static var joinProgramFails: WarningEntry {
        WarningEntry(
            .error, explainedBy: [.code(.joinProgramMissing)], flash: true,
            en: WarningWords(
                "Joining fails", "The program that joins ended at once, twice in a row.",
                "See journalctl -u room-agent-join. One that only hands over needs session = handed-over."),
            fi: WarningWords(
                "Liittymisvika", "Liittymisohjelma loppui heti, kahdesti peräkkäin.",
                "Katso journalctl -u room-agent-join. Pelkkä välittäjä vaatii: session = handed-over."))
    }

    static var noJoinAction: WarningEntry {
        WarningEntry(
            .warning,
            en: WarningWords(
                "Joins nothing", "No join action is configured, so the button joins nothing.",
                "Add video = … under [join]."),
            fi: WarningWords(
                "Ei liittymistä", "Liittymistoimintoa ei ole asetettu, joten painike ei liity mihinkään.",
                "Lisää video = … kohtaan [join]."))
    }
}
