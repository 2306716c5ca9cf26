// SPDX-License-Identifier: Apache-2.0

/// A device's address as it stands in the file, its scheme and rough shape checked. The device layer takes it apart for real.
package struct DeviceAddressText: Hashable, Sendable {
    /// The whole address: `scheme:rest`.
    package let text: String
    package let scheme: DeviceScheme

    /// What stands after the scheme and its colon.
    package var rest: Substring { text.dropFirst(scheme.rawValue.utf8.count + 1) }

    /// For serial-like schemes the device's path, without the `#` part.
    var path: Substring { rest.prefix { $0 != "#" } }

    package init(scheme: DeviceScheme, rest: String) {
        self.scheme = scheme
        text = "\(scheme.rawValue):\(rest)"
    }
}

/// The ways to reach a device.
package enum DeviceScheme: String, CaseIterable, Sendable {
    /// A line of a GPIO chip, by name or `CHIP-LABEL/NUMBER`.
    case gpio
    /// A light of `/sys/class/leds`, by name.
    case led
    /// The agent's line protocol on a serial port, or with `#cts` and the like one of the port's modem lines.
    case serial
    /// A key of an input device.
    case evdev
    /// LCDd of lcdproc, by host and port.
    case lcdproc
    /// A Nextion panel on a serial port.
    case nextion
    /// A text display on a serial port or terminal that takes ANSI sequences.
    case ansi
    /// A terminal, or a display that takes plain lines.
    case tty

    /// What a device is used for.
    package enum Use: Sendable {
        case button
        case lamp
        case display
    }

    var uses: [Use] {
        switch self {
        case .gpio: [.button, .lamp]
        case .led: [.lamp]
        case .serial: [.button, .lamp, .display]
        case .evdev: [.button]
        case .lcdproc, .ansi, .tty: [.display]
        case .nextion: [.button, .display]
        }
    }

    /// An address of this scheme, as messages show it.
    var example: String {
        switch self {
        case .gpio: "gpio:JOIN_BUTTON"
        case .led: "led:room:green"
        case .serial: "serial:/dev/serial/by-id/usb-PANEL"
        case .evdev: "evdev:/dev/input/by-id/usb-BUTTON-event-kbd#KEY_ENTER"
        case .lcdproc: "lcdproc:127.0.0.1:13666"
        case .nextion: "nextion:/dev/serial/by-id/usb-PANEL"
        case .ansi: "ansi:/dev/serial/by-id/usb-DISPLAY"
        case .tty: "tty:/dev/tty1"
        }
    }
}
