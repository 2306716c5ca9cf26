// SPDX-License-Identifier: Apache-2.0
import Configuration
import DeviceIO
import RoomCore

/// A place for one device: what it is for, the device while it is there, and when to look for it again while it isn't.
final class DeviceSlot {
    let address: String
    var isButton = false
    var isDisplay = false
    /// It sees whether somebody is in the room.
    var isSensor = false
    /// What it saw last; nil before the first level.
    var seen: Bool?
    var lamps: [LampName] = []
    var device: (any Device)?
    /// Since it was opened it has said what has no meaning here, and the journal has it.
    var isDoubted = false
    /// The device is known to be there, and its warnings are over.
    var isWelcome = false
    var watch: (any LoopRegistration)?
    /// What the descriptor is watched for now.
    var isWatchedForWriting = false
    var pace = ReadPace()
    /// Nothing is read from it until then: it sends more than any device has to say.
    var restsUntil: Duration?
    var retryAt: Duration?
    var reconnection = Reconnection()
    /// What was said last, so that the same failure is said once.
    var lastFailure: DeviceFailure?

    init(address: String) { self.address = address }

    /// The warnings that say that this device is missing: one for each thing it is used for.
    var warnings: [WarningCode] {
        (isButton ? [.buttonLost] : []) + (lamps.isEmpty ? [] : [.lampLost]) + (isDisplay ? [.displayLost] : [])
            + (isSensor ? [.presenceLost] : [])
    }

    /// One slot a device: an address that is button, lamp and display at once is opened once.
    static func slots(_ configuration: RoomConfiguration) -> [DeviceSlot] {
        var slots: [DeviceSlot] = []
        func slot(_ address: DeviceAddressText) -> DeviceSlot {
            if let known = slots.first(where: { $0.address == address.text }) { return known }
            let new = DeviceSlot(address: address.text)
            slots.append(new)
            return new
        }
        if let address = configuration.display.output { slot(address).isDisplay = true }
        if let address = configuration.button.source { slot(address).isButton = true }
        if let address = configuration.presence.source { slot(address).isSensor = true }
        let lamp = configuration.lamp
        let lamps: [(LampName, DeviceAddressText?)] = [
            (.button, lamp.button), (.green, lamp.green), (.amber, lamp.amber), (.red, lamp.red),
        ]
        for (name, address) in lamps { if let address { slot(address).lamps.append(name) } }
        return slots
    }
}
