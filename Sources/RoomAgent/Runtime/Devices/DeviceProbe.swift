// SPDX-License-Identifier: Apache-2.0
package import DeviceIO
package import RoomCore

/// Opens each configured device once and closes it again, for `check`.
package enum DeviceProbe {
    package static func probe(_ configuration: RoomConfiguration) -> [(address: String, failure: DeviceFailure?)] {
        let opener = DeviceOpener(configuration: configuration)
        return DeviceSlot.slots(configuration).map { slot in
            do throws(DeviceFailure) {
                try opener.open(slot.address, isButton: slot.isButton).close()
                return (slot.address, nil)
            } catch { return (slot.address, error) }
        }
    }
}
