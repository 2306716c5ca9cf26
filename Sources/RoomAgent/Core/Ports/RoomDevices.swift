// SPDX-License-Identifier: Apache-2.0

/// The button, the lamps and the display of a room. `DeviceBay` is the real one.
///
/// No call reports from within itself: what comes of showing something is told in a later turn of the loop, so that no
/// event reaches the room while it still carries out the effects of an earlier one.
package protocol RoomDevices: AnyObject {
    /// Opens what can be opened; what cannot is tried again for as long as the agent runs. Called once. `handler` hears
    /// every event from now on, until `stop`.
    func start(_ handler: @escaping (DeviceEvent) -> Void)
    /// The display's size, once it is known; nil without a display.
    var displaySize: TextSize? { get }
    /// What its rows can be made of. Default: UTF-8.
    var displayCharset: DisplayCharset { get }
    /// Each device by its address, as configured, and whether it is there.
    var states: [DeviceState] { get }
    /// Shows the rows on every display, until the next call. Where a display is not there, nothing happens:
    /// `.displayReady` asks for a frame when it is back.
    func show(_ frame: TextFrame)
    /// Has the lamp of the button and the status light follow these patterns, until the next call. The same patterns
    /// again change nothing, so that their rhythm goes on. A lamp that comes back takes them up by itself.
    func show(lamp: LampPattern, light: StatusLight)
    /// Plays a short answer on the lamp of the button, which then goes on with what it showed.
    func answer(_ answer: LampAnswer)
    /// Turns lamps off, shows `farewell` on the displays where it is not nil, and closes everything. No event follows.
    func stop(farewell: TextFrame?)
}

extension RoomDevices {
    /// UTF-8.
    package var displayCharset: DisplayCharset { .utf8 }
}

/// Whether a device is there, without the delay after which a warning shows.
package struct DeviceState: Sendable, Equatable {
    /// As configured.
    package var address: String
    /// True if the device is known to be there.
    package var isReady: Bool
    /// Why it is not there; empty while nobody knows, as while it is being looked for. Default: empty.
    package var cause = ""
    /// What to do about that; empty where `cause` is.
    package var remedy = ""

    package init(address: String, isReady: Bool, cause: String = "", remedy: String = "") {
        self.address = address
        self.isReady = isReady
        self.cause = cause
        self.remedy = remedy
    }
}

/// What the devices tell the room.
package enum DeviceEvent: Sendable {
    /// The button went down. Whether that means anything is for the room to decide.
    case pressed
    /// It is still down after `[button] hold`.
    case held
    /// The presence sensor sees somebody, or nobody any more.
    case presence(isSeen: Bool)
    /// A device warning is there, or gone.
    case warning(WarningCode, subject: String, isOn: Bool)
    /// The display came (back), with this size: it wants a frame.
    case displayReady
}

/// A short answer by the lamp, after which it goes on with what it did.
package enum LampAnswer: Sendable {
    /// Seen, and nothing done.
    case flicker
    /// Seen, and answered on the display.
    case doubleBlink
}
