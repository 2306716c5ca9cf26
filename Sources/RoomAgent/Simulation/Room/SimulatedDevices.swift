// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// A room's button, lamps and display in memory, for scenarios in virtual time. The real drivers are tried on ptys and
/// in the kernel lab; here only what the agent asks of them counts.
package final class SimulatedDevices: RoomDevices {
    /// The display's size; nil without a display.
    package private(set) var displaySize: TextSize?
    /// None has an address.
    package var states: [DeviceState] { [] }
    /// What the display shows; nil before the first frame.
    package private(set) var frame: TextFrame?
    /// Every frame that was written, in order: a silent minute adds none.
    package private(set) var frames: [TextFrame] = []
    /// What the button's lamp does. Default: off.
    package private(set) var lamp = LampPattern.off
    /// What the status light shows. Default: green, lit.
    package private(set) var light = StatusLight(.green)
    /// Every short answer that the lamp gave, in order.
    package private(set) var answers: [LampAnswer] = []
    /// True once the agent has stopped, or the power is gone: nothing changes any more.
    package private(set) var isStopped = false
    private var handler: (DeviceEvent) -> Void = { _ in }

    /// Default of `display`: 20 columns and 4 rows, as `TextSize.standard`.
    package init(display: TextSize? = .standard) { displaySize = display }

    /// Opens nothing: `cause` makes events.
    package func start(_ handler: @escaping (DeviceEvent) -> Void) { self.handler = handler }

    /// Keeps the frame, and adds it to `frames`.
    package func show(_ frame: TextFrame) {
        if isStopped { return }
        self.frame = frame
        frames.append(frame)
    }

    /// Keeps what the lamps show.
    package func show(lamp: LampPattern, light: StatusLight) {
        if isStopped { return }
        self.lamp = lamp
        self.light = light
    }

    /// Adds the answer to `answers`.
    package func answer(_ answer: LampAnswer) { answers.append(answer) }

    /// Keeps the farewell as the last frame.
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

    /// Has a person or a cable do this: the agent gets the event at once.
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
