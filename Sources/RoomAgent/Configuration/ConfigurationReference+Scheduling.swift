// SPDX-License-Identifier: Apache-2.0
import RoomCore

extension ConfigurationReference {
    static let scheduling: [ConfigurationKey] =
        [word(.meet, "The word in a location that asks for a Google Meet.")]
        + service(.webex, "Webex", "https://acme.webex.com/meet/")
        + service(.zoom, "Zoom", "https://acme.zoom.us/my/")
        + service(.jitsi, "Jitsi", "https://meet.example.com/")

    private static func service(_ service: KeywordService, _ name: String, _ root: String) -> [ConfigurationKey] {
        [
            word(service, "The word in a location that asks for a \(name) meeting."),
            ConfigurationKey(
                "scheduling", "\(service.rawValue)-myroom", .addressTemplate([.user], example: root + "{user}"),
                absence: "there is none", "The address of the organiser's own room at \(name)."
            ) { $0.scheduling.myRooms[service] = $1 },
            ConfigurationKey(
                "scheduling", "\(service.rawValue)-space",
                .addressTemplate([.space, .pair], example: root + "{space}"), absence: "there is none",
                "The address of a room for the meeting at \(name)."
            ) { $0.scheduling.spaces[service] = $1 },
        ]
    }

    private static func word(_ service: KeywordService, _ sentence: String) -> ConfigurationKey {
        ConfigurationKey(
            "scheduling", service.rawValue, .keyword(example: "@\(service.rawValue)"), absence: "no word does",
            sentence
        ) { $0.scheduling.words[service] = $1 }
    }
}
