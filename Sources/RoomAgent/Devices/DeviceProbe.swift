// SPDX-License-Identifier: Apache-2.0
package import Configuration
package import DeviceIO
import RoomCore

/// Opens each configured device once and closes it again, for `check`.
package enum DeviceProbe {
    /// A server that a device is behind answers in milliseconds.
    private static let patience = Duration.seconds(3)

    /// The configured devices' addresses, each once.
    package static func addresses(_ configuration: RoomConfiguration) -> [String] {
        DeviceSlot.slots(configuration).map(\.address)
    }

    /// Opens each device in turn, waits at most 3 s for it to answer, and closes it. Returns each address with what is
    /// wrong; nil where nothing is. Blocks: not for a loop. A device that the running agent holds is mostly busy.
    package static func probe(_ configuration: RoomConfiguration) -> [(address: String, failure: DeviceFailure?)] {
        DeviceSlot.slots(configuration).map { slot in
            do throws(DeviceFailure) {
                let device = try DeviceDriver.open(
                    slot.address,
                    DeviceDriver.Request(
                        configuration: configuration, isButton: slot.isButton, isSensor: slot.isSensor))
                defer { device.close() }
                try device.waitUntilReady(for: patience)
                return (slot.address, nil)
            } catch { return (slot.address, error) }
        }
    }
}
