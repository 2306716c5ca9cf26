// SPDX-License-Identifier: Apache-2.0
import AgentDevices
import Configuration
import JoinLinks
import RoomCore

/// Feeds bytes to the configuration parser: as one file, and cut in two at the first NUL. What it says must be fit for
/// a terminal, and what it takes must be within the limits that the rest relies on.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzConfiguration(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: data, count: count))
    let parts = bytes.split(separator: 0, maxSplits: 1, omittingEmptySubsequences: false)
    let files = parts.enumerated().map { (name: "/etc/\($0).conf", bytes: Array($1)) }
    let parsed = ConfigurationParser.parse(
        files: files, knownServices: LinkFinder.serviceNames, deviceKinds: DeviceDriver.kinds)
    precondition(parsed.problems.count <= ConfigurationParser.maximumProblems + 1)
    for problem in parsed.problems {
        let text = "\(problem)"
        precondition(!text.isEmpty && text.utf8.count < 4096)
        precondition(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
    }
    if let configuration = parsed.configuration {
        precondition((0...7).contains(configuration.window.pastDays))
        precondition((0...31).contains(configuration.window.futureDays))
        for command in configuration.join.commands.values { precondition(!command.isEmpty && !command[0].isEmpty) }
    }
    return 0
}
