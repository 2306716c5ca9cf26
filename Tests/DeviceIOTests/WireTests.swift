// SPDX-License-Identifier: Apache-2.0
import DeviceIO
import Testing

@Suite("Device addresses")
struct DeviceAddressTests {
    @Test("of GPIO lines are read")
    func lines() throws {
        #expect(try GPIOAddress("JOIN_BUTTON", subject: "") == .line(name: "JOIN_BUTTON"))
        #expect(try GPIOAddress("pinctrl-bcm2711/17", subject: "") == .offset(chip: "pinctrl-bcm2711", offset: 17))
        #expect(try GPIOAddress("/dev/gpiochip0/4", subject: "") == .offset(chip: "/dev/gpiochip0", offset: 4))
        let longest = String(repeating: "N", count: 31)
        #expect(try GPIOAddress(longest, subject: "") == .line(name: longest))
    }

    @Test("of serial lines are read, with their speed")
    func serial() throws {
        let plain = try SerialAddress("/dev/ttyUSB0", subject: "")
        #expect(plain.path == "/dev/ttyUSB0")
        #expect(plain.baud == 115_200)
        let slow = try SerialAddress("/dev/ttyS1@9600", subject: "")
        #expect(slow.path == "/dev/ttyS1")
        #expect(slow.baud == 9600)
    }

    @Test("of LCDd are read", arguments: ["127.0.0.1:13666", "localhost:1"])
    func server(text: String) throws {
        let address = try LCDdAddress(text, subject: "")
        #expect("\(address.host):\(address.port)" == text)
    }

    private func expectRefusal(of subject: String, _ read: () throws -> Void) {
        let failure = #expect(throws: DeviceFailure.self) { try read() }
        #expect(failure?.code == .unsupported)
        #expect(failure?.cause.isEmpty == false)
        #expect(failure?.remedy.isEmpty == false)
        #expect(failure?.subject == subject)
    }

    @Test(
        "of no GPIO line are refused",
        arguments: ["", "17", "chip/", "/17", "chip/-1", "chip/x", "chip/429496", String(repeating: "N", count: 32)])
    func noLine(text: String) { expectRefusal(of: text) { _ = try GPIOAddress(text, subject: text) } }

    @Test(
        "of no serial line are refused",
        arguments: ["", "ttyUSB0", "/dev/ttyUSB0#cts", "/dev/x@1234", "/dev/x@", "/dev/../etc/passwd", "/", "/dev/"])
    func noSerialLine(text: String) { expectRefusal(of: text) { _ = try SerialAddress(text, subject: text) } }

    @Test(
        "of no LCDd are refused",
        arguments: [
            "host.example:13666", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:65536", "1.2.3:1", ":13666", "[::1]:1",
        ])
    func noServer(text: String) { expectRefusal(of: text) { _ = try LCDdAddress(text, subject: text) } }

    @Test(
        "of no light are refused", arguments: ["", ".", "..", "a/b", "with space", String(repeating: "n", count: 64)])
    func noLight(text: String) { expectRefusal(of: text) { _ = try KernelLED.checked(name: text, subject: text) } }
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
                #expect(byte >= 0x20)
                #expect(byte != 0x7F)
                #expect(byte < 0xFE)
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
        #expect(reader.completeLines(with: Array("DOWN\r\nUP\n\n\rDO".utf8)) == [Array("DOWN".utf8), Array("UP".utf8)])
        #expect(reader.completeLines(with: Array("WN\r".utf8)) == [Array("DOWN".utf8)])
        #expect(reader.completeLines(with: [UInt8](repeating: 0x41, count: 100_000)) == [])
        #expect(reader.completeLines(with: Array("\nUP\n".utf8)) == [Array("UP".utf8)])
        #expect(reader.drainTooLong() == 1)
        #expect(reader.drainTooLong() == 0)
        #expect(reader.completeLines(with: [UInt8](repeating: 0x42, count: LineReader.maximumBytes) + [10]).count == 1)
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
