// SPDX-License-Identifier: Apache-2.0
import Configuration
import RoomCore

extension RoomSettings {
    init(_ configuration: RoomConfiguration) {
        let room = configuration.room
        self.init(name: room.name, calendar: room.calendar)
        language = room.language
        uses24HourClock = room.clock.map { $0 == .twentyFourHours }
        support = room.support ?? ""
        rules = AgendaRules(
            joinEarly: room.joinEarly, joinLate: room.joinLate,
            joinPreferences: JoinPreferences(configuration.join), hideTitles: room.hideTitles,
            hideOrganizer: room.hideOrganizer)
        manners.books = configuration.manners.book
        manners.checksIn = configuration.manners.checkIn
        manners.releaseAfter = configuration.manners.releaseAfter
        let series = configuration.manners.releaseSeriesAfter
        manners.releaseSeriesAfter = series > 0 && manners.releaseAfter != nil ? series : nil
        limits.leaveTimeout = configuration.join.leaveGrace + RoomLimits.leaveSlack
        delegates = configuration.google.actAs != nil
    }
}

extension JoinPreferences {
    /// What has a command can be joined.
    fileprivate init(_ join: RoomConfiguration.Join) {
        self.init(order: join.order)
        for key in join.commands.keys {
            switch key {
            case .kind(let kind): kinds.insert(kind)
            case .service(let service): services.insert(service)
            }
        }
    }
}
