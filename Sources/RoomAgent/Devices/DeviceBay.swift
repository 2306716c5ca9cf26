// SPDX-License-Identifier: Apache-2.0
package import Configuration
import DeviceIO
package import RoomCore

/// The room's real devices on the loop: opens them, watches them, and opens them again when they were gone. A missing
/// device is a warning, and never stops the others.
package final class DeviceBay: RoomDevices {
    private let loop: any AgentLoop
    private let journal: any AgentJournal
    private let configuration: RoomConfiguration
    private let slots: [DeviceSlot]
    private let timing: ButtonMachine.Timing
    private let openLine: ((String) -> CInt?)?
    private var button: ButtonMachine
    private var handler: (DeviceEvent) -> Void = { _ in }
    private var timer: (any LoopRegistration)?
    private var plan: [LampName: BlinkPattern] = [:]
    private var isRunning = false
    /// True while the room waits for a call of its own to return. No event may reach the room meanwhile.
    private var isBeingCalled = false
    /// Nil again while the display is gone.
    package private(set) var displaySize: TextSize?
    /// Default: UTF-8, until a display has come; then what its driver says.
    package private(set) var displayCharset = DisplayCharset.utf8

    /// A deadline that is further away than this may wait for company.
    private static let farDeadline = Duration.seconds(5)
    private static let farTolerance = Duration.seconds(2)
    private static let nearTolerance = Duration.milliseconds(2)

    /// Opens nothing yet: `start` does.
    /// - Parameter openLine: gives the line of a serial panel or display, or the connection to LCDd, open, in the place
    ///   of its path or address, or nil where none is. Default: nil, those themselves are opened.
    package init(
        loop: any AgentLoop, configuration: RoomConfiguration, journal: any AgentJournal,
        openLine: ((String) -> CInt?)? = nil
    ) {
        self.openLine = openLine
        self.loop = loop
        self.journal = journal
        self.configuration = configuration
        slots = DeviceSlot.slots(configuration)
        var timing = ButtonMachine.Timing()
        timing.debounce = configuration.button.debounce
        timing.hold = configuration.button.hold
        self.timing = timing
        button = ButtonMachine(timing: timing)
    }

    // MARK: RoomDevices

    /// Opens every device that the configuration names. One that is not there is tried again after half a second, then
    /// after twice as long each time, up to 10 s.
    package func start(_ handler: @escaping (DeviceEvent) -> Void) {
        self.handler = handler
        isRunning = true
        for slot in slots { open(slot) }
        advance()
    }

    /// One a device, in the order of the configuration. A device that several keys name is one.
    package var states: [DeviceState] {
        slots.map { slot in
            DeviceState(
                address: slot.address, isReady: slot.isWelcome, cause: slot.lastFailure?.cause ?? "",
                remedy: slot.lastFailure?.remedy ?? "")
        }
    }

    /// On the display that is there; one that comes later is told of by `displayReady`, and the room shows it all anew.
    package func show(_ frame: TextFrame) {
        guard displaySize != nil else { return }
        let now = loop.now.uptime
        carryOut {
            for slot in slots where slot.isDisplay {
                use(slot) { device throws(DeviceFailure) in
                    try (device as? any TextDisplayDevice)?.show(frame.rows, now: now)
                }
            }
        }
    }

    /// Keeps the plan, too, for lamps that come later. Lamps that the configuration does not name are made up for by
    /// those that it does (`LampPlan`).
    package func show(lamp: LampPattern, light: StatusLight) {
        let lamps = Set(slots.flatMap(\.lamps))
        let plan = LampPlan.patterns(lamp: lamp, light: light, has: lamps)
        guard plan != self.plan else { return }
        self.plan = plan
        carryOut { for slot in slots { showLamps(slot) } }
    }

    /// Plays on each device that has the lamp of the button; does nothing where none has.
    package func answer(_ answer: LampAnswer) {
        let pattern: BlinkPattern =
            switch answer {
            case .flicker: .flicker
            case .doubleBlink: .double
            }
        carryOut {
            for slot in slots where slot.lamps.contains(.button) {
                use(slot) { device throws(DeviceFailure) in
                    try (device as? any LampDevice)?.show(pattern, on: .button, now: loop.now.uptime)
                }
            }
        }
    }

    /// Carries out what the room asks for.
    private func carryOut(_ order: () -> Void) {
        isBeingCalled = true
        order()
        isBeingCalled = false
        arm()
    }

    /// Tells the room of an event: at once, or in a later turn of the loop where the room waits for a call of its own,
    /// because it then still carries out the effects of an earlier event.
    private func report(_ event: DeviceEvent) {
        guard isBeingCalled else { return handler(event) }
        _ = loop.schedule(at: loop.now.uptime, tolerance: .zero) { [self] in handler(event) }
    }

    /// Sends the farewell and turns the lamps off before it closes the devices; what a slow line has not taken by then
    /// is lost.
    package func stop(farewell: TextFrame?) {
        isRunning = false
        handler = { _ in }
        if let farewell { show(farewell) }
        plan = plan.mapValues { _ in .off }
        for slot in slots {
            showLamps(slot)
            close(slot)
        }
        timer?.cancel()
    }

    // MARK: Opening and losing

    private func open(_ slot: DeviceSlot) {
        slot.retryAt = nil
        slot.isDoubted = false
        do throws(DeviceFailure) {
            let request = DeviceDriver.Request(
                configuration: configuration, isButton: slot.isButton, isSensor: slot.isSensor, openLine: openLine)
            slot.device = try DeviceDriver.open(slot.address, request)
        } catch {
            return giveUp(slot, error)
        }
        if slot.device?.isReady == true { welcome(slot) }
        if slot.isButton, let device = slot.device as? any ButtonDevice { beginButton(device) }
        watch(slot)
        showLamps(slot)
    }

    /// The device is known to be there.
    private func welcome(_ slot: DeviceSlot) {
        slot.isWelcome = true
        slot.reconnection.succeeded()
        if slot.lastFailure != nil { journal.info("device is back", ("device", slot.address)) }
        slot.lastFailure = nil
        for code in slot.warnings { report(.warning(code, subject: slot.address, isOn: false)) }
    }

    private func beginButton(_ device: any ButtonDevice) {
        var timing = self.timing
        if device.isDebounced { timing.debounce = .zero }
        button = ButtonMachine(timing: timing)
        if !device.tellsFirstLevel { _ = button.handle(level: false, at: loop.now.uptime) }
    }

    /// The device does not answer, or is gone; it is looked for again.
    private func giveUp(_ slot: DeviceSlot, _ failure: DeviceFailure) {
        close(slot)
        slot.retryAt = loop.now.uptime + slot.reconnection.failed()
        if slot.lastFailure?.code != failure.code {
            journal.warning(
                "device is not usable", ("device", slot.address), ("code", failure.code.rawValue),
                ("cause", failure.cause), ("remedy", failure.remedy))
        }
        slot.lastFailure = failure
        if slot.isDisplay { displaySize = nil }
        if slot.isButton { forgetButton(slot) }
        for code in slot.warnings { report(.warning(code, subject: slot.address, isOn: true)) }
    }

    /// A button that is gone is neither held nor stuck; when it is back it is looked at anew.
    private func forgetButton(_ slot: DeviceSlot) {
        button = ButtonMachine(timing: timing)
        for code in [WarningCode.buttonStuck, .buttonHeldAtStart, .buttonChattering] {
            report(.warning(code, subject: slot.address, isOn: false))
        }
    }

    /// Closes the device at once: while its descriptor is open, the kernel does not give its number to the device that
    /// comes back.
    private func close(_ slot: DeviceSlot) {
        slot.watch?.cancel()
        slot.watch = nil
        slot.restsUntil = nil
        slot.device?.close()
        slot.device = nil
        slot.isWelcome = false
    }

    /// Does something with the device; one that fails is given up.
    private func use(_ slot: DeviceSlot, _ body: (any Device) throws(DeviceFailure) -> Void) {
        guard let device = slot.device else { return }
        do throws(DeviceFailure) { try body(device) } catch {
            return isRunning ? giveUp(slot, error) : close(slot)
        }
        if device.wantsWrite != slot.isWatchedForWriting { watch(slot) }
    }

    // MARK: Watching

    private func watch(_ slot: DeviceSlot) {
        slot.watch?.cancel()
        slot.watch = nil
        guard isRunning, slot.restsUntil == nil, let device = slot.device, let descriptor = device.descriptor else {
            return
        }
        slot.isWatchedForWriting = device.wantsWrite
        let interest: Readiness = device.wantsWrite ? [.readable, .writable] : .readable
        do throws(LoopFailure) {
            slot.watch = try loop.watch(descriptor, for: interest) { [unowned self] ready in
                let now = loop.now.uptime
                hear(slot) { device throws(DeviceFailure) in try device.handle(DeviceReadiness(ready), now: now) }
                if let until = slot.pace.read(at: now) { rest(slot, until) }
                arm()
            }
        } catch {
            giveUp(
                slot,
                DeviceFailure(.unsupported, operation: error.operation, subject: slot.address, errno: error.errno))
        }
    }

    private func rest(_ slot: DeviceSlot, _ until: Duration) {
        guard slot.device != nil else { return }
        slot.restsUntil = until
        slot.watch?.cancel()
        slot.watch = nil
    }

    /// Has the device read or wait, and acts on what it says.
    private func hear(_ slot: DeviceSlot, _ body: (any Device) throws(DeviceFailure) -> [DeviceInput]) {
        var inputs: [DeviceInput] = []
        use(slot) { device throws(DeviceFailure) in inputs = try body(device) }
        if !slot.isWelcome, slot.device?.isReady == true { welcome(slot) }
        for input in inputs { act(on: input, from: slot) }
    }

    private func act(on input: DeviceInput, from slot: DeviceSlot) {
        let now = loop.now.uptime
        switch input {
        case .level(let level):
            if slot.isButton { pass(on: button.handle(level: level, at: now)) }
            sense(level, slot)
        case .edge(let level, let at):
            if slot.isButton { pass(on: button.handle(level: level, at: at)) }
            sense(level, slot)
        case .edgesLost(let count):
            journal.warning("the kernel dropped edges of a button", ("device", slot.address), ("count", "\(count)"))
        case .notUnderstood(let count): doubt(slot, count)
        case .displayReady(let size):
            guard slot.isDisplay else { return }
            displaySize = TextSize(columns: size.columns, rows: size.rows)
            let charset = (slot.device as? any TextDisplayDevice)?.charset
            displayCharset = charset.flatMap { DisplayCharset(rawValue: $0.rawValue) } ?? .utf8
            report(.displayReady)
        }
    }

    /// A device that speaks at another speed, or another protocol, sends such lines without end: it is said once.
    private func doubt(_ slot: DeviceSlot, _ count: Int) {
        if slot.isDoubted { return }
        slot.isDoubted = true
        journal.warning(
            "device says what has no meaning here", ("device", slot.address), ("lines", "\(count)"),
            ("remedy", "check its speed, and the version of its protocol; lines for people are harmless"))
    }

    /// What the sensor sees; that nobody is there at the start is no news.
    private func sense(_ level: Bool, _ slot: DeviceSlot) {
        guard slot.isSensor, slot.seen != level else { return }
        let isNews = level || slot.seen != nil
        slot.seen = level
        if isNews { report(.presence(isSeen: level)) }
    }

    private func pass(on events: [ButtonEvent]) {
        let subject = slots.first(where: \.isButton)?.address ?? ""
        for event in events {
            switch event {
            case .pressed: report(.pressed)
            case .held: report(.held)
            case .released: report(.warning(.buttonHeldAtStart, subject: subject, isOn: false))
            case .heldAtStart: report(.warning(.buttonHeldAtStart, subject: subject, isOn: true))
            case .stuck: report(.warning(.buttonStuck, subject: subject, isOn: true))
            case .unstuck:
                report(.warning(.buttonStuck, subject: subject, isOn: false))
                report(.warning(.buttonHeldAtStart, subject: subject, isOn: false))
            case .chattering: report(.warning(.buttonChattering, subject: subject, isOn: true))
            case .settled: report(.warning(.buttonChattering, subject: subject, isOn: false))
            }
        }
    }

    // MARK: Time

    private func advance() {
        let now = loop.now.uptime
        for slot in slots {
            if let retryAt = slot.retryAt, now >= retryAt { open(slot) }
            if let until = slot.restsUntil, now >= until {
                slot.restsUntil = nil
                watch(slot)
            }
            guard let deadline = slot.device?.nextDeadline, now >= deadline else { continue }
            hear(slot) { device throws(DeviceFailure) in try device.advance(to: now) }
        }
        pass(on: button.advance(to: now))
        arm()
    }

    private func arm() {
        timer?.cancel()
        guard isRunning else { return }
        let deadlines = slots.flatMap { [$0.retryAt, $0.restsUntil, $0.device?.nextDeadline] } + [button.nextDeadline]
        guard let next = deadlines.compactMap({ $0 }).min() else { return }
        let isFar = next - loop.now.uptime > Self.farDeadline
        timer = loop.schedule(at: next, tolerance: isFar ? Self.farTolerance : Self.nearTolerance) {
            [unowned self] in advance()
        }
    }

    // MARK: Output

    private func showLamps(_ slot: DeviceSlot) {
        let now = loop.now.uptime
        for lamp in slot.lamps {
            guard let pattern = plan[lamp] else { continue }
            use(slot) { device throws(DeviceFailure) in
                try (device as? any LampDevice)?.show(pattern, on: lamp, now: now)
            }
        }
    }
}

extension DeviceReadiness {
    init(_ ready: Readiness) {
        self = []
        if ready.contains(.readable) { insert(.readable) }
        if ready.contains(.writable) { insert(.writable) }
        if ready.contains(.hungUp) { insert(.hungUp) }
    }
}
