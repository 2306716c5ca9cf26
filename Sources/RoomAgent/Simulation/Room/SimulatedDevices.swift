// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// A room's button, lamps and display in memory, for scenarios in virtual time. The real drivers are tried on ptys and
/// in the kernel lab; here only what the agent asks of them counts.
package final class SimulatedDevices: RoomDevices {
    package private(set) var displaySize: TextSize?
    /// None has an address.
    package var states: [DeviceState] { [] }
    package private(set) var frame: TextFrame?
    /// Every frame that was written, in order: a silent minute adds none.
    package private(set) var frames: [TextFrame] = []
    package private(set) var lamp = LampPattern.off
    package private(set) var light = StatusLight(.green)
    package private(set) var answers: [LampAnswer] = []
    package private(set) var isStopped = false
    private var handler: (DeviceEvent) -> Void = { _ in }

    package init(display: TextSize? = .standard) { displaySize = display }

    package func start(_ handler: @escaping (DeviceEvent) -> Void) { self.handler = handler }

    package func show(_ frame: TextFrame) {
        if isStopped { return }
        self.frame = frame
        frames.append(frame)
    }

    package func show(lamp: LampPattern, light: StatusLight) {
        if isStopped { return }
        self.lamp = lamp
        self.light = light
    }

    package func answer(_ answer: LampAnswer) { answers.append(answer) }

    package func stop(farewell: TextFrame?) {
        if let farewell { show(farewell) }
        isStopped = true
        handler = { _ in }
    }

    /// Nothing reaches them any more, and nothing comes from them: the power is gone.
    package func unplug() {
        isStopped = true
        handler = { _ in }
    }

    /// What a person or a cable does.
    package func cause(_ event: DeviceEvent) { handler(event) }

    /// The display's rows without trailing spaces.
    package var screen: [String] {
        (frame?.rows ?? []).map { row in
            var row = row
            while row.last == " " { row.removeLast() }
            return row
        }
    }
}
