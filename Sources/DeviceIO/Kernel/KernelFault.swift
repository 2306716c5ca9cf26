// SPDX-License-Identifier: Apache-2.0
#if DEBUG
    import Synchronization

    /// For tests: a kernel that refuses one call. Within `KernelFault.$current.withValue(…)` the door counts the calls that
    /// go through it, and the n-th is not made but fails.
    package final class KernelFault: Sendable {
        /// In force for the calls of this task; nil: every call is made.
        @TaskLocal package static var current: KernelFault?

        private let number: Int
        private let errno: CInt
        private let log = Mutex<[String]>([])

        /// Fails the call of this number, the first being 1, with this errno; 0 fails none.
        package init(call number: Int, errno: CInt) {
            self.number = number
            self.errno = errno
        }

        /// The names of the calls so far.
        package var calls: [String] { log.withLock { $0 } }

        func next(_ name: String) -> CInt? {
            log.withLock { log in
                log.append(name)
                return log.count == number ? errno : nil
            }
        }
    }
#endif
