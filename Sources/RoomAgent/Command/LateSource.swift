// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// The calendar, once its credentials can be used. Until then each request tries to read them again, so that a file
/// that somebody mended is seen at the next sync, and the room goes on with what it knows.
final class LateSource: CalendarSource, PushService {
    /// The source, and the address of the account that it asks as.
    typealias Made = (source: any CalendarSource & PushService, account: String)

    private let make: () throws(AssemblyFailure) -> Made
    private let failed: (AssemblyFailure) -> Void
    private var source: (any CalendarSource & PushService)?
    /// The address of the account; nil until its key could be read.
    private(set) var account: String?
    private var lastFailure: AssemblyFailure?

    /// Calls `make` at once, and again at each request until it succeeds. Calls `failed` with a reason that differs
    /// from the one before.
    init(make: @escaping () throws(AssemblyFailure) -> Made, failed: @escaping (AssemblyFailure) -> Void) {
        self.make = make
        self.failed = failed
        source = try? opened()
    }

    var requests: Int { source?.requests ?? 0 }

    func page(_ request: CalendarPageRequest) async throws(CalendarFailure) -> CalendarPage {
        try await opened().page(request)
    }

    func watch(
        _ id: String, token: Private<String>, address: Private<String>
    ) async throws(CalendarFailure) -> PushLease {
        try await opened().watch(id, token: token, address: address)
    }

    func stop(_ id: String, resource: String) async throws(CalendarFailure) {
        try await opened().stop(id, resource: resource)
    }

    private func opened() throws(CalendarFailure) -> any CalendarSource & PushService {
        if let source { return source }
        do throws(AssemblyFailure) {
            let made = try make()
            source = made.source
            account = made.account
            return made.source
        } catch {
            if error != lastFailure { failed(error) }
            lastFailure = error
            throw CalendarFailure(.badCredentials, detail: error.cause)
        }
    }
}
