// SPDX-License-Identifier: Apache-2.0
import Configuration
import JoinLinks
import RoomCore

extension LinkFinder {
    /// With the organisation's own meeting servers, and the numbers that it allows to be dialled.
    init(_ configuration: RoomConfiguration) { self.init(configuration.join) }

    init(_ join: RoomConfiguration.Join) { self.init(ownHosts: join.ownHosts, dialPrefixes: join.dialPrefixes) }
}
