// SPDX-License-Identifier: Apache-2.0
import AgentDevices
import Configuration
import RoomCore
import Simulation

/// A room's button, lamps and display, where somebody looks at everything that they show: by themselves, or a panel behind
/// the real bay of devices.
final class SeedDevices: RoomDevices {
    private(set) var frame: TextFrame? { didSet { text = (frame?.rows ?? []).joined(separator: "|") } }
    /// What the display shows, with a bar between its rows.
    private(set) var text = ""
    private(set) var lamp = LampPattern.off
    private(set) var light = StatusLight(.green, .off)
    private(set) var isStuck = false
    private let size: TextSize
    private let effects: SeedEffects
    private let looks: (SeedDevices) -> Void
    private var handler: (DeviceEvent) -> Void = { _ in }
    private var isDisplayThere = true
    private var panel: SeedPanel?
    private var terminal: SeedTerminal?
    private(set) var lcdd: SeedLCDd?
    /// What the agent has the display show.
    private var wanted: TextFrame?
    private var bay: DeviceBay?
    private var isStopped = false

    init(size: TextSize, effects: SeedEffects, looks: @escaping (SeedDevices) -> Void) {
        self.size = size
        self.effects = effects
        self.looks = looks
    }

    /// Puts a panel in their place, whose display is its own, or a terminal at another line, or behind LCDd.
    func usePanel(_ lcdd: SeedLCDd?, withTerminal: Bool, loop: any AgentLoop, journal: any AgentJournal) {
        let panel = SeedPanel(loop: loop) { [unowned self] in told() }
        let terminal = withTerminal && lcdd == nil ? SeedTerminal(loop: loop) { [unowned self] in told() } : nil
        lcdd?.told = { [unowned self] in told() }
        let line = "serial:/dev/panel"
        let (server, display) = ("lcdproc:127.0.0.1:13666", "ansi:/dev/terminal")
        let text = """
            [room]
            name = Aalto
            calendar = c@example.com
            [google]
            key-file = /x
            [button]
            source = \(line)
            [lamp]
            button = \(line)
            green = \(line)
            amber = \(line)
            red = \(line)
            [display]
            output = \(lcdd != nil ? server : terminal != nil ? display : line)
            charset = \(lcdd == nil ? "utf-8" : "latin-1")
            size = \(size.columns)x\(size.rows)
            """
        guard
            let configuration = ConfigurationParser.parse(
                files: [("room.conf", Array(text.utf8))], deviceKinds: DeviceDriver.kinds
            ).configuration
        else { preconditionFailure("a panel can be configured") }
        self.panel = panel
        self.terminal = terminal
        self.lcdd = lcdd
        bay = DeviceBay(loop: loop, configuration: configuration, journal: journal) { path in
            path == "/dev/panel" ? panel.open() : path == server ? lcdd?.open() : terminal?.open()
        }
    }

    /// Something has come down a line: what came down the other belongs to it.
    private func told() {
        panel?.receive()
        terminal?.receive()
        lcdd?.receive()
        guard let panel, !isDark else { return }
        effects.happen(.shown) {
            frame = if let lcdd { lcdd.frame } else { terminal?.frame(size) ?? panel.face.frame(size) }
            lamp = panel.face.lamp
            light = panel.face.light
            looks(self)
        }
    }

    // MARK: RoomDevices

    var displaySize: TextSize? {
        if let bay { return bay.displaySize }
        return isDisplayThere ? size : nil
    }

    var displayCharset: DisplayCharset { bay?.displayCharset ?? .utf8 }

    var states: [DeviceState] { bay?.states ?? [] }

    func start(_ handler: @escaping (DeviceEvent) -> Void) {
        self.handler = handler
        bay?.start(handler)
    }

    func show(_ frame: TextFrame) {
        wanted = frame
        if let bay { return bay.show(frame) }
        guard isDisplayThere else { return }
        effects.happen(.shown) { self.frame = frame }
    }

    /// The last of what an event shows.
    func show(lamp: LampPattern, light: StatusLight) {
        if let bay { return bay.show(lamp: lamp, light: light) }
        effects.happen(.shown) {
            self.lamp = lamp
            self.light = light
            looks(self)
        }
    }

    func answer(_ answer: LampAnswer) { bay?.answer(answer) }

    func stop(farewell: TextFrame?) {
        if bay == nil { effects.happen(.shown) { frame = farewell } }
        close(farewell)
    }

    private func close(_ farewell: TextFrame?) {
        handler = { _ in }
        if !isStopped { bay?.stop(farewell: farewell) }
        isStopped = true
    }

    /// Nothing comes from them any more.
    func die() {
        panel?.line.hangUp()
        terminal?.line.hangUp()
        lcdd?.line.hangUp()
        close(nil)
    }

    // MARK: What happens to them

    /// Nobody can see what they would show, nor push the button.
    var isDark: Bool { panel.map { (lcdd == nil && displaySize == nil) || !$0.line.isOpen } ?? false }
    var isPanel: Bool { panel != nil }
    var isPlugged: Bool { (panel?.line.isPlugged ?? isDisplayThere) && lcdd?.isUsable ?? true }
    /// Whether what the display shows can be seen, and the agent can know that.
    var isDisplaySeen: Bool { displaySize != nil && lcdd?.isCertain ?? true }

    /// Where the display behind LCDd shows something else than the agent has it show; nil where it does not.
    var difference: String? {
        guard let lcdd, isDisplaySeen, let wanted else { return nil }
        if displaySize != lcdd.size { return "\(String(describing: displaySize)) for \(lcdd.size)" }
        let shown = lcdd.frame?.rows ?? []
        return shown == wanted.rows ? nil : "\(shown) for \(wanted.rows)"
    }

    func push(holds: Bool) {
        guard let panel else { return handler(.pressed) }
        panel.push(holds: holds)
    }

    /// The button has been down for long.
    func hold() {
        guard let panel else { return handler(.held) }
        panel.letGo()
    }

    /// Its button stays down, or comes up again.
    func stick(_ isStuck: Bool) {
        guard panel == nil else { return }
        self.isStuck = isStuck
        handler(.warning(.buttonStuck, subject: "gpio:SEED", isOn: isStuck))
    }

    /// The panel begins anew, and keeps its line.
    func restartPanel() { panel?.restart() }

    /// The display's server does something else.
    func serve(_ mood: LCDdMood) {
        lcdd?.turn(mood)
        told()
    }

    /// Its cable is pulled, or put back.
    func display(isThere: Bool) {
        if let panel {
            panel.line.plug(isThere)
            terminal?.line.plug(isThere)
            if let lcdd { lcdd.turn(isThere ? .sound : .away) }
            if !isThere { frame = nil }
            return
        }
        guard isThere != isDisplayThere else { return }
        isDisplayThere = isThere
        if !isThere { frame = nil }
        handler(.warning(.displayLost, subject: "ansi:/dev/seed", isOn: !isThere))
        guard isThere else { return }
        // It has begun anew, its lamps with it, and waits to be told.
        lamp = .off
        light = StatusLight(.green, .off)
        handler(.displayReady)
    }
}

extension StatusLight {
    /// For the trace, and for what is found.
    var words: String { "\(color.rawValue) \(pattern.rawValue)\(faultFlash ? " flash" : "")" }
}
