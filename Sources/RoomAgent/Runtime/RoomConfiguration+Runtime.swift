// SPDX-License-Identifier: Apache-2.0
import RoomCore

extension AgendaRules {
    init(_ configuration: RoomConfiguration) {
        var preferences = JoinPreferences(order: configuration.join.order)
        for key in configuration.join.commands.keys {
            switch key {
            case .kind(let kind): preferences.kinds.insert(kind)
            case .service(let service): preferences.services.insert(service)
            }
        }
        self.init(
            joinEarly: configuration.room.joinEarly, joinLate: configuration.room.joinLate,
            joinPreferences: preferences,
            hideTitles: configuration.room.hideTitles, hideOrganizer: configuration.room.hideOrganizer)
    }
}

extension RoomLimits {
    init(_ configuration: RoomConfiguration) {
        self.init()
        leaveTimeout = configuration.join.leaveGrace + Self.leaveSlack
    }
}
