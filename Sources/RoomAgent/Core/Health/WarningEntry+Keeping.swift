// SPDX-License-Identifier: Apache-2.0

// What the device itself needs to know the time and to keep the window.
extension WarningEntry {
    static var clockNotSet: WarningEntry {
        WarningEntry(
            .error, after: .timeService, in: .clock, flash: true,
            en: WarningWords(
                "Clock not set", "The clock has not been set since the machine started.",
                "Check the network and the time service (timedatectl)."),
            fi: WarningWords(
                "Aseta kello", "Kelloa ei ole asetettu koneen käynnistyttyä.",
                "Tarkista verkko ja aikapalvelu (timedatectl)."))
    }

    static var clockWrong: WarningEntry {
        WarningEntry(
            .error, in: .clock, explainedBy: [.code(.clockNotSet)], flash: true, filledBy: .clockLead,
            en: WarningWords(
                "Clock wrong",
                "The clock is % the calendar service's.|The clock differs from the calendar service's.",
                "Set up a time service (timedatectl)."),
            fi: WarningWords(
                "Kello väärässä",
                "Kello on % verrattuna kalenteripalvelun kelloon.|Kello poikkeaa kalenteripalvelun kellosta.",
                "Ota aikapalvelu käyttöön (timedatectl)."))
    }

    static var keyMissing: WarningEntry {
        WarningEntry(
            .error, flash: true,
            en: WarningWords(
                "Key missing", "There is no data key, so nothing can be stored.",
                "Run: room-agent check. It tells what is wrong with [store] key or its directory."),
            fi: WarningWords(
                "Avain puuttuu", "Data-avainta ei ole, joten mitään ei voida tallentaa.",
                "Aja: room-agent check. Se kertoo, mikä on vikana: [store] key tai sen hakemisto."))
    }

    static var keyFilePermissions: WarningEntry {
        WarningEntry(
            .error, flash: true,
            en: WarningWords(
                "Key not safe", "The data key's file can be read by others.", "Run: chmod 600 on the key file."),
            fi: WarningWords(
                "Avain avoinna", "Muut voivat lukea data-avaimen tiedoston.", "Aja avaintiedostolle: chmod 600."))
    }

    static var keyWrong: WarningEntry {
        WarningEntry(
            .warning,
            en: WarningWords(
                "Other key", "The stored window belongs to another key or room and was set aside.",
                "Nothing to do: it is fetched again."),
            fi: WarningWords(
                "Toinen avain", "Tallennettu kalenteri kuuluu toiselle avaimelle tai huoneelle ja siirrettiin syrjään.",
                "Ei toimenpiteitä: se haetaan uudelleen."))
    }

    static var storeDamaged: WarningEntry {
        WarningEntry(
            .warning,
            en: WarningWords(
                "Reading again", "The stored window was unreadable or lost, at least in part.",
                "Nothing to do: it is fetched again. If it comes back, replace the storage."),
            fi: WarningWords(
                "Haetaan taas", "Tallennettu kalenteri oli ainakin osittain lukukelvoton tai kadonnut.",
                "Ei toimenpiteitä: se haetaan uudelleen. Jos toistuu, vaihda tallennuslaite."))
    }

    static var storeOlderCopy: WarningEntry {
        WarningEntry(
            .error,
            en: WarningWords(
                "Old copy", "The stored window is an older copy, or the TPM is another or was cleared.",
                "Nothing to do if you restored the disk: it is fetched again. Else find out who had the storage."),
            fi: WarningWords(
                "Vanha kopio", "Tallennettu kalenteri on vanhempi kopio, tai TPM on toinen tai tyhjennetty.",
                "Ei toimenpiteitä, jos palautit levyn: se haetaan uudelleen. Muuten selvitä, kenellä se oli."))
    }

    static var rollbackCounterLost: WarningEntry {
        WarningEntry(
            .warning,
            en: WarningWords(
                "TPM lost", "The TPM does not count, so an older copy of the window would not be noticed.",
                "Run: room-agent check. It tells what is wrong with [store] rollback-counter."),
            fi: WarningWords(
                "TPM puuttuu", "TPM ei laske, joten kalenterin vanhempi kopio jäisi huomaamatta.",
                "Aja: room-agent check. Se kertoo, mikä on vikana: [store] rollback-counter."))
    }

    static var storeNotWritable: WarningEntry {
        WarningEntry(
            .error, flash: true,
            en: WarningWords(
                "Cannot store", "The window cannot be stored; a restart would show nothing.",
                "Check space and permissions of the store directory."),
            fi: WarningWords(
                "Ei tallennu", "Kalenteria ei voida tallentaa; uudelleenkäynnistys tyhjentäisi näytön.",
                "Tarkista tallennushakemiston tila ja oikeudet."))
    }

    static var configurationReloadFailed: WarningEntry {
        WarningEntry(
            .warning,
            en: WarningWords(
                "Settings wrong", "The changed configuration has errors; the old one is still in use.",
                "Run: room-agent check."),
            fi: WarningWords(
                "Asetusvirhe", "Muutetuissa asetuksissa on virheitä; vanhat ovat yhä käytössä.",
                "Aja: room-agent check."))
    }

    static var timeZoneUnknown: WarningEntry {
        WarningEntry(
            .warning,
            en: WarningWords(
                "Time zone?", "This machine does not know the configured time zone.",
                "Install tzdata, or correct [room] timezone."),
            fi: WarningWords(
                "Aikavyöhyke?", "Kone ei tunne asetettua aikavyöhykettä.",
                "Asenna tzdata tai korjaa [room] timezone."))
    }

    static var controlGroupUnusable: WarningEntry {
        WarningEntry(
            .warning,
            en: WarningWords(
                "No remote use", "The control socket could not be given to its group, so only root reaches the agent.",
                "Run: systemd-sysusers, then restart room-agent; or correct [control] group."),
            fi: WarningWords(
                "Ei etäkäyttöä", "Ohjauspistoketta ei voitu antaa ryhmälleen, joten vain root tavoittaa agentin.",
                "Aja: systemd-sysusers ja käynnistä room-agent uudelleen; tai korjaa [control] group."))
    }
}
