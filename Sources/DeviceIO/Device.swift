// SPDX-License-Identifier: Apache-2.0

/// What the descriptor of a device is ready for, as poll(2) or epoll(7) found it. The caller fills it in.
public struct DeviceReadiness: OptionSet, Sendable {
    /// One bit for each of the cases below; other bits mean nothing.
    public let rawValue: UInt8
    /// Any combination of the bits below.
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// A read returns something at once: bytes, an event, or the end. POLLIN.
    public static let readable = DeviceReadiness(rawValue: 1)
    /// A write takes at least one byte at once. POLLOUT.
    public static let writable = DeviceReadiness(rawValue: 2)
    /// The other side is gone, or the descriptor has an error. POLLHUP or POLLERR.
    public static let hungUp = DeviceReadiness(rawValue: 4)
}

/// What came from a device. `Device.handle` and `Device.advance` return these, oldest first.
public enum DeviceInput: Equatable, Sendable {
    /// The level of the button at the moment of the call; true is pressed. Bounce is filtered out already where
    /// `ButtonDevice.isDebounced` is true.
    case level(Bool)
    /// The button changed to this level; true is pressed. `at` is when the kernel saw the change, as time since boot:
    /// never later than the call that returns it, and earlier where the caller was busy.
    case edge(Bool, at: Duration)
    /// The kernel dropped this many edges, because they came faster than the caller read them: the contact chatters.
    /// Which edges they were is not known. A `level` follows, which says how the button stands now.
    case edgesLost(Int)
    /// The device sent this many lines that its protocol has no meaning for, or refused as many commands. It may speak
    /// at another speed, or another version. What stood there is not told, because a device may send back what it was
    /// sent, and that is private. Lines of good sense may come beside it.
    case notUnderstood(Int)
    /// The display is there, has this size, and shows nothing of ours: the caller shows every row again.
    case displayReady(DisplayDimensions)
}

/// The size of a text display. Nothing checks or clamps it.
public struct DisplayDimensions: Hashable, Sendable {
    /// Characters in a row.
    public var columns: Int
    /// The number of rows.
    public var rows: Int

    /// Takes both numbers as they are.
    public init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }
}

/// An open device. It runs no loop, no thread and no timer of its own. The caller watches `descriptor`, calls `handle`
/// when the descriptor is ready, and calls `advance` when `nextDeadline` has come. Every `now` is the time since boot
/// (CLOCK_BOOTTIME) and never goes back.
///
/// A call that throws means that the device is gone for now: the caller calls `close`, and opens the device again later
/// (`Reconnection` says when).
public protocol Device: AnyObject {
    /// The descriptor to watch: for reading always, for writing while `wantsWrite` is true. Nil where there is nothing
    /// to watch. It stays the same while the device is open, and `close` closes it. The device does not limit how often
    /// it is read; the caller does, with `ReadPace`.
    var descriptor: CInt? { get }
    /// True while bytes wait for the descriptor to take them. The caller looks at it again after each call of any kind.
    var wantsWrite: Bool { get }
    /// Reads and writes once, a bounded amount, and never waits. Returns what came, oldest first; empty where nothing
    /// did. Throws when the device is gone.
    func handle(_ ready: DeviceReadiness, now: Duration) throws(DeviceFailure) -> [DeviceInput]
    /// Does what is due: blinks a lamp, looks whether the device is still there, gives up waiting for it. A call before
    /// `nextDeadline` does nothing. Returns what came, oldest first. Throws when the device is gone.
    func advance(to now: Duration) throws(DeviceFailure) -> [DeviceInput]
    /// When the device wants `advance`, as time since boot. Zero: at once. Nil: not at all. The caller looks at it
    /// again after each call of any kind.
    var nextDeadline: Duration? { get }
    /// Whether the device is known to be there. Default: true, because opening it proved it. A device behind a server
    /// is false until the server has answered, because connecting to the server proves nothing.
    var isReady: Bool { get }
    /// Lets go of the device at once, without waiting. The caller makes no further call.
    func close()
}

extension Device {
    /// The default: a device that could be opened is there.
    public var isReady: Bool { true }
}

/// A device with one or more lamps.
public protocol LampDevice: Device {
    /// Has the lamp follow `pattern` from now on. A pattern that plays once ends by going back to the one before it.
    /// Showing the same steady pattern again changes nothing, so the rhythm does not jump. A device with a single lamp
    /// ignores `lamp`. Throws when the device is gone.
    func show(_ pattern: BlinkPattern, on lamp: LampName, now: Duration) throws(DeviceFailure)
}

/// A device with a button.
public protocol ButtonDevice: Device {
    /// True: the device, or the kernel, has filtered bounce out already, and the caller sets
    /// `ButtonMachine.Timing.debounce` to zero. False: the caller filters it.
    var isDebounced: Bool { get }
    /// True: the device returns a `level` soon after it was opened. False: it reports changes only, and the caller
    /// takes the button for released until the first one.
    var tellsFirstLevel: Bool { get }
}

/// A device that shows rows of text.
public protocol TextDisplayDevice: Device {
    /// What the rows can be made of. The display shows `?` for any other character.
    var charset: WireCharset { get }
    /// Shows these rows, the top one first; the caller makes each as wide as the display. Only rows that differ from
    /// the last ones go over the wire. Does nothing before the display is ready (`DeviceInput.displayReady`). Throws
    /// when the device is gone.
    func show(_ rows: [String], now: Duration) throws(DeviceFailure)
}

/// The lamps that a panel can have. The raw values are the words of the serial line protocol, and stay.
public enum LampName: String, CaseIterable, Sendable {
    /// The lamp in or beside the button.
    case button
    /// The red light of a traffic light.
    case red
    /// Its amber light.
    case amber
    /// Its green light.
    case green
}
