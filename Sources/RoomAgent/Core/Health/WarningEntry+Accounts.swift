// SPDX-License-Identifier: Apache-2.0

// What activating an account needs, beside signing in and reading.
extension WarningEntry {
    static var accountReadOnly: WarningEntry {
        WarningEntry(
            .error, in: .calendarAccess, for: .mayNotWrite, flash: true, filledBy: .account,
            en: WarningWords(
                "Read only", "The account may not write to this calendar, which a feature that is on needs.",
                "Share the room's calendar with %, with \"Make changes to events\"."
                    + "|Share it with the service account, with \"Make changes to events\"."),
            fi: WarningWords(
                "Vain luku", "Tili ei saa muuttaa kalenteria, ja käytössä oleva toiminto tarvitsee sen.",
                "Jaa huoneen kalenteri osoitteelle % oikeudella muuttaa tapahtumia."
                    + "|Jaa huoneen kalenteri palvelutilille oikeudella muuttaa tapahtumia."))
    }

    static var accountInactive: WarningEntry {
        WarningEntry(
            .error, in: .calendarAccess, for: .notActivated, flash: true,
            en: WarningWords(
                "Not activated", "The account was deactivated, and its calendar is not read.",
                "Run: room-agent account activate."),
            fi: WarningWords(
                "Ei käytössä", "Tili on poistettu käytöstä, eikä sen kalenteria lueta.",
                "Aja: room-agent account activate."))
    }

    static var vacationUnreadable: WarningEntry {
        WarningEntry(
            .notice, explainedBy: [.group(.clock)],
            en: WarningWords(
                "No absences", "The vacation responder of a watched person may not be read.",
                "See: room-agent account list. Then grant what room-agent provision google prints, or correct "
                    + "[presence] vacation."),
            fi: WarningWords(
                "Ei poissaoloja", "Seuratun henkilön lomavastaajaa ei saa lukea.",
                "Katso: room-agent account list. Anna sitten oikeudet, jotka room-agent provision google tulostaa, tai "
                    + "korjaa [presence] vacation."))
    }

    static var presenceNotTold: WarningEntry {
        WarningEntry(
            .notice, after: .attempts, explainedBy: [.code(.networkDown)],
            en: WarningWords(
                "Webhook fails", "The webhook does not take what it is told of people's presence.",
                "Check [presence] webhook and webhook-key, and the server there; the journal has its answer."),
            fi: WarningWords(
                "Ei välity", "Verkkokoukku ei ota vastaan tietoja poissaoloista.",
                "Tarkista [presence] webhook ja webhook-key sekä palvelin; sen vastaus on lokissa."))
    }

    static var accountOutsideDomains: WarningEntry {
        WarningEntry(
            .error, in: .calendarAccess, for: .outsideDomains, flash: true,
            en: WarningWords(
                "Not activated", "The calendar's address is in none of the domains of [google] domains.",
                "Correct [room] calendar, or add its domain to [google] domains."),
            fi: WarningWords(
                "Ei käytössä", "Kalenterin osoite ei ole missään verkkotunnuksista [google] domains.",
                "Korjaa [room] calendar tai lisää sen verkkotunnus: [google] domains."))
    }
}
