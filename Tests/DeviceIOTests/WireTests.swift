// SPDX-License-Identifier: Apache-2.0
import DeviceIO
import Testing

@Suite("Device addresses")
struct DeviceAddressTests {
    @Test(
        "are read",
        arguments: [
            ("gpio:JOIN_BUTTON", DeviceAddress.gpioLine(name: "JOIN_BUTTON")),
            ("gpio:pinctrl-bcm2711/17", .gpioOffset(chip: "pinctrl-bcm2711", offset: 17)),
            ("gpio:/dev/gpiochip0/4", .gpioOffset(chip: "/dev/gpiochip0", offset: 4)),
            ("led:room:green", .led(name: "room:green")),
            ("serial:/dev/ttyUSB0", .serialPanel(path: "/dev/ttyUSB0", baud: 115_200)),
            ("serial:/dev/ttyS1@9600", .serialPanel(path: "/dev/ttyS1", baud: 9600)),
            ("ansi:/dev/ttyS0@19200", .ansi(path: "/dev/ttyS0", baud: 19_200)),
            ("tty:/dev/tty1", .terminal(path: "/dev/tty1")),
            ("lcdproc:127.0.0.1:13666", .lcdproc(host: "127.0.0.1", port: 13666)),
            ("lcdproc:localhost:1", .lcdproc(host: "localhost", port: 1)),
        ])
    func good(text: String, address: DeviceAddress) throws { #expect(try DeviceAddress(text) == address) }

    @Test(
        "or refused with a cause and a remedy",
        arguments: [
            "", "gpio", "gpio:", "gpio:chip/", "gpio:/17", "gpio:chip/-1", "gpio:chip/x", "gpio:chip/4294967296",
            "led:", "serial:ttyUSB0",
            "serial:/dev/ttyUSB0#cts", "serial:/dev/x@1234", "ansi:x", "tty:tty1", "lcdproc:host.example:13666",
            "lcdproc:127.0.0.1", "lcdproc:127.0.0.1:0",
            "lcdproc:127.0.0.1:65536", "lcdproc:1.2.3:1", "evdev:/dev/input/event0#KEY_ENTER", "nextion:/dev/ttyS0",
            "i2c:1",
        ])
    func bad(text: String) {
        let failure = #expect(throws: DeviceFailure.self) { try DeviceAddress(text) }
        #expect(failure?.code == .unsupported && failure?.cause.isEmpty == false && failure?.remedy.isEmpty == false)
    }
}

@Suite("Text on the wire")
struct WireTextTests {
    @Test(
        "in each charset, one ? for what it lacks: rows keep their width",
        arguments: [
            ("Työ", WireCharset.utf8, Array("Työ".utf8)), ("Työ", .latin1, [0x54, 0x79, 0xF6]),
            ("Työ", .ascii, Array("Ty?".utf8)), ("10–11 …", .latin1, Array("10?11 ?".utf8)),
            ("漢", .ascii, Array("?".utf8)), ("e\u{301}", .ascii, Array("e".utf8)), ("€5", .latin1, Array("?5".utf8)),
        ])
    func charsets(text: String, charset: WireCharset, bytes: [UInt8]) {
        #expect(WireText.bytes(text, charset) == bytes)
    }

    @Test("nothing that could be a command leaves, in any charset", arguments: WireCharset.allCases)
    func noCommands(charset: WireCharset) {
        for value in UInt32(0)...0x2FFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            for byte in WireText.bytes("a" + String(scalar) + "b", charset) {
                #expect(byte >= 0x20 && byte != 0x7F && byte < 0xFE)
            }
        }
        let hostile = WireText.bytes("\u{1B}[2J\u{9B}1m\r\n\u{0}\u{202E}\u{FEFF}", charset)
        #expect(String(decoding: hostile, as: UTF8.self) == "[2J1m")
    }
}

@Suite("Lines")
struct LineTests {
    @Test("end with CR, LF or both, arrive in any pieces, and are bounded")
    func lines() {
        var reader = LineReader()
        #expect(reader.take(Array("DOWN\r\nUP\n\n\rDO".utf8)) == [Array("DOWN".utf8), Array("UP".utf8)])
        #expect(reader.take(Array("WN\r".utf8)) == [Array("DOWN".utf8)])
        #expect(reader.take([UInt8](repeating: 0x41, count: 100_000)) == [])
        #expect(reader.take(Array("\nUP\n".utf8)) == [Array("UP".utf8)])
        #expect(reader.refused == 1)
        #expect(reader.take([UInt8](repeating: 0x42, count: LineReader.maximumBytes) + [10]).count == 1)
    }

    @Test(
        "of LCDd are understood, or unknown",
        arguments: [
            (
                "connect LCDproc 0.5.9 protocol 0.3 lcd wid 20 hgt 4 cellwid 5 cellhgt 8",
                LCDdReply.connect(DisplayDimensions(columns: 20, rows: 4))
            ),
            ("success", .success), ("noop complete", .noopComplete), ("key Enter", .key("Enter")),
            ("listen room", .listen), ("ignore room", .ignore),
            ("huh? Unknown command", .refused("huh? Unknown command")), ("connect", .unknown),
            ("connect wid x hgt 4", .unknown),
            ("connect wid 0 hgt 4", .unknown), ("connect wid 999999999999999999999 hgt 4", .unknown),
            ("connect wid 300 hgt 4", .unknown), ("key", .unknown),
            ("noop", .unknown), ("", .unknown), ("   ", .unknown), ("bye", .unknown),
        ])
    func lcdd(line: String, reply: LCDdReply) { #expect(LCDdReply(Array(line.utf8)) == reply) }
}
