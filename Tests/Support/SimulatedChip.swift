// SPDX-License-Identifier: Apache-2.0
import Glibc

/// A GPIO chip of the kernel's simulator (gpio-sim, through configfs), whose far side of the lines the test holds. Only
/// the lab's kernel has it: `Tests/Lab/run.sh 15-drivers`.
package final class SimulatedChip {
    /// What the test does to the far side of a line.
    package enum Pull: String {
        case up = "pull-up"
        case down = "pull-down"
    }

    package static var isAvailable: Bool { access(root, W_OK) == 0 }
    private static let root = "/sys/kernel/config/gpio-sim"

    /// `/dev/gpiochipN`
    package let path: String
    private let folder: String
    private let lines: String
    private let named: [Int]
    private var isThere = true

    /// `named` gives lines a name by their number. Traps where the kernel refuses: then nothing can be tried.
    package init(_ name: String, label: String, lines count: Int = 8, named: [Int: String] = [:]) {
        let folder = "\(Self.root)/\(name)"
        self.folder = folder
        self.named = named.keys.sorted()
        Self.make(folder)
        Self.make("\(folder)/bank0")
        KernelFile.write(label, to: "\(folder)/bank0/label")
        KernelFile.write("\(count)", to: "\(folder)/bank0/num_lines")
        for (line, name) in named {
            Self.make("\(folder)/bank0/line\(line)")
            KernelFile.write(name, to: "\(folder)/bank0/line\(line)/name")
        }
        KernelFile.write("1", to: "\(folder)/live")
        let chip = KernelFile.read("\(folder)/bank0/chip_name")
        path = "/dev/\(chip)"
        lines = "/sys/devices/platform/\(KernelFile.read("\(folder)/dev_name"))/\(chip)"
    }

    deinit { pullOut() }

    /// Somebody presses, or lets go.
    package func pull(_ line: Int, _ pull: Pull) {
        KernelFile.write(pull.rawValue, to: "\(lines)/sim_gpio\(line)/pull")
    }

    /// The voltage on the line, whoever drives it.
    package func level(_ line: Int) -> Bool { KernelFile.read("\(lines)/sim_gpio\(line)/value") == "1" }

    /// The chip is gone, whoever holds its lines.
    package func pullOut() {
        guard isThere else { return }
        isThere = false
        KernelFile.write("0", to: "\(folder)/live")
        for line in named { rmdir("\(folder)/bank0/line\(line)") }
        rmdir("\(folder)/bank0")
        rmdir(folder)
    }

    private static func make(_ path: String) {
        precondition(mkdir(path, 0o755) == 0, "\(path): \(String(cString: strerror(errno)))")
    }
}

/// Small files of the kernel.
package enum KernelFile {
    /// Traps if it cannot be written.
    package static func write(_ text: String, to path: String) {
        let file = open(path, O_WRONLY | O_CLOEXEC)
        let bytes = Array(text.utf8)
        let isWritten = file >= 0 && Glibc.write(file, bytes, bytes.count) == bytes.count
        precondition(isWritten, "\(path) = \(text): \(String(cString: strerror(errno)))")
        close(file)
    }

    /// Without its line end; empty where there is none.
    package static func read(_ path: String) -> String {
        String(TemporaryFolder.contents(path).prefix { $0 != "\n" })
    }
}
