// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// A kind of device, as the configuration's check knows it. The driver has the row (`DeviceDriver` in Devices/), and
/// the parser is given them all, as it is given the services of join links.
package struct DeviceKind: Sendable {
    /// What a device is used for.
    package enum Use: Sendable {
        /// `[button] source`.
        case button
        /// A key of `[lamp]`.
        case lamp
        /// `[display] output`.
        case display
        /// `[presence] source`.
        case sensor
    }

    /// Whether the address is the path of a port, on which one protocol is spoken.
    package enum Port: Hashable, Sendable {
        /// The address is no path of a port.
        case none
        /// The port is for one device alone.
        case single
        /// Button, lamps and display may share the port.
        case shared
    }

    /// What an address of this kind begins with, before the colon.
    package var scheme: String
    /// What the configuration may use such a device for.
    package var uses: [Use]
    /// Whether its addresses are ports, and who may share one.
    package var port: Port
    /// An address of this kind, as messages show it.
    package var example: String
    /// Takes an address apart as the driver does. Returns what is wrong and what to do, as clauses of a sentence; nil
    /// where nothing is wrong.
    package var complaint: @Sendable (_ address: String) -> (cause: String, remedy: String)?

    package init(
        scheme: String, uses: [Use], port: Port, example: String,
        complaint: @escaping @Sendable (_ address: String) -> (cause: String, remedy: String)?
    ) {
        self.scheme = scheme
        self.uses = uses
        self.port = port
        self.example = example
        self.complaint = complaint
    }
}

extension DeviceKind.Use {
    /// An address for this use, as messages show it.
    var example: String {
        switch self {
        case .button: "gpio:JOIN_BUTTON"
        case .lamp: "gpio:JOIN_LAMP"
        case .display: "lcdproc:127.0.0.1:13666"
        case .sensor: "gpio:PIR"
        }
    }

    var words: String {
        switch self {
        case .button: "a button"
        case .lamp: "a lamp"
        case .display: "a display"
        case .sensor: "a sensor"
        }
    }
}

/// A device's address as it stands in the file, which its driver can take apart.
package struct DeviceAddressText: Hashable, Sendable {
    /// The whole address: `scheme:rest`.
    package let text: String
    /// As in the row of its kind. Default: `.none`.
    package let port: DeviceKind.Port

    package init(_ text: String, port: DeviceKind.Port = .none) {
        self.text = text
        self.port = port
    }

    /// What stands before the first colon.
    package var scheme: Substring { text.prefix { $0 != ":" } }

    /// What stands after it, without the speed of a serial line.
    var path: Substring {
        let rest = text.dropFirst(scheme.utf8.count + 1)
        return port == .none ? rest : rest.lastIndex(of: "@").map { rest[..<$0] } ?? rest
    }
}
