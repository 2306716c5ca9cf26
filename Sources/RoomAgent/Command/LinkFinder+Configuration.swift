// SPDX-License-Identifier: Apache-2.0
import Configuration
import JoinLinks
import RoomCore

extension LinkFinder {
    /// With the organisation's own meeting servers, and the numbers that it allows to be dialled.
    init(_ configuration: RoomConfiguration) {
        let templates = configuration.scheduling.templates
        self.init(configuration.join, keywords: templates.isEmpty ? KeywordTemplate.usual : templates)
    }

    init(_ join: RoomConfiguration.Join, keywords: [KeywordTemplate] = KeywordTemplate.usual) {
        self.init(ownHosts: join.ownHosts, dialPrefixes: join.dialPrefixes, keywords: keywords)
    }
}
