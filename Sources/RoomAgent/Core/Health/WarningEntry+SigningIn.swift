// SPDX-License-Identifier: Apache-2.0

// What signing in with this device's certificate, or as a user, needs.
extension WarningEntry {
    static var certificateRefused: WarningEntry {
        WarningEntry(
            .error, after: .network, in: .calendarAccess, for: .certificateRefused,
            explainedBy: [.group(.clock), .code(.certificateEnded)], flash: true,
            en: WarningWords(
                "Login refused", "Google does not take this device's certificate.",
                "Run: room-agent check. Then check the pool, the provider and its trust store in Google Cloud."),
            fi: WarningWords(
                "Pääsy evätty", "Google ei hyväksy tämän laitteen varmennetta.",
                "Aja: room-agent check. Tarkista sitten Google Cloudissa pool, provider ja trust store."))
    }

    static var impersonationRefused: WarningEntry {
        WarningEntry(
            .error, in: .calendarAccess, for: .impersonationRefused, flash: true,
            en: WarningWords(
                "No permission", "Google knows this device, which may not speak for the service account.",
                "In Google Cloud, check the account's roles and the IAM Service Account Credentials API."),
            fi: WarningWords(
                "Lupa puuttuu", "Google tuntee laitteen, mutta se ei saa toimia palvelutilinä.",
                "Tarkista Google Cloudissa tilin roolit ja IAM Service Account Credentials API."))
    }

    static var signInRevoked: WarningEntry {
        WarningEntry(
            .error, in: .calendarAccess, for: .signInRevoked, explainedBy: [.group(.clock)], flash: true,
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
                "Have a new certificate signed for its key, and put it in the old one's place."),
            fi: WarningWords(
                "Uusi varmenne", "Tämän laitteen varmenne päättyy 30 päivän kuluessa.",
                "Hanki avaimelle uusi varmenne ja vaihda se vanhan tilalle."))
    }

    static var certificateEnded: WarningEntry {
        WarningEntry(
            .error, explainedBy: [.group(.clock)], flash: true,
            en: WarningWords(
                "Login ended", "This device's certificate has ended, so the calendar cannot be read.",
                "Have a new certificate signed for its key, and put it in the old one's place."),
            fi: WarningWords(
                "Pääsy päättyi", "Tämän laitteen varmenne on päättynyt, joten kalenteria ei voida lukea.",
                "Hanki avaimelle uusi varmenne ja vaihda se vanhan tilalle."))
    }
}
