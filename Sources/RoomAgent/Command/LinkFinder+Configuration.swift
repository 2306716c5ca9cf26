// SPDX-License-Identifier: Apache-2.0
import RoomCore

extension LinkFinder {
    /// With the organisation's own meeting servers.
    init(_ configuration: RoomConfiguration) { self.init(ownHosts: configuration.join.ownHosts) }
}
