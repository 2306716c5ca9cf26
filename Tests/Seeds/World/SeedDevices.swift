// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// A room's button, lamps and display. Somebody looks at everything that they show.
final class SeedDevices: RoomDevices {
    private(set) var displaySize: TextSize?
    var states: [DeviceState] { [] }
    private(set) var frame: TextFrame?
    private(set) var lamp = LampPattern.off
    private(set) var light = StatusLight(.green, .off)
    private(set) var answers = 0
    private(set) var isStuck = false
    private let size: TextSize
    private let looks: (SeedDevices) -> Void
    private var handler: (DeviceEvent) -> Void = { _ in }
    private var isDead = false

    init(size: TextSize, looks: @escaping (SeedDevices) -> Void) {
        self.size = size
        displaySize = size
        self.looks = looks
    }

    func start(_ handler: @escaping (DeviceEvent) -> Void) { self.handler = handler }

    func show(_ frame: TextFrame) {
        guard !isDead, displaySize != nil else { return }
        self.frame = frame
    }

    /// The last of what an event shows.
    func show(lamp: LampPattern, light: StatusLight) {
        guard !isDead else { return }
        self.lamp = lamp
        self.light = light
        looks(self)
    }

    func answer(_ answer: LampAnswer) { answers += 1 }

    func stop(farewell: TextFrame?) {
        if !isDead { frame = farewell }
        die()
    }

    func cause(_ event: DeviceEvent) { handler(event) }

    /// Its button stays down, or comes up again.
    func stick(_ isStuck: Bool) {
        self.isStuck = isStuck
        handler(.warning(.buttonStuck, subject: "gpio:SEED", isOn: isStuck))
    }

    /// Its cable is pulled, or put back.
    func display(isThere: Bool) {
        guard isThere != (displaySize != nil) else { return }
        displaySize = isThere ? size : nil
        if !isThere { frame = nil }
        handler(.warning(.displayLost, subject: "ansi:/dev/seed", isOn: !isThere))
        guard isThere else { return }
        // It has begun anew, its lamps with it, and waits to be told.
        lamp = .off
        light = StatusLight(.green, .off)
        handler(.displayReady)
    }

    /// Nothing reaches them any more, and nothing comes from them.
    func die() {
        isDead = true
        handler = { _ in }
    }

    var text: String { (frame?.rows ?? []).joined(separator: "|") }
}

extension StatusLight {
    /// For the trace, and for what is found.
    var words: String { "\(color.rawValue) \(pattern.rawValue)\(faultFlash ? " flash" : "")" }
}
