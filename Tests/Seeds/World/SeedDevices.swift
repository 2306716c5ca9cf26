// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// A room's button, lamps and display. Somebody looks at everything that they show.
final class SeedDevices: RoomDevices {
    private(set) var displaySize: TextSize?
    var states: [DeviceState] { [] }
    private(set) var frame: TextFrame? { didSet { text = (frame?.rows ?? []).joined(separator: "|") } }
    /// What the display shows, with a bar between its rows.
    private(set) var text = ""
    private(set) var lamp = LampPattern.off
    private(set) var light = StatusLight(.green, .off)
    private(set) var answers = 0
    private(set) var isStuck = false
    private let size: TextSize
    private let looks: (SeedDevices) -> Void
    private var handler: (DeviceEvent) -> Void = { _ in }
    private let effects: SeedEffects

    init(size: TextSize, effects: SeedEffects, looks: @escaping (SeedDevices) -> Void) {
        self.size = size
        self.effects = effects
        displaySize = size
        self.looks = looks
    }

    func start(_ handler: @escaping (DeviceEvent) -> Void) { self.handler = handler }

    func show(_ frame: TextFrame) {
        guard displaySize != nil else { return }
        effects.happen(.shown) { self.frame = frame }
    }

    /// The last of what an event shows.
    func show(lamp: LampPattern, light: StatusLight) {
        effects.happen(.shown) {
            self.lamp = lamp
            self.light = light
            looks(self)
        }
    }

    func answer(_ answer: LampAnswer) { answers += 1 }

    func stop(farewell: TextFrame?) {
        effects.happen(.shown) { frame = farewell }
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

    /// Nothing comes from them any more.
    func die() { handler = { _ in } }

}

extension StatusLight {
    /// For the trace, and for what is found.
    var words: String { "\(color.rawValue) \(pattern.rawValue)\(faultFlash ? " flash" : "")" }
}
