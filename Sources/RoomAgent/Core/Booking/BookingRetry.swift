// SPDX-License-Identifier: Apache-2.0

/// When a request that met a failure is tried again: somebody stands in the room and waits, so sooner than a sync is.
package enum BookingRetry {
    /// After the first failure; twice as long after each further one.
    static let first = Duration.seconds(2)
    static let longest = Duration.seconds(16)

    /// How long to wait; nil where trying again would not help, or not in time. At least what the source asked for.
    /// - Parameters:
    ///   - count: failures in a row, from 1.
    ///   - random: 0..<1; spreads the wait over half of its length.
    package static func pause(after failure: EditFailure, count: Int, random: Double) -> Duration? {
        guard case .failed(let failure) = failure else { return nil }
        switch failure.reason {
        case .unreachable, .captivePortal, .serverError, .rateLimited, .malformedReply: break
        default: return nil
        }
        let pause = min(first * (1 << min(max(count, 1) - 1, 10)), longest)
        return max(pause * (0.75 + random / 2), failure.retryAfter ?? .zero)
    }
}
