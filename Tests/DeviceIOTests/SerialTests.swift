// SPDX-License-Identifier: Apache-2.0
import CLinux
import DeviceIO
import Glibc
import TestSupport
import Testing

@Suite("Devices on serial lines", .serialized)
struct SerialTests {
    private let size = DisplayDimensions(columns: 20, rows: 4)

    @Test("a panel's DOWN and UP are the button's levels; anything else changes nothing, and is told once a read")
    func button() throws {
        let pty = Pty()
        let panel = try SerialPanel(path: pty.path, baud: 115_200, size: size)
        defer { panel.close() }
        #expect(try panel.advance(to: .zero) == [.displayReady(size)])
        #expect(panel.nextDeadline == .seconds(3))
        #expect(try panel.advance(to: .seconds(3)) == [])
        #expect(panel.nextDeadline == nil)
        pty.send("DOWN\r\nUP\nnoise\n\ndown\nDOWN")
        let descriptor = try #require(panel.descriptor)
        #expect(waitForInput(descriptor))
        #expect(try panel.handle(.readable, now: .zero) == [.level(true), .level(false), .notUnderstood(2)])
        pty.send("\n")
        #expect(waitForInput(descriptor))
        #expect(try panel.handle(.readable, now: .zero) == [.level(true)])
        // It comes in several reads.
        pty.send(String(repeating: "x", count: LineReader.maximumBytes + 1) + "\nUP\n")
        var inputs: [DeviceInput] = []
        while !inputs.contains(.level(false)), waitForInput(descriptor) {
            inputs += try panel.handle(.readable, now: .zero)
        }
        #expect(Set(inputs.map { "\($0)" }) == ["level(false)", "notUnderstood(1)"])
        #expect(inputs.count == 2)
    }

