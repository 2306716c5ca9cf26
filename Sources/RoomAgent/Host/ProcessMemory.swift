// SPDX-License-Identifier: Apache-2.0
import CLinux

/// How this process keeps its heap small: it is mostly idle for years, with a burst now and then.
package enum ProcessMemory {
    /// One heap for both threads (mallopt(3), `M_ARENA_MAX`): a second one would keep what a burst left in it. Before
    /// the first thread is made.
    package static func prepare() { _ = mallopt(M_ARENA_MAX, 1) }

    /// Gives what a burst left behind back to the kernel (malloc_trim(3)); some milliseconds at most.
    package static func trim() { _ = malloc_trim(0) }
}
