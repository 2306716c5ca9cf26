// SPDX-License-Identifier: Apache-2.0

/// What the descriptor of a device is ready for.
public struct DeviceReadiness: OptionSet, Sendable {
    public let rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let readable = DeviceReadiness(rawValue: 1)
    public static let writable = DeviceReadiness(rawValue: 2)
    /// POLLHUP or POLLERR.
    public static let hungUp = DeviceReadiness(rawValue: 4)
}

/// What came from a device.
public enum DeviceInput: Equatable, Sendable {
    /// The button's level: true is pressed. It was debounced already if the device says so.
    case level(Bool)
    /// A whole press of a key that has no release.
    case click
    /// The display is there and wants to be drawn anew, at this size.
    case displayReady(DisplayDimensions)
}

/// Columns and rows of a text display.
public struct DisplayDimensions: Hashable, Sendable {
    public var columns: Int
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
    /// To be watched for reading, and for writing while `wantsWrite`; nil where there is nothing to watch. Asked again
    /// after each call.
    var descriptor: CInt? { get }
    var wantsWrite: Bool { get }
    func handle(_ ready: DeviceReadiness, now: Duration) throws(DeviceFailure) -> [DeviceInput]
    func advance(to now: Duration) throws(DeviceFailure) -> [DeviceInput]
    /// When `advance` is wanted; nil for not at all.
    var nextDeadline: Duration? { get }
    /// Whether the device is known to be there. One behind a server is being looked for until the server has answered:
    /// that it could be opened says nothing. Default: true.
    var isReady: Bool { get }
    func close()
}

extension Device {
    public var isReady: Bool { true }
}

/// A device with one lamp or several.
public protocol LampDevice: Device {
    /// Makes the lamp do this from now on. Lamps with one light ignore the name.
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
    /// Shows these rows; only what differs from before goes over the wire.
    func show(_ rows: [String], now: Duration) throws(DeviceFailure)
}

/// The lamps of a room.
public enum LampName: String, CaseIterable, Sendable {
    case button
    case red
    case amber
    case green
}
