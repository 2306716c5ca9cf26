// SPDX-License-Identifier: Apache-2.0

// What reading the calendar needs.
extension WarningEntry {
    static var networkDown: WarningEntry {
        WarningEntry(
            .warning, after: .network, in: .calendarAccess, for: .unreachable,
            en: WarningWords(
                "No network", "The calendar service cannot be reached.",
                "Check the network cable, the Wi-Fi and the proxy."),
            fi: WarningWords(
                "Ei verkkoa", "Kalenteripalveluun ei saada yhteyttä.",
                "Tarkista verkkokaapeli, Wi-Fi ja välityspalvelin."))
    }

    static var captivePortal: WarningEntry {
        WarningEntry(
            .error, after: .network, in: .calendarAccess, for: .captivePortal, flash: true,
            en: WarningWords(
                "Network login", "A login page answers instead of the calendar service.",
                "Register this device with the network."),
            fi: WarningWords(
                "Kirjaudu: WLAN", "Kalenteripalvelun sijaan vastaa kirjautumissivu.", "Rekisteröi laite verkkoon."))
    }

    static var certificateUntrusted: WarningEntry {
        WarningEntry(
            .error, after: .timeService, in: .calendarAccess, for: .untrustedCertificate,
            explainedBy: [.group(.clock)], flash: true,
            en: WarningWords(
                "Not secure", "The server's certificate is not trusted.",
                "Check the clock, and [network] ca-file if a proxy opens TLS."),
            fi: WarningWords(
                "Ei turvallinen", "Palvelimen varmenteeseen ei luoteta.",
                "Tarkista kello sekä [network] ca-file, jos välityspalvelin avaa TLS:n."))
    }

    static var scopeNotGranted: WarningEntry {
        WarningEntry(
            .error, in: .calendarAccess, for: .scopeNotGranted, flash: true, filledBy: .delegation,
            en: WarningWords(
                "No permission", "A scope that this room needs was not granted to the service account.",
                "In the admin console, under domain-wide delegation (the account uses %), grant it "
                    + "the scopes that room-agent provision google prints."
                    + "|Check in Google Cloud that the service account is enabled and the Calendar API is on."),
            fi: WarningWords(
                "Lupa puuttuu", "Palvelutililtä puuttuu oikeus, jonka huone tarvitsee.",
                "Myönnä hallintakonsolissa (domain-wide delegation, koska % on käytössä) oikeudet, "
                    + "jotka room-agent provision google tulostaa."
                    + "|Tarkista Google Cloudissa, että palvelutili ja Calendar API ovat käytössä."))
    }

    static var grantRefused: WarningEntry {
        WarningEntry(
            .error, in: .calendarAccess, for: .grantRefused, explainedBy: [.group(.clock)], flash: true,
            filledBy: .delegation,
            en: WarningWords(
                "Login refused", "Google refused the service account's login.",
                "Check that the key still exists in Google Cloud, and the user in [google] %."
                    + "|Check that the service account and its key still exist in Google Cloud."),
            fi: WarningWords(
                "Pääsy evätty", "Google hylkäsi palvelutilin kirjautumisen.",
                "Tarkista, että avain on yhä Google Cloudissa, ja käyttäjä: [google] %."
                    + "|Tarkista, että palvelutili ja sen avain ovat yhä Google Cloudissa."))
    }

    static var unauthorized: WarningEntry {
        WarningEntry(
            .error, in: .calendarAccess, for: .unauthorized, flash: true,
            en: WarningWords(
                "Access refused", "The calendar service refuses our access token.",
                "Check the service account in Google Cloud."),
            fi: WarningWords(
                "Pääsy estetty", "Kalenteripalvelu hylkää käyttövaltuuden.", "Tarkista palvelutili Google Cloudissa."))
    }

    static var credentialsUnreadable: WarningEntry {
        WarningEntry(
            .error, in: .calendarAccess, for: .badCredentials, flash: true,
            en: WarningWords(
                "Bad key", "The file in [google] credential cannot be used.",
                "Run: room-agent check. It tells what is wrong with the file."),
            fi: WarningWords(
                "Huono avain", "Tiedostoa ([google] credential) ei voida käyttää.",
                "Aja: room-agent check. Se kertoo, mikä tiedostossa on vikana."))
    }

