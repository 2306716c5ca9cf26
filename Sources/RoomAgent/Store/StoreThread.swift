// SPDX-License-Identifier: Apache-2.0
internal import Glibc

/// The store's own thread: an executor that runs one job at a time, in order, and sleeps in between without waking up.
/// It is there because an fsync on an SD card can stall for seconds, and the loop may not.
///
/// Soundness of `@unchecked`: `state` is touched with `mutex` held only; the pointers never change.
package final class StoreThread: SerialExecutor, @unchecked Sendable {
    /// SQLite, libcrypto and the codes below use under 64 KiB of it (measured); the rest is reserve, and untouched
    /// pages cost nothing.
    package static let stackBytes = 256 * 1024

    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var state = State()

    private struct State {
        var jobs: [UnownedJob] = []
        var thread: pthread_t = 0
        var isEnding = false
        var hasEnded = false
    }

    /// Starts the thread; throws the errno of `pthread_create`.
    package init() throws(StoreThreadFailure) {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
        let attributes = UnsafeMutablePointer<pthread_attr_t>.allocate(capacity: 1)
        pthread_attr_init(attributes)
        defer {
            pthread_attr_destroy(attributes)
            attributes.deallocate()
        }
        pthread_attr_setstacksize(attributes, Self.stackBytes)
        // A new thread takes over the mask: signals are for the loop.
        var all = sigset_t()
        var old = sigset_t()
        sigfillset(&all)
        pthread_sigmask(SIG_SETMASK, &all, &old)
        defer { pthread_sigmask(SIG_SETMASK, &old, nil) }
        // The thread's first wait is for this lock, so it finds its own name set.
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        var thread: pthread_t = 0
        let status = pthread_create(
            &thread, attributes,
            { context in
                guard let context else { return nil }
                // The thread keeps its executor alive until `finish`, so no job can find it gone.
                Unmanaged<StoreThread>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(self).toOpaque())
        guard status == 0 else {
            Unmanaged.passUnretained(self).release()
            throw StoreThreadFailure(errno: status)
        }
        state.thread = thread
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        pthread_mutex_lock(mutex)
        precondition(!state.hasEnded, "a job for a store thread that was ended")
        state.jobs.append(job)
        pthread_mutex_unlock(mutex)
        // Not before: the thread would wake up to wait for the lock.
        pthread_cond_signal(condition)
    }

    /// Runs what is queued, and what that queues, then ends the thread and waits for it. Not to be called on the thread
    /// itself. A second call does nothing.
    package func finish() {
        pthread_mutex_lock(mutex)
        let isFirst = !state.isEnding
        state.isEnding = true
        let thread = state.thread
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
        precondition(pthread_equal(thread, pthread_self()) == 0, "the store thread cannot wait for its own end")
        if isFirst { pthread_join(thread, nil) }
    }

    package func checkIsolated() {
        precondition(isIsolatingCurrentContext() == true, "not on the store thread")
    }

    package func isIsolatingCurrentContext() -> Bool? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return pthread_equal(state.thread, pthread_self()) != 0
    }

    private func run() {
        // What `top -H` shows; its absence harms nothing.
        try? Files.open("/proc/thread-self/comm", O_WRONLY).write(Array("room-store".utf8))
        while let job = next() { job.runSynchronously(on: asUnownedSerialExecutor()) }
    }

    /// Waits for a job; nil when the thread is to end and none is left.
    private func next() -> UnownedJob? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while state.jobs.isEmpty {
            if state.isEnding {
                state.hasEnded = true
                return nil
            }
            pthread_cond_wait(condition, mutex)
        }
        return state.jobs.removeFirst()
    }
}

/// The kernel gave no thread.
package struct StoreThreadFailure: Error, Equatable {
    /// What pthread_create(3) returned.
    package var errno: CInt
}
