// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// Ends every channel that is remembered, for a device that leaves the room.
package enum ChannelEnding {
    /// Asks for the end of each, one after the other, and forgets what has ended. Takes no longer than `limit`. Returns
    /// those that may still be there; the record keeps them, for another try.
    package static func endAll(
        _ record: any ChannelRecord, _ service: any PushService, loop: any AgentLoop, limit: Duration
    ) async -> [PushChannel] {
        let parts = Parts(record: record, service: service)
        let ending = Task(executorPreference: loop) { await end(parts, at: loop.now.wall) }
        let timer = loop.schedule(at: loop.now.uptime + limit, tolerance: .zero) { ending.cancel() }
        defer { timer.cancel() }
        return await ending.value
    }

    // Sound: all of it is on the loop's thread, where the task runs, too.
    private struct Parts: @unchecked Sendable {
        let record: any ChannelRecord
        let service: any PushService
    }

    private static func end(_ parts: Parts, at now: Instant) async -> [PushChannel] {
        let known = parts.record.load()
        var left = known
        for channel in known where !Task.isCancelled {
            guard let resource = channel.resource(by: known) else { continue }
            do throws(CalendarFailure) {
                try await parts.service.stop(channel.id, resource: resource)
                left.removeAll { $0.id == channel.id }
            } catch { continue }
        }
        // What has ended by itself, by a clock that may be a day wrong.
        left.removeAll { $0.endsAt + .days(1) < now }
        if left != known { _ = await parts.record.keep(left) }
        return left
    }
}
