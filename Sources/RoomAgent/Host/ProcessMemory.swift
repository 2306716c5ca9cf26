// SPDX-License-Identifier: Apache-2.0
import CLinux

/// How this process keeps its heap small: it is mostly idle for years, with a burst now and then.
package enum ProcessMemory {
    /// How much a burst may leave at the heap's end, and what is not taken from the kernel alone: a page of events and
    /// its index, which come and go forty times in a full sync, would else be zeroed by the kernel each time.
    private static let reserveBytes: CInt = 2 << 20

    /// One heap for both threads (mallopt(3), `M_ARENA_MAX`): a second one would keep what a burst left in it. Before
    /// the first thread is made.
    package static func prepare() {
        _ = mallopt(M_ARENA_MAX, 1)
        _ = mallopt(M_TRIM_THRESHOLD, reserveBytes)
        _ = mallopt(M_MMAP_THRESHOLD, reserveBytes)
        letGoOfText()
    }

    /// Lets go of program text that was needed once: by the loader in 37 libraries, at the start, to read a window page
    /// by page. It stays in the kernel's cache, where it is the first thing to go when memory is short. Takes some
    /// hundred microseconds, and as much again over the next seconds for what is needed after all.
    package static func letGoOfText() { linux_let_go_of_program_text() }

    /// Gives what a burst left behind back to the kernel (malloc_trim(3)); some milliseconds at most.
    package static func trim() { _ = malloc_trim(0) }
}
