// SPDX-License-Identifier: Apache-2.0
package import RoomCore

extension RoomConfiguration {
    /// `[scheduling]`
    package struct Scheduling: Equatable, Sendable {
        /// The word that asks for each service's join details. Default: none, and nothing is written into any event.
        package var words: [KeywordService: String] = [:]
        /// The organiser's own room at each service. Default: none.
        package var myRooms: [KeywordService: AddressTemplate] = [:]
        /// A room for the meeting at each service. Default: none.
        package var spaces: [KeywordService: AddressTemplate] = [:]

        /// A row for each word.
        package var templates: [KeywordTemplate] {
            KeywordService.allCases.compactMap { service in
                words[service].map {
                    KeywordTemplate(service, word: $0, myRoom: myRooms[service], space: spaces[service])
                }
            }
        }
    }
}
