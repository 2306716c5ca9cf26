// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// Numbers that are the same for each room, on every machine (SplitMix64, Steele, Lea and Flood 2014).
struct FleetDice {
    private var state: UInt64

    /// Mixed, so that the numbers of one seed are not those of the next, moved by one.
    init(_ seed: UInt64) { state = Self.mixed(seed &+ 0x1234_5678_9abc_def1) }

    private static func mixed(_ state: UInt64) -> UInt64 {
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return mixed ^ (mixed >> 31)
    }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        return Self.mixed(state)
    }

    mutating func number(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    /// From 0 up to 1.
    mutating func share() -> Double { Double(next() >> 11) / Double(1 << 53) }

    mutating func time(_ range: ClosedRange<Duration>) -> Duration {
        range.lowerBound + (range.upperBound - range.lowerBound) * share()
    }
}
