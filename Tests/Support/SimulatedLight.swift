// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A light of the kernel's LED class that a test makes (`/dev/uleds`, drivers/leds/uleds.c); it lives as long as this.
package final class SimulatedLight {
    package static var isAvailable: Bool { access("/dev/uleds", W_OK) == 0 }

    /// The light's folder below /sys/class/leds.
    package let path: String
    private var file: CInt

    /// Traps where the kernel refuses.
    package init(_ name: String, maximum: Int32 = 255) {
        path = "/sys/class/leds/\(name)"
        file = open("/dev/uleds", O_RDWR | O_CLOEXEC | O_NONBLOCK)
        // struct uleds_user_dev: a name of 64 bytes, and the largest brightness.
        var device = Array(name.utf8) + [UInt8](repeating: 0, count: 64 - name.utf8.count)
        withUnsafeBytes(of: maximum) { device += $0 }
        precondition(write(file, device, device.count) == device.count, "/dev/uleds took no light")
    }

    deinit { pullOut() }

    package var brightness: String { KernelFile.read("\(path)/brightness") }

    /// What blinks it: `none`, or a trigger of the kernel.
    package var trigger: String {
        let words = KernelFile.read("\(path)/trigger").split(separator: " ")
        return words.first { $0.hasPrefix("[") }.map { String($0.dropFirst().dropLast()) } ?? ""
    }

    /// How often the kernel lights it differently until `count` is reached; gives up after two seconds without a change.
    package func changes(upTo count: Int) -> Int {
        var seen = 0
        var level: Int32 = 0
        while seen < count, waitForInput(file), read(file, &level, 4) == 4 { seen += 1 }
        return seen
    }

    package func pullOut() {
        if file >= 0 { close(file) }
        file = -1
    }
}
