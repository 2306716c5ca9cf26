// SPDX-License-Identifier: Apache-2.0
import DeviceIO
import TestSupport
import Testing

@Suite(
    "Lights of the kernel's LED class", .serialized,
    .enabled(if: SimulatedLight.isAvailable, "this kernel makes no lights: Tests/Lab/run.sh 15-drivers"))
struct KernelLEDTests {
    private static let name = "room:join"
    private let light = SimulatedLight(KernelLEDTests.name, maximum: 3)

    private func led() throws(DeviceFailure) -> KernelLED { try KernelLED(name: Self.name) }

    @Test("on is as bright as the light can be, off is dark, and nothing blinks")
    func steady() throws {
        let led = try self.led()
        try led.show(.on, on: .green, now: .zero)
        #expect(light.brightness == "3")
        #expect(light.trigger == "none")
        try led.show(.off, on: .green, now: .zero)
        #expect(light.brightness == "0")
        try led.show(.on, on: .green, now: .zero)
        led.close()
        #expect(light.brightness == "0")
    }

    @Test(
        "two even steps are the kernel's timer, with their lengths",
        arguments: [(BlinkPattern.slow, 1000), (.fast, 250)])
    func timer(pattern: BlinkPattern, milliseconds: Int) throws {
        let led = try self.led()
        defer { led.close() }
        try led.show(pattern, on: .green, now: .zero)
        #expect(light.trigger == "timer")
        #expect(KernelFile.read("\(light.path)/delay_on") == "\(milliseconds)")
        #expect(KernelFile.read("\(light.path)/delay_off") == "\(milliseconds)")
        #expect(light.changes(upTo: 4) == 4)
    }

    @Test(
        "a rhythm is the kernel's pattern, which goes on without anybody's help",
        arguments: [BlinkPattern.three, .gaps])
    func pattern(pattern: BlinkPattern) throws {
        let led = try self.led()
        defer { led.close() }
        try led.show(pattern, on: .green, now: .zero)
        #expect(light.trigger == "pattern")
        #expect(light.changes(upTo: 6) == 6)
        try led.show(.on, on: .green, now: .seconds(1))
        #expect(light.trigger == "none")
        #expect(light.brightness == "3")
    }

    @Test("what is played once is led by the caller, and then the kernel has the light again")
    func once() throws {
        let led = try self.led()
        defer { led.close() }
        try led.show(.slow, on: .green, now: .zero)
        try led.show(.double, on: .green, now: .seconds(1))
        #expect(light.trigger == "none")
        #expect(light.brightness == "3")
        _ = try led.advance(to: .milliseconds(1150))
        #expect(light.brightness == "0")
        _ = try led.advance(to: .milliseconds(1600))
        #expect(light.trigger == "timer")
    }

    @Test("a light that is not there is not found; one that went is lost, also if another of its name has come")
    func lost() throws {
        let led = try self.led()
        _ = try led.advance(to: .zero)
        light.pullOut()
        #expect(#expect(throws: DeviceFailure.self) { try self.led() }?.code == .notFound)
        #expect(#expect(throws: DeviceFailure.self) { try led.advance(to: .seconds(21)) }?.code == .lost)
        let other = SimulatedLight(Self.name)
        #expect(#expect(throws: DeviceFailure.self) { try led.advance(to: .seconds(41)) }?.code == .lost)
        let again = try self.led()
        try again.show(.on, on: .green, now: .zero)
        #expect(other.brightness == "255")
        again.close()
    }
}
