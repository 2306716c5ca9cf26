// SPDX-License-Identifier: Apache-2.0
import DeviceIO
import RoomCore

/// Opens the devices that a configuration names.
struct DeviceOpener {
    let configuration: RoomConfiguration

    /// `text` is an address as configured.
    func open(_ text: String, isButton: Bool) throws(DeviceFailure) -> any Device {
        let address = try DeviceAddress(text)
        let display = configuration.display
        let size = DisplayDimensions(columns: display.size.columns, rows: display.size.rows)
        switch address {
        case .gpioLine, .gpioOffset: return try gpio(address, text, isButton)
        case .led(let name): return try KernelLED(name: name)
        case .serialPanel(let path, let baud):
            return try SerialPanel(path: path, baud: baud, size: size, charset: charset ?? .utf8)
        case .ansi(let path, let baud):
            return try ANSIDisplay(path: path, baud: baud, size: size, charset: charset ?? .ascii)
        case .terminal(let path): return try ANSIDisplay(path: path, baud: nil, size: size, charset: charset ?? .utf8)
        case .lcdproc(let host, let port):
            return try LCDdDisplay(host: host, port: port, size: nil, charset: charset ?? .latin1)
        }
    }

    private func gpio(_ address: DeviceAddress, _ text: String, _ isButton: Bool) throws(DeviceFailure) -> any Device {
        guard isButton else {
            return try GPIOLamp(address, subject: text, isActiveLow: configuration.lamp.activeLow)
        }
        let button = configuration.button
        var settings = GPIOButton.Settings()
        settings.isActiveLow = button.activeLow
        settings.pull =
            switch button.pull {
            case .up: .up
            case .down: .down
            case .none: .none
            }
        settings.debounce = button.debounce
        return try GPIOButton(address, subject: text, settings: settings)
    }

    private var charset: WireCharset? {
        configuration.display.charset.flatMap { WireCharset(rawValue: $0.rawValue) }
    }
}
