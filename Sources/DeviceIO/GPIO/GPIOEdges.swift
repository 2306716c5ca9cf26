// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc

/// Makes inputs of the edge events that the kernel has kept for a line: when it saw each edge, and whether it had to
/// drop any. Pure: events and clocks in, inputs out.
///
/// The kernel stamps an edge in its interrupt handler, with CLOCK_MONOTONIC (linux/gpio.h, `struct
/// gpio_v2_line_event`). That clock stands still while the machine sleeps and a room's clocks don't (CLOCK_BOOTTIME),
/// so an edge is placed by its age: what happened before a sleep and is read after it counts as just after it. Kernels
/// before 5.7 stamp with the civil clock; such a stamp has no age that could be, and the edge counts as happening when
/// it is read.
struct GPIOEdges {
    /// Stamps that are older are none of this clock.
    private static let maximumAge = Duration.seconds(60)
    /// The sequence number of the last event; nil before the first, and where the kernel has no such numbers.
    private var lastSequence: UInt32?
    /// No edge is told as earlier than the one before it.
    private var lastTime = Duration.zero

    /// `monotonic` is CLOCK_MONOTONIC and `now` the caller's time since boot, both at this moment. Events of uAPI
    /// version 1 have no numbers: their `sequence` is 0.
    mutating func inputs(
        of events: some Sequence<linux_gpio_event>, monotonic: Duration, now: Duration
    ) -> [DeviceInput] {
        var inputs: [DeviceInput] = []
        for event in events {
            if event.sequence != 0 {
                // The numbers of a line go up by one, and begin anew behind the largest.
                if let lastSequence, event.sequence != lastSequence &+ 1 {
                    inputs.append(.edgesLost(Int(event.sequence &- lastSequence &- 1)))
                }
                lastSequence = event.sequence
            }
            let age = monotonic - .nanoseconds(Int64(clamping: event.timestamp_ns))
            let isPlausible = age >= .zero && age <= Self.maximumAge
            lastTime = max(lastTime, isPlausible ? now - age : now)
            inputs.append(.edge(event.is_rising != 0, at: lastTime))
        }
        return inputs
    }
}
