// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Simulation

/// The way on which people, settings and the webhook are asked: requests that the calendar's own rules do not count.
final class SeedSideDoor: HTTPTransport {
    private let room: SeedRoom
    private let effects: SeedEffects
    private let send: (HTTPRequest) async throws(HTTPFailure) -> HTTPResponse
    private let answered: (HTTPRequest, HTTPResponse?) -> Void

    /// - Parameters:
    ///   - send: what is behind the door.
    ///   - answered: called with each reply that came to a living agent; nil for none.
    init(
        _ room: SeedRoom, _ effects: SeedEffects, answered: @escaping (HTTPRequest, HTTPResponse?) -> Void,
        send: @escaping (HTTPRequest) async throws(HTTPFailure) -> HTTPResponse
    ) {
        self.room = room
        self.effects = effects
        self.answered = answered
        self.send = send
    }

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        guard !room.powerIsOut else { throw HTTPFailure(.connection) }
        var isSent = false
        effects.happen(.request) { isSent = true }
        guard isSent else { throw HTTPFailure(.cancelled) }
        let response: HTTPResponse
        do { response = try await send(request) } catch {
            if effects.isDead { throw HTTPFailure(.cancelled) }
            answered(request, nil)
            throw error
        }
        if effects.isDead { throw HTTPFailure(.cancelled) }
        answered(request, response)
        return response
    }
}
