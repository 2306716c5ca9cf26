// SPDX-License-Identifier: Apache-2.0
import CLinux
import Glibc
import RoomCore

/// What epoll hands back with an event: the descriptor, and the registration it was for.
struct WatchTag {
    let descriptor: CInt
    let registration: UInt32

    init(descriptor: CInt, registration: UInt32) {
        self.descriptor = descriptor
        self.registration = registration
    }

    init(_ word: UInt64) {
        descriptor = CInt(truncatingIfNeeded: word)
        registration = UInt32(truncatingIfNeeded: word >> 32)
    }

    var word: UInt64 { UInt64(registration) << 32 | UInt64(UInt32(bitPattern: descriptor)) }
}

extension epoll_event {
    init(_ interest: Readiness, tag: WatchTag) {
        self.init()
        if interest.contains(.readable) { events |= EPOLLIN.rawValue }
        if interest.contains(.writable) { events |= EPOLLOUT.rawValue }
        data.u64 = tag.word
    }
}

extension Readiness {
    init(_ event: epoll_event) {
        self = []
        if event.events & EPOLLIN.rawValue != 0 { insert(.readable) }
        if event.events & EPOLLOUT.rawValue != 0 { insert(.writable) }
        if event.events & (EPOLLHUP.rawValue | EPOLLERR.rawValue) != 0 { insert(.hungUp) }
    }
}
