// SPDX-License-Identifier: Apache-2.0

// What a key service that wraps the data key needs.
extension WarningEntry {
    static var keyServiceUnreachable: WarningEntry {
        WarningEntry(
            .warning, after: .network, explainedBy: [.code(.networkDown)],
            en: WarningWords(
                "No key service", "The key service does not answer.",
                "Run: room-agent check --online. Until it answers, only a copy (offline-unlock) opens the window."),
            fi: WarningWords(
                "Ei avainta", "Avainpalvelu ei vastaa.",
                "Aja: room-agent check --online. Siihen asti vain kopio (offline-unlock) avaa kalenterin."))
    }

    static var keyServiceDenied: WarningEntry {
        WarningEntry(
            .error, flash: true,
            en: WarningWords(
                "Key refused", "The key service refuses this device, so the stored window does not open.",
                "Run: room-agent check --online. It tells what is refused, and what the service has to allow."),
            fi: WarningWords(
                "Avain evätty", "Avainpalvelu torjuu laitteen, joten tallennettu kalenteri ei avaudu.",
                "Aja: room-agent check --online. Se kertoo, mitä palvelun pitää sallia."))
    }

    static var keyServiceWrong: WarningEntry {
        WarningEntry(
            .error, flash: true,
            en: WarningWords(
                "Other key", "The key service does not open the data key, or gives another one.",
                "Check that [store] key names the key that this room was set up with."),
            fi: WarningWords(
                "Toinen avain", "Avainpalvelu ei avaa data-avainta tai antaa toisen.",
                "Tarkista, että [store] key on se avain, jolla huone otettiin käyttöön."))
    }
}
