// SPDX-License-Identifier: Apache-2.0

// What signing in with this device's certificate, or as a user, needs.
extension WarningEntry {
    static var certificateRefused: WarningEntry {
        WarningEntry(
            .error, in: .calendarAccess, explainedBy: [.group(.clock), .code(.certificateEnded)], flash: true,
            en: WarningWords(
                "Login refused", "Google does not take this device's certificate.",
                "Run: room-agent check. Then compare the pool, the provider and its trust store in Google Cloud with "
                    + "what room-agent provision google prints."),
            fi: WarningWords(
                "Pääsy evätty", "Google ei hyväksy tämän laitteen varmennetta.",
                "Aja: room-agent check. Vertaa sitten Google Cloudin pool-, provider- ja trust store -asetuksia "
                    + "siihen, mitä room-agent provision google tulostaa."))
    }

    static var impersonationRefused: WarningEntry {
        WarningEntry(
            .error, in: .calendarAccess, flash: true,
            en: WarningWords(
                "No permission", "Google knows this device, which may not speak for the service account.",
                "Run: room-agent provision google. It prints the bindings and the APIs that are needed."),
            fi: WarningWords(
                "Lupa puuttuu", "Google tuntee laitteen, mutta se ei saa toimia palvelutilinä.",
                "Aja: room-agent provision google. Se tulostaa tarvittavat oikeudet ja rajapinnat."))
    }

    static var signInRevoked: WarningEntry {
        WarningEntry(
            .error, in: .calendarAccess, explainedBy: [.group(.clock)], flash: true,
            en: WarningWords(
                "Login ended", "The user's sign-in was revoked or has ended.",
                "Sign in once more on a PC as the room's user, and copy the new file to [google] credential."),
            fi: WarningWords(
                "Pääsy päättyi", "Käyttäjän kirjautuminen on peruttu tai vanhentunut.",
                "Kirjaudu PC:llä uudelleen huoneen käyttäjänä ja kopioi uusi tiedosto: [google] credential."))
    }

    static var certificateEnds: WarningEntry {
        WarningEntry(
            .warning,
            en: WarningWords(
                "Renew soon", "This device's certificate ends within 30 days.",
                "Run: room-agent provision certificate --renew. It makes a new request to sign."),
            fi: WarningWords(
                "Uusi varmenne", "Tämän laitteen varmenne päättyy 30 päivän kuluessa.",
                "Aja: room-agent provision certificate --renew. Se tekee uuden pyynnön allekirjoitettavaksi."))
    }

    static var certificateEnded: WarningEntry {
        WarningEntry(
            .error, explainedBy: [.group(.clock)], flash: true,
            en: WarningWords(
                "Login ended", "This device's certificate has ended, so the calendar cannot be read.",
                "Run: room-agent provision certificate --renew. Have the request signed, and put it in place."),
            fi: WarningWords(
                "Pääsy päättyi", "Tämän laitteen varmenne on päättynyt, joten kalenteria ei voida lukea.",
                "Aja: room-agent provision certificate --renew. Allekirjoituta pyyntö ja asenna varmenne."))
    }
}
