// SPDX-License-Identifier: Apache-2.0

extension WarningTexts {
    static func rows(_ code: WarningCode) -> Translated<Words> {
        switch code {
        case .clockNotSet:
            Translated(
                en: Words(
                    "Clock not set", "The clock has not been set since the machine started.",
                    "Check the network and the time service (timedatectl)."),
                fi: Words(
                    "Aseta kello", "Kelloa ei ole asetettu koneen käynnistyttyä.",
                    "Tarkista verkko ja aikapalvelu (timedatectl)."))
        case .clockWrong:
            Translated(
                en: Words(
                    "Clock wrong", "The clock differs from the calendar service's by more than five minutes.",
                    "Set up a time service (timedatectl)."),
                fi: Words(
                    "Kello väärässä", "Kello poikkeaa kalenteripalvelun kellosta yli viisi minuuttia.",
                    "Ota aikapalvelu käyttöön (timedatectl)."))
        case .keyMissing:
            Translated(
                en: Words(
                    "Key missing", "There is no data key, so nothing can be stored.",
                    "Check [store] key in the configuration."),
                fi: Words(
                    "Avain puuttuu", "Data-avainta ei ole, joten mitään ei voida tallentaa.",
                    "Tarkista asetusten [store] key."))
        case .keyFilePermissions:
            Translated(
                en: Words(
                    "Key file open", "The data key's file can be read by others.",
                    "Run: chmod 600 on the key file."),
                fi: Words(
                    "Avain avoinna", "Muut voivat lukea data-avaimen tiedoston.",
                    "Aja avaintiedostolle: chmod 600."))
        case .keyWrong:
            Translated(
                en: Words(
                    "Other key", "The stored window belongs to another key or room and was set aside.",
                    "Nothing to do: it is fetched again."),
                fi: Words(
                    "Toinen avain",
                    "Tallennettu kalenteri kuuluu toiselle avaimelle tai huoneelle ja siirrettiin syrjään.",
                    "Ei toimenpiteitä: se haetaan uudelleen."))
        case .storeDamaged:
            Translated(
                en: Words(
                    "Store damaged", "The stored window was unreadable or lost, at least in part.",
                    "Nothing to do: it is fetched again. If it comes back, replace the storage."),
                fi: Words(
                    "Tallenne rikki", "Tallennettu kalenteri oli ainakin osittain lukukelvoton tai kadonnut.",
                    "Ei toimenpiteitä: se haetaan uudelleen. Jos toistuu, vaihda tallennuslaite."))
        case .storeNotWritable:
            Translated(
                en: Words(
                    "Cannot store", "The window cannot be stored; a restart would show nothing.",
                    "Check space and permissions of the store directory."),
                fi: Words(
                    "Ei tallennu", "Kalenteria ei voida tallentaa; uudelleenkäynnistys tyhjentäisi näytön.",
                    "Tarkista tallennushakemiston tila ja oikeudet."))
        case .networkDown:
            Translated(
                en: Words(
                    "No network", "The calendar service cannot be reached.",
                    "Check the network cable, the Wi-Fi and the proxy."),
                fi: Words(
                    "Ei verkkoa", "Kalenteripalveluun ei saada yhteyttä.",
                    "Tarkista verkkokaapeli, Wi-Fi ja välityspalvelin."))
        case .captivePortal:
            Translated(
                en: Words(
                    "Network login", "A login page answers instead of the calendar service.",
                    "Register this device with the network."),
                fi: Words(
                    "Kirjaudu: WLAN", "Kalenteripalvelun sijaan vastaa kirjautumissivu.",
                    "Rekisteröi laite verkkoon."))
        case .certificateUntrusted:
            Translated(
                en: Words(
                    "TLS untrusted", "The server's certificate is not trusted.",
                    "Check the clock, and [network] ca-file if a proxy opens TLS."),
                fi: Words(
                    "TLS-virhe", "Palvelimen varmenteeseen ei luoteta.",
                    "Tarkista kello sekä [network] ca-file, jos välityspalvelin avaa TLS:n."))
        case .scopeNotGranted:
            Translated(
                en: Words(
                    "Scope missing", "The scope was not granted to the service account.",
                    "Paste the scope into the admin console, domain-wide delegation."),
                fi: Words(
                    "Oikeus puuttuu", "Palvelutilille ei ole myönnetty käyttöoikeutta.",
                    "Lisää oikeus hallintakonsolissa (domain-wide delegation)."))
        case .grantRefused:
            Translated(
                en: Words(
                    "Login refused", "Google refused the service account's login.",
                    "Check the clock, that the key still exists, and the user in act-as."),
                fi: Words(
                    "Pääsy evätty", "Google hylkäsi palvelutilin kirjautumisen.",
                    "Tarkista kello, avaimen olemassaolo ja act-as-käyttäjä."))
        case .unauthorized:
            Translated(
                en: Words(
                    "Not authorised", "The calendar service refuses our access token.",
                    "Check the service account in Google Cloud."),
                fi: Words(
                    "Ei valtuutusta", "Kalenteripalvelu hylkää käyttövaltuuden.",
                    "Tarkista palvelutili Google Cloudissa."))
        case .credentialsUnreadable:
            Translated(
                en: Words(
                    "Bad key file", "The service account's key file cannot be used.",
                    "Run: room-agent check. It tells what is wrong with the file."),
                fi: Words(
                    "Avaintiedosto", "Palvelutilin avaintiedostoa ei voida käyttää.",
                    "Aja: room-agent check. Se kertoo, mikä tiedostossa on vikana."))
        case .calendarForbidden:
            Translated(
                en: Words(
                    "No access", "The account may not read this calendar.",
                    "Share the room's calendar with the service account."),
                fi: Words(
                    "Ei pääsyä", "Tilillä ei ole oikeutta lukea tätä kalenteria.",
                    "Jaa huoneen kalenteri palvelutilille."))
        case .calendarNotFound:
            Translated(
                en: Words(
                    "No calendar", "The calendar does not exist, or is not shared with the account.",
                    "Check [room] calendar, and share it with the service account."),
                fi: Words(
                    "Ei kalenteria", "Kalenteria ei ole, tai sitä ei ole jaettu tilille.",
                    "Tarkista [room] calendar ja jaa se palvelutilille."))
        case .apiDisabled:
            Translated(
                en: Words(
                    "API disabled", "The Google Calendar API is switched off in the project.",
                    "Enable the Google Calendar API in Google Cloud."),
                fi: Words(
                    "API pois", "Google Calendar API ei ole käytössä projektissa.",
                    "Ota Google Calendar API käyttöön Google Cloudissa."))
        case .rateLimited:
            Translated(
                en: Words(
                    "Rate limited", "The calendar service asks us to slow down.",
                    "Nothing to do, unless it lasts: then raise [sync] poll."),
                fi: Words(
                    "Rajoitettu", "Kalenteripalvelu pyytää hidastamaan.",
                    "Ei toimenpiteitä; jos jatkuu, kasvata [sync] poll -arvoa."))
        case .quotaExhausted:
            Translated(
                en: Words(
                    "Quota used up", "The project's quota is used up for today.",
                    "Raise the quota in Google Cloud, or [sync] poll."),
                fi: Words(
                    "Kiintiö täynnä", "Projektin päiväkiintiö on käytetty.",
                    "Kasvata kiintiötä Google Cloudissa tai [sync] poll -arvoa."))
        case .serverError:
            Translated(
                en: Words(
                    "Server trouble", "The calendar service has trouble.",
                    "Nothing to do: it is tried again."),
                fi: Words(
                    "Palveluhäiriö", "Kalenteripalvelussa on häiriö.",
                    "Ei toimenpiteitä: yritetään uudelleen."))
        case .requestRefused:
            Translated(
                en: Words(
                    "Call refused", "The calendar service refuses our request.",
                    "Update room-agent; if it is the newest, report it."),
                fi: Words(
                    "Pyyntö hylätty", "Kalenteripalvelu hylkää pyynnön.",
                    "Päivitä room-agent; jos se on uusin, ilmoita viasta."))
        case .malformedReply:
            Translated(
                en: Words(
                    "Bad reply", "The calendar service's reply makes no sense.",
                    "Check whether a proxy changes it; update room-agent."),
                fi: Words(
                    "Outo vastaus", "Kalenteripalvelun vastaus on virheellinen.",
                    "Tarkista, muuttaako välityspalvelin sitä; päivitä room-agent."))
        case .calendarStale:
            Translated(
                en: Words(
                    "Calendar old", "The calendar has not been fetched for more than 15 minutes.",
                    "See room-agent status for the last failure."),
                fi: Words(
                    "Tiedot vanhoja", "Kalenteria ei ole haettu yli 15 minuuttiin.",
                    "Katso viimeisin virhe: room-agent status."))
        case .eventsRefused:
            Translated(
                en: Words(
                    "Events missing", "Some events could not be understood and were left out.",
                    "See room-agent status for how many; update room-agent."),
                fi: Words(
                    "Tiedot vajaita", "Joitakin tapahtumia ei ymmärretty, ja ne jätettiin pois.",
                    "Katso määrä: room-agent status; päivitä room-agent."))
        case .buttonLost:
            Translated(
                en: Words(
                    "Button lost", "The button's device is gone.",
                    "Check its cable and [button] source."),
                fi: Words(
                    "Painike poissa", "Painikkeen laite on kadonnut.",
                    "Tarkista kaapeli ja [button] source."))
        case .buttonStuck:
            Translated(
                en: Words(
                    "Button stuck", "The button has been down for more than 30 seconds.",
                    "Free the button, or check its wiring."),
                fi: Words(
                    "Nappi jumissa", "Painike on ollut pohjassa yli 30 sekuntia.",
                    "Vapauta painike tai tarkista johdotus."))
        case .buttonHeldAtStart:
            Translated(
                en: Words(
                    "Button held", "The button was down at start and is ignored until released.",
                    "Release the button."),
                fi: Words(
                    "Nappi pohjassa", "Painike oli pohjassa käynnistyksessä; se ohitetaan, kunnes se vapautetaan.",
                    "Vapauta painike."))
        case .buttonChattering:
            Translated(
                en: Words(
                    "Button faulty", "The button changes all the time.",
                    "Replace the button, or shorten its wire."),
                fi: Words(
                    "Nappi viassa", "Painikkeen tila vaihtuu jatkuvasti.",
                    "Vaihda painike tai lyhennä johtoa."))
        case .lampLost:
            Translated(
                en: Words(
                    "Lamp lost", "A lamp's device is gone.",
                    "Check its cable and [lamp]."),
                fi: Words(
                    "Lamppu poissa", "Lampun laite on kadonnut.",
                    "Tarkista kaapeli ja [lamp]."))
        case .displayLost:
            Translated(
                en: Words(
                    "Display lost", "The display is gone.",
                    "Check its cable, its service, and [display] output."),
                fi: Words(
                    "Näyttö poissa", "Näyttö on kadonnut.",
                    "Tarkista kaapeli, palvelu ja [display] output."))
        case .joinProgramMissing:
            Translated(
                en: Words(
                    "Join app gone", "The program that joins is not there.",
                    "Install it, or correct [join]."),
                fi: Words(
                    "Ohjelma poissa", "Liittymisohjelmaa ei ole.",
                    "Asenna se tai korjaa [join]."))
        case .joinerMissing:
            Translated(
                en: Words(
                    "Out of order", "The joiner does not answer, so nothing can be joined.",
                    "Run: systemctl start room-agent-join.socket; journalctl -u room-agent-join tells why it ended."),
                fi: Words(
                    "Epäkunnossa", "Liittymispalvelu ei vastaa, joten mihinkään ei voi liittyä.",
                    "Aja: systemctl start room-agent-join.socket; journalctl -u room-agent-join kertoo syyn."))
        case .joinProgramFails:
            Translated(
                en: Words(
                    "Join app fails", "The program that joins ended at once, twice in a row.",
                    "See journalctl -u room-agent-join. One that only hands over needs session = handed-over."
                ),
                fi: Words(
                    "Ohjelma kaatuu", "Liittymisohjelma loppui heti, kahdesti peräkkäin.",
                    "Katso journalctl -u room-agent-join. Pelkkä välittäjä vaatii: session = handed-over."
                ))
        case .controlGroupUnusable:
            Translated(
                en: Words(
                    "No control grp",
                    "The control socket could not be given to its group, so only root reaches the agent.",
                    "Run: systemd-sysusers, then restart room-agent; or correct [control] group."),
                fi: Words(
                    "Ei ryhmää", "Ohjauspistoketta ei voitu antaa ryhmälleen, joten vain root tavoittaa agentin.",
                    "Aja: systemd-sysusers ja käynnistä room-agent uudelleen; tai korjaa [control] group."))
        case .noJoinAction:
            Translated(
                en: Words(
                    "No join action", "No join action is configured, so the button joins nothing.",
                    "Add video = … under [join]."),
                fi: Words(
                    "Ei liittymistä", "Liittymistoimintoa ei ole asetettu, joten painike ei liity mihinkään.",
                    "Lisää video = … kohtaan [join]."))
        case .delegationInUse:
            Translated(
                en: Words(
                    "Delegation", "The key on this device can act for the whole organisation.",
                    "Share the one calendar with the service account, and remove act-as."),
                fi: Words(
                    "Delegointi", "Tämän laitteen avain voi toimia koko organisaation puolesta.",
                    "Jaa vain tämä kalenteri palvelutilille ja poista act-as."))
        case .configurationReloadFailed:
            Translated(
                en: Words(
                    "Config ignored", "The changed configuration has errors; the old one is still in use.",
                    "Run: room-agent check."),
                fi: Words(
                    "Asetusvirhe", "Muutetuissa asetuksissa on virheitä; vanhat ovat yhä käytössä.",
                    "Aja: room-agent check."))
        case .timeZoneUnknown:
            Translated(
                en: Words(
                    "Zone unknown", "This machine does not know the configured time zone.",
                    "Install tzdata, or correct [room] timezone."),
                fi: Words(
                    "Aikavyöhyke?", "Kone ei tunne asetettua aikavyöhykettä.",
                    "Asenna tzdata tai korjaa [room] timezone."))
        }
    }
}
