// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Simulation

/// The way to the simulated cloud. It sees what truly went over it.
final class SeedTransport: HTTPTransport {
    fileprivate let inner: SimulatedTransport
    fileprivate let loop: any AgentLoop
    /// Since when the listing that is being fetched has been looked at: pages come one by one.
    private var listingSince: Duration?
    /// When the last listing began that was delivered whole, with its cursor; nil for a new start.
    var contact: Duration?
    /// When its last page arrived.
    var contactEnded = Duration.zero
    private(set) var sent = 0
    /// Called before the calendar is asked for its events, or for notices of them.
    var asksForEvents: () -> Void = {}
    /// Called when the room may have changed the calendar.
    var edited: () -> Void = {}
    /// How many requests the calendar's service answered, by the day on which it did, as days since 1970.
    fileprivate(set) var answered: [Int: Int] = [:]
    fileprivate let zone: any TimeZoneRules
    /// A request is on its way.
    private(set) var isAsking = false
    private(set) var pagesOfLongest = 0
    private var pages = 0
    private(set) var retries = OracleRetries()
    /// Of the agent that asks now.
    var effects = SeedEffects()

    init(_ inner: SimulatedTransport, loop: any AgentLoop, zone: any TimeZoneRules) {
        self.inner = inner
        self.loop = loop
        self.zone = zone
    }

    /// Somebody or something gives a reason to ask earlier: a press, a step of the clock, another agent.
    func nudged() { retries = OracleRetries(broken: retries.broken) }

    /// There is no power: nothing goes out any more.
    var isCut = false
    /// A token was refused in the middle of a listing.
    private(set) var hasRefusedPage = false
    /// When a listing last was refused for its token's sake.
    private(set) var tokenRefusedAt: Duration?

    /// For who reads what happens in the room.
    var trace: SeedTrace?

    func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        guard let trace, trace.isRead else { return try await deliver(request) }
        // Of the query its end, which says from where to go on.
        let parts = request.url.split(separator: "?", maxSplits: 1)
        let words = "\(request.method.rawValue) \(parts[0]) \(parts.dropFirst().last?.suffix(60) ?? "")"
        do {
            let response = try await deliver(request)
            trace.add(loop.now, "asks", "\(words) \(response.status)")
            return response
        } catch {
            trace.add(loop.now, "asks", "\(words) \(error)")
            throw error
        }
    }

    private func deliver(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        guard !isCut else { throw HTTPFailure(.connection) }
        let effects = effects
        var isSent = false
        effects.happen(.request) { isSent = true }
        guard isSent else { throw HTTPFailure(.cancelled) }
        sent += 1
        let isListing = request.method == .get && request.url.utf8.contains("/events?".utf8)
        let isToken = request.url.hasSuffix("/token")
        if isListing { asksForEvents() }
        let isPush = request.url.utf8.contains("/events/watch".utf8) || request.url.utf8.contains("/channels/stop".utf8)
        if isPush {
            if request.url.utf8.contains("/events/watch".utf8) { asksForEvents() }
            return try await sendPush(request)
        }
        guard isListing || isToken else {
            // It reads or changes one event, or asks when the room is taken, because somebody waits.
            defer { edited() }
            return try await inner.send(request)
        }
        retries.asks(at: loop.now.uptime)
        let isFirst = isListing && !request.url.utf8.contains("pageToken".utf8)
        if isFirst {
            // What comes into the window at its far end says nothing of what has changed in it.
            listingSince = isAhead(request.url) ? nil : loop.now.uptime
            pages = 0
        }
        isAsking = true
        defer { isAsking = false }
        let response: HTTPResponse
        do { response = try await inner.send(request) } catch {
            if effects.isDead { throw HTTPFailure(.cancelled) }
            retries.failed(at: loop.now.uptime, retryAfter: nil)
            throw error
        }
        var hasCome = false
        effects.happen(.answer) { hasCome = true }
        guard hasCome else { throw HTTPFailure(.cancelled) }
        if response.status >= 400 {
            // The token's server is another: the calendar may be asked with the old token.
            let wait = isToken ? nil : response["retry-after"].flatMap { Int64($0) }
            retries.failed(at: loop.now.uptime, retryAfter: wait)
        } else {
            retries.answered()
        }
        if isListing { count() }
        if isListing, response.status == 401 {
            tokenRefusedAt = loop.now.uptime
            if !isFirst { hasRefusedPage = true }
        }
        guard isListing, response.status == 200 else { return response }
        pages += 1
        pagesOfLongest = max(pages, pagesOfLongest)
        if response.body.contains("\"nextSyncToken\"".utf8), let since = listingSince {
            contact = since
            contactEnded = loop.now.uptime
        }
        return response
    }
}

extension SeedTransport {
    /// Whether a listing is one of what begins later than now.
    private func isAhead(_ url: String) -> Bool {
        guard
            let least = url.split(whereSeparator: { $0 == "&" || $0 == "?" }).first(where: { $0.hasPrefix("timeMin=") })
        else { return false }
        let parts = least.dropFirst("timeMin=".utf8.count).split(separator: "%")
        // A colon is "%3A" there.
        let text = parts.indices.map { $0 == 0 ? String(parts[0]) : ":\(parts[$0].dropFirst(2))" }.joined()
        return CloudTime.instant(text).map { $0 > loop.now.wall } ?? false
    }

    /// Push asks at its own times.
    private func sendPush(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        let response = try await inner.send(request)
        count()
        return response
    }

    private func count() { answered[zone.civilTime(at: loop.now.wall).date.daysSince1970, default: 0] += 1 }
}

extension Collection where Element == UInt8 {
    /// Whether the bytes stand somewhere in it. Both lie in memory in one piece.
    func contains(_ word: String.UTF8View) -> Bool {
        let isThere = withContiguousStorageIfAvailable { bytes in
            word.withContiguousStorageIfAvailable { word in
                guard let first = word.first, word.count <= bytes.count else { return word.isEmpty }
                return (0...bytes.count - word.count).contains { place in
                    bytes[place] == first && bytes[place..<place + word.count].elementsEqual(word)
                }
            }
        }
        guard let isThere = isThere ?? nil else { preconditionFailure("bytes in one piece") }
        return isThere
    }
}
