// SPDX-License-Identifier: Apache-2.0
import AgentHost
import Configuration
import JoinLinks
import RoomCore

// `check` of `[scheduling]`: whether rooms join the addresses that it has written into events.
extension CheckReport {
    mutating func addScheduling(_ configuration: RoomConfiguration) {
        let finder = LinkFinder(configuration)
        for template in configuration.scheduling.templates {
            let service = template.service.rawValue
            for (key, address) in [("\(service)-myroom", template.myRoom), ("\(service)-space", template.space)] {
                guard let example = address?.example, finder.find(in: EventText(location: example)).best == nil else {
                    continue
                }
                addNote(
                    "[scheduling] \(key): no button joins an address such as \(Printable.ascii(example)). Write one\n"
                        + "      of a service that rooms know, or name your own server in [join], as with jitsi-hosts.")
            }
        }
    }
}
