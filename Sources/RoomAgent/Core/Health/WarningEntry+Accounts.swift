// SPDX-License-Identifier: Apache-2.0

// What activating an account needs, beside signing in and reading.
extension WarningEntry {
    static var accountReadOnly: WarningEntry {
        WarningEntry(
            .error, in: .calendarAccess, flash: true, filledBy: .account,
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
            .error, in: .calendarAccess, flash: true,
            en: WarningWords(
                "Not activated", "The account was deactivated, and its calendar is not read.",
                "Run: room-agent account activate."),
            fi: WarningWords(
                "Ei käytössä", "Tili on poistettu käytöstä, eikä sen kalenteria lueta.",
                "Aja: room-agent account activate."))
    }

    static var accountOutsideDomains: WarningEntry {
        WarningEntry(
            .error, in: .calendarAccess, flash: true,
            en: WarningWords(
                "Not activated", "The calendar's address is in none of the domains of [google] domains.",
                "Correct [room] calendar, or add its domain to [google] domains."),
            fi: WarningWords(
                "Ei käytössä", "Kalenterin osoite ei ole missään verkkotunnuksista [google] domains.",
                "Korjaa [room] calendar tai lisää sen verkkotunnus: [google] domains."))
    }
}
