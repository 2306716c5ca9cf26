// SPDX-License-Identifier: Apache-2.0

/// What the descriptor of a device is ready for.
public struct DeviceReadiness: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    /// There is something to read, or an end.
    public static let readable = DeviceReadiness(rawValue: 1)
    /// Something can be written without waiting.
    public static let writable = DeviceReadiness(rawValue: 2)
    /// POLLHUP or POLLERR.
    public static let hungUp = DeviceReadiness(rawValue: 4)
}

/// What came from a device.
public enum DeviceInput: Equatable, Sendable {
    /// The button's level at the moment of the call: true is pressed. It was debounced already if the device says so.
    case level(Bool)
    /// The button's level has changed to this, at a time since boot that is not after the call: when the kernel saw it.
    case edge(Bool, at: Duration)
    /// So many edges came faster than they were read, and nobody knows which: a contact that chatters. The level
    /// follows.
    case edgesLost(Int)
    /// A whole press of a key that has no release.
    case click
    /// The display is there and wants to be drawn anew, at this size.
    case displayReady(DisplayDimensions)
}

/// Columns and rows of a text display.
public struct DisplayDimensions: Hashable, Sendable {
    /// Letters in a row.
    public var columns: Int
    /// Rows, the first at the top.
    public var rows: Int

    public init(columns: Int, rows: Int) {
        self.columns = columns
        self.rows = rows
    }
}

/// An open device. It has no loop inside: the caller watches `descriptor`, calls `handle` when it is ready and
/// `advance` when `nextDeadline` has come, and gives the time since boot with each call. A thrown failure means that
/// the device is gone for now: the caller closes it and opens it again later.
public protocol Device: AnyObject {
    /// To be watched for reading, and for writing while `wantsWrite`; nil where there is nothing to watch. The same for
    /// as long as the device is open. How often it may be read is for the caller to bound (`ReadPace`).
    var descriptor: CInt? { get }
    /// Whether something waits for the descriptor to take it. To be looked at after each call of any kind.
    var wantsWrite: Bool { get }
    /// Reads and writes what can be without waiting: once, a bounded amount. Returns what came, in order. `now` is the
    /// time since boot.
    func handle(_ ready: DeviceReadiness, now: Duration) throws(DeviceFailure) -> [DeviceInput]
    /// Does what is due: blinks, looks whether the device is still there, gives up waiting for it. May be called early,
    /// and then does nothing.
    func advance(to now: Duration) throws(DeviceFailure) -> [DeviceInput]
    /// When `advance` is wanted, as time since boot: zero for at once, nil for not at all. To be looked at after each
    /// call of any kind.
    var nextDeadline: Duration? { get }
    /// Whether the device is known to be there. One behind a server is being looked for until the server has answered:
    /// that it could be opened says nothing. Default: true.
    var isReady: Bool { get }
    /// Lets go of the device, at once and without waiting. Nothing may be called afterwards.
    func close()
}

extension Device {
    public var isReady: Bool { true }
}

/// A device with one lamp or several.
public protocol LampDevice: Device {
    /// Makes the lamp do this from now on; a pattern that is played once falls back to the one before. The same pattern
    /// again does not begin anew. Lamps with one light ignore the name. Throws what means that the device is gone.
    func show(_ pattern: BlinkPattern, on lamp: LampName, now: Duration) throws(DeviceFailure)
}

/// A device with a button.
public protocol ButtonDevice: Device {
    /// Whether the levels it gives are free of bounce already.
    var isDebounced: Bool { get }
    /// Whether it tells the level that it finds when it is opened. One that only tells changes counts as released until
    /// then.
    var tellsFirstLevel: Bool { get }
}

/// A device that shows rows of text.
public protocol TextDisplayDevice: Device {
    /// What its rows can be made of. What it lacks is shown as `?`.
    var charset: WireCharset { get }
    /// Shows these rows, as wide as the display; only what differs from before goes over the wire. Before the display
    /// is ready it does nothing. Throws what means that the device is gone.
    func show(_ rows: [String], now: Duration) throws(DeviceFailure)
}

/// The lamps that a panel can have. The raw values are words of the serial line protocol.
public enum LampName: String, CaseIterable, Sendable {
    /// In or beside the button.
    case button
    /// One of a traffic light.
    case red
    case amber
    case green
}
