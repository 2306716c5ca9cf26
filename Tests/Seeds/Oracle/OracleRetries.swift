// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// Watches how the room asks again: no sooner than it was told, and never in step with all the others.
struct OracleRetries {
    /// What was broken, and how; nil while all is well.
    private(set) var broken: (name: String, detail: String)?
    /// The service was asked after a wait that it had asked for.
    private(set) var hasWaited = false
    private var failedAt: Duration?
    private var blockedUntil: Duration?
    private var pauses: [Duration] = []

    /// So many pauses in a row that are the same to the millisecond are no chance.
    private static let tooMany = 4

    init(broken: (name: String, detail: String)? = nil) { self.broken = broken }

    mutating func asks(at now: Duration) {
        if let blockedUntil {
            if now < blockedUntil, broken == nil {
                broken = ("asked-too-soon", "\(blockedUntil - now) before the wait that the service asked for was over")
            }
            hasWaited = now >= blockedUntil
            self.blockedUntil = nil
        }
        guard let failedAt else { return }
        let pause = now - failedAt
        // Another try of the same sync, as with a new token.
        guard pause > .seconds(1) else { return }
        pauses = Array((pauses + [pause]).suffix(Self.tooMany))
        let isSame = pauses.allSatisfy { $0.wholeMilliseconds == pauses[0].wholeMilliseconds }
        if pauses.count == Self.tooMany, isSame, broken == nil {
            broken = ("retries-in-step", "\(Self.tooMany) pauses of \(pauses[0]) each")
        }
        self.failedAt = nil
    }

    mutating func failed(at now: Duration, retryAfter seconds: Int64?) {
        failedAt = now
        if let seconds { blockedUntil = now + .seconds(seconds) }
    }

    mutating func answered() {
        failedAt = nil
        pauses = []
    }
}