    @Test("lamps and lines are told once, and again when they differ")
    func output() throws {
        let pty = Pty()
        let panel = try SerialPanel(path: pty.path, baud: 9600, size: size)
        defer { panel.close() }
        try panel.show(.slow, on: .button, now: .zero)
        try panel.show(.slow, on: .button, now: .zero)
        try panel.show(["Aalto          10:00", "Työ                 ", "", ""], now: .zero)
        try panel.show(["Aalto          10:01", "Työ                 ", "", ""], now: .zero)
        #expect(
            pty.received()
                == "LAMP button slow\nLINE 1 Aalto          10:00\nLINE 2 Työ\nLINE 3\nLINE 4\nLINE 1 Aalto          10:01\n"
        )
        try panel.show(.flicker, on: .button, now: .zero)
        try panel.show(.slow, on: .button, now: .zero)
        #expect(pty.received() == "LAMP button flicker\n")
    }

    @Test("a panel that says HELLO has started: it is told everything anew, and a press without an end is over")
    func hello() throws {
        let pty = Pty()
        let panel = try SerialPanel(path: pty.path, baud: 9600, size: size)
        defer { panel.close() }
        try panel.show(.slow, on: .button, now: .zero)
        try panel.show(.on, on: .green, now: .zero)
        try panel.show(.flicker, on: .button, now: .zero)
        try panel.show(["Aalto", "Free"], now: .zero)
        _ = pty.received()
        pty.send("DOWN\nHELLO\n")
        #expect(waitForInput(try #require(panel.descriptor)))
        #expect(try panel.handle(.readable, now: .zero) == [.level(true), .level(false)])
        #expect(pty.received() == "LAMP button slow\nLAMP green on\nLINE 1 Aalto\nLINE 2 Free\n")
    }

    @Test(
        "a board that resets when the line is opened is told everything again; later a line a minute says that we live")
    func heartbeat() throws {
        let pty = Pty()
        let panel = try SerialPanel(path: pty.path, baud: 9600, size: size)
        defer { panel.close() }
        _ = try panel.advance(to: .seconds(100))
        try panel.show(.slow, on: .button, now: .seconds(100))
        try panel.show(["Aalto", "Free"], now: .seconds(100))
        _ = pty.received()
        #expect(panel.nextDeadline == .seconds(103))
        _ = try panel.advance(to: .seconds(103))
        #expect(pty.received() == "LAMP button slow\nLINE 1 Aalto\nLINE 2 Free\n")
        #expect(panel.nextDeadline == .seconds(153))
        _ = try panel.advance(to: .seconds(153))
        #expect(pty.received() == "LINE 1 Aalto\n")
        // What changes in between is a sign of life, too.
        try panel.show(["Aalto", "Busy"], now: .seconds(180))
        #expect(pty.received() == "LINE 2 Busy\n")
        #expect(panel.nextDeadline == .seconds(230))
    }

    @Test("a title is no command: it can't begin a line of its own")
    func hostile() throws {
        let pty = Pty()
        let panel = try SerialPanel(path: pty.path, baud: 9600, size: size)
        defer { panel.close() }
        try panel.show(["x\nLAMP red on\r\n\u{1B}[2J"], now: .zero)
        #expect(pty.received() == "LINE 1 xLAMP red on[2J\n")
    }

    @Test("a panel that takes nothing makes nobody wait, and is drawn anew when it takes again")
    func stalled() throws {
        let pty = Pty()
        let panel = try SerialPanel(path: pty.path, baud: 9600, size: size)
        defer { panel.close() }
        for number in 0..<20_000 { try panel.show(["row \(number)"], now: .zero) }
        #expect(panel.wantsWrite)
        var text = ""
        for _ in 0..<200 where panel.wantsWrite {
            text += pty.received()
            _ = try panel.handle(.writable, now: .zero)
        }
        text += pty.received()
        #expect(text.hasSuffix("LINE 1 row 19999\n"))
        for line in text.split(separator: "\n") { #expect(line.hasPrefix("LINE 1 row ")) }
    }

    @Test("a pulled cable is a loss, for whoever reads")
    func hungUp() throws {
        let pty = Pty()
        let panel = try SerialPanel(path: pty.path, baud: 9600, size: size)
        defer { panel.close() }
        pty.hangUp()
        let failure = #expect(throws: DeviceFailure.self) { try panel.handle([.readable, .hungUp], now: .zero) }
        #expect(failure?.code == .lost)
        #expect(failure?.subject == "serial:\(pty.path)")
    }

    @Test("a missing device, a file that is none, and one in use are told apart")
    func refusals() throws {
        func code(_ path: String) -> DeviceFailure.Code? {
            do throws(DeviceFailure) {
                let panel = try SerialPanel(path: path, baud: 9600, size: size)
                panel.close()
                return nil
            } catch {
                #expect(!error.cause.isEmpty)
                #expect(!error.remedy.isEmpty)
                return error.code
            }
        }
        #expect(code("/dev/no-such-device") == .notFound)
        #expect(code("/dev/null") == .unsupported)
        let pty = Pty()
        let first = try SerialPanel(path: pty.path, baud: 9600, size: size)
        #expect(code(pty.path) == .busy)
        first.close()
        #expect(code(pty.path) == nil)
    }

    @Test("an ANSI display is cleared, then told the rows that differ, each at its place")
    func ansi() throws {
        let pty = Pty()
        let display = try ANSIDisplay(path: pty.path, baud: 9600, size: size, charset: .ascii)
        defer { display.close() }
        #expect(try display.advance(to: .zero) == [.displayReady(size)])
        #expect(pty.received() == "\u{1B}[0m\u{1B}[2J\u{1B}[?25l\u{1B}[?7l")
        try display.show(["Aalto", "Työ\u{1B}[31m", "", ""], now: .zero)
        #expect(pty.received() == "\u{1B}[1;1HAalto\u{1B}[2;1HTy?[31m\u{1B}[3;1H\u{1B}[4;1H")
        try display.show(["Aalto", "Tyo", "", ""], now: .zero)
        #expect(pty.received() == "\u{1B}[2;1HTyo")
        try display.show(["Aalto", "Tyo", "", ""], now: .zero)
        #expect(!display.wantsWrite)
    }

    @Test("a terminal's own size is taken where none is configured")
    func terminalSize() throws {
        let pty = Pty()
        var window = winsize(ws_row: 6, ws_col: 30, ws_xpixel: 0, ws_ypixel: 0)
        #expect(ioctl(pty.master, UInt(TIOCSWINSZ), &window) == 0)
        let display = try ANSIDisplay(path: pty.path, baud: nil, size: nil, charset: .utf8)
        defer { display.close() }
        #expect(try display.advance(to: .zero) == [.displayReady(DisplayDimensions(columns: 30, rows: 6))])
    }

    @Test("a light that isn't there is not found")
    func noLED() {
        let failure = #expect(throws: DeviceFailure.self) { try KernelLED(name: "no:such:light") }
        #expect(failure?.code == .notFound)
    }
}