    static var calendarForbidden: WarningEntry {
        WarningEntry(
            .error, in: .calendarAccess, for: .forbidden, flash: true, filledBy: .account,
            en: WarningWords(
                "No access", "The account may not read this calendar.",
                "Share the room's calendar with %.|Share the room's calendar with the service account."),
            fi: WarningWords(
                "Ei pääsyä", "Tilillä ei ole oikeutta lukea tätä kalenteria.",
                "Jaa huoneen kalenteri osoitteelle %.|Jaa huoneen kalenteri palvelutilille."))
    }

    static var calendarReadOnly: WarningEntry {
        WarningEntry(
            .warning, filledBy: .account,
            en: WarningWords(
                "Cannot book", "The account may not change the room's calendar.",
                "Give % the right \"Make changes to events\" in the calendar's settings, or take [manners] out."
                    + "|Give the account the right \"Make changes to events\", or take [manners] out."),
            fi: WarningWords(
                "Ei varausta", "Tilillä ei ole oikeutta muuttaa huoneen kalenteria.",
                "Anna osoitteelle % oikeus muuttaa tapahtumia kalenterin asetuksissa, tai poista [manners]."
                    + "|Anna tilille oikeus muuttaa tapahtumia, tai poista [manners]."))
    }

    static var calendarNotFound: WarningEntry {
        WarningEntry(
            .error, in: .calendarAccess, for: .calendarNotFound, flash: true, filledBy: .account,
            en: WarningWords(
                "No calendar", "The calendar does not exist, or is not shared with the account.",
                "Check [room] calendar, and share it with %."
                    + "|Check [room] calendar, and share it with the service account."),
            fi: WarningWords(
                "Ei kalenteria", "Kalenteria ei ole, tai sitä ei ole jaettu tilille.",
                "Tarkista [room] calendar ja jaa se osoitteelle %.|Tarkista [room] calendar ja jaa se palvelutilille."))
    }

    static var apiDisabled: WarningEntry {
        WarningEntry(
            .error, in: .calendarAccess, for: .apiDisabled, flash: true,
            en: WarningWords(
                "Calendar off", "The Google Calendar API is switched off in the project.",
                "Enable the Google Calendar API in Google Cloud."),
            fi: WarningWords(
                "Kalenteri pois", "Google Calendar API ei ole käytössä projektissa.",
                "Ota Google Calendar API käyttöön Google Cloudissa."))
    }

    static var rateLimited: WarningEntry {
        WarningEntry(
            .notice, after: .backOff, in: .calendarPause, for: .rateLimited,
            en: WarningWords(
                "Google is busy", "The calendar service asks us to slow down.",
                "Nothing to do, unless it lasts: then lower [google] requests-per-day."),
            fi: WarningWords(
                "Googlen ruuhka", "Kalenteripalvelu pyytää hidastamaan.",
                "Ei toimenpiteitä; jos jatkuu, pienennä [google] requests-per-day -arvoa."))
    }

    static var quotaExhausted: WarningEntry {
        WarningEntry(
            .warning, in: .calendarAccess, for: .quotaExhausted,
            en: WarningWords(
                "Limit reached", "The project's quota is used up for today.",
                "Lower [google] requests-per-day in its rooms, or use two projects."),
            fi: WarningWords(
                "Kiintiö täynnä", "Projektin päiväkiintiö on käytetty.",
                "Pienennä huoneiden [google] requests-per-day -arvoa tai käytä kahta projektia."))
    }

    static var requestsSpent: WarningEntry {
        WarningEntry(
            .warning, in: .calendarAccess, for: .requestsSpent,
            en: WarningWords(
                "Limit reached", "The room has used up its requests for today.",
                "Raise [google] requests-per-day, and look for what asks so often."),
            fi: WarningWords(
                "Kiintiö täynnä", "Huoneen päivän pyynnöt on käytetty.",
                "Kasvata [google] requests-per-day -arvoa ja selvitä, mikä kyselee."))
    }

    static var pushDown: WarningEntry {
        WarningEntry(
            .notice, after: .backOff, explainedBy: [.group(.calendarAccess), .group(.calendarPause)],
            en: WarningWords(
                "No push", "Google's notices do not reach this device, so changes are seen later.",
                "See push in room-agent status; check [push] address, and the proxy or relay behind it."),
            fi: WarningWords(
                "Push ei toimi", "Googlen ilmoitukset eivät tule perille, joten muutokset näkyvät myöhemmin.",
                "Katso push: room-agent status; tarkista [push] address ja välityspalvelin tai rele."))
    }

    static var pushMissed: WarningEntry {
        WarningEntry(
            .notice,
            en: WarningWords(
                "Push missed", "The calendar changed, and no notice came of it.",
                "Nothing to do, unless it lasts: then check the proxy or relay behind [push] address."),
            fi: WarningWords(
                "Push ei kerro", "Kalenteri muuttui, eikä siitä tullut ilmoitusta.",
                "Ei toimenpiteitä; jos jatkuu, tarkista [push] address ja välityspalvelin tai rele."))
    }

    static var serverError: WarningEntry {
        WarningEntry(
            .notice, after: .backOff, in: .calendarPause, for: .serverError,
            en: WarningWords(
                "Google trouble", "The calendar service has trouble.", "Nothing to do: it is tried again."),
            fi: WarningWords(
                "Palveluhäiriö", "Kalenteripalvelussa on häiriö.", "Ei toimenpiteitä: yritetään uudelleen."))
    }

    static var requestRefused: WarningEntry {
        WarningEntry(
            .error, after: .attempts, in: .calendarAccess, for: .requestRefused, flash: true,
            en: WarningWords(
                "Needs update", "The calendar service refuses our request.",
                "Update room-agent; if it is the newest, report it."),
            fi: WarningWords(
                "Päivitä laite", "Kalenteripalvelu hylkää pyynnön.",
                "Päivitä room-agent; jos se on uusin, ilmoita viasta."))
    }

    static var malformedReply: WarningEntry {
        WarningEntry(
            .error, after: .attempts, in: .calendarAccess, for: .malformedReply, flash: true,
            en: WarningWords(
                "Odd answer", "The calendar service's reply makes no sense.",
                "Check whether a proxy changes it; update room-agent."),
            fi: WarningWords(
                "Outo vastaus", "Kalenteripalvelun vastaus on virheellinen.",
                "Tarkista, muuttaako välityspalvelin sitä; päivitä room-agent."))
    }

    static var calendarStale: WarningEntry {
        WarningEntry(
            .warning, explainedBy: [.group(.calendarAccess), .code(.clockNotSet)],
            en: WarningWords(
                "Calendar old", "The calendar has not been fetched for more than 15 minutes.",
                "See room-agent status for the last failure."),
            fi: WarningWords(
                "Tiedot vanhoja", "Kalenteria ei ole haettu yli 15 minuuttiin.",
                "Katso viimeisin virhe: room-agent status."))
    }

    static var eventsRefused: WarningEntry {
        WarningEntry(
            .notice, filledBy: .refusedEvents,
            en: WarningWords(
                "Events missing",
                "Events that could not be understood and were left out: %."
                    + "|Some events could not be understood and were left out.",
                "Update room-agent; if it is the newest, report it."),
            fi: WarningWords(
                "Tiedot vajaita",
                "Tapahtumia, joita ei ymmärretty ja jotka jätettiin pois: %."
                    + "|Joitakin tapahtumia ei ymmärretty, ja ne jätettiin pois.",
                "Päivitä room-agent; jos se on uusin, ilmoita viasta."))
    }

    static var keywordRefused: WarningEntry {
        WarningEntry(
            .notice, filledBy: .account,
            en: WarningWords(
                "Link not added", "An event asks for join details by a keyword, and they could not be written into it.",
                "Let % make changes to events of the room's calendar and of its organisers'. A Google Meet needs "
                    + "a user ([google] act-as)."
                    + "|Let the account make changes to events of the room's calendar and of its organisers'."),
            fi: WarningWords(
                "Linkki puuttuu", "Tapahtuma pyytää liittymistietoja avainsanalla, mutta niitä ei voitu kirjoittaa.",
                "Anna osoitteelle % oikeus muuttaa huoneen ja järjestäjien kalenterien tapahtumia. Google Meet vaatii "
                    + "käyttäjän ([google] act-as)."
                    + "|Anna tilille oikeus muuttaa huoneen ja järjestäjien kalenterien tapahtumia."))
    }

    static var delegationInUse: WarningEntry {
        WarningEntry(
            .notice,
            en: WarningWords(
                "Broad access", "The key on this device can act for the whole organisation.",
                "Share the one calendar with the service account, and remove act-as."),
            fi: WarningWords(
                "Laaja pääsy", "Tämän laitteen avain voi toimia koko organisaation puolesta.",
                "Jaa vain tämä kalenteri palvelutilille ja poista act-as."))
    }
}
