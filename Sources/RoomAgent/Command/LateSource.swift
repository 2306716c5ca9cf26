// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// The calendar, once its credentials can be used. Until then each request tries to read them again, so that a file
/// that somebody mended is seen at the next sync, and the room goes on with what it knows.
final class LateSource: CalendarSource, PushService, InvitationEditor {
    typealias Calendar = CalendarSource & PushService & InvitationEditor

    struct Made {
        var source: any Calendar
        /// The address of the service account that it asks as; nil where it asks as a user.
        var account: String?
        /// When the certificate that it signs in with ends; nil where there is none.
        var certificateEnd: () -> Instant?
    }

    private let make: () throws(AssemblyFailure) -> Made
    private let failed: (AssemblyFailure) -> Void
    private var made: Made?
    /// The address of the account; nil until its credential could be read, and for a user's.
    var account: String? { made?.account }
    /// When the certificate ends that it signs in with; nil where there is none.
    var certificateEnd: Instant? { made?.certificateEnd() }
    private var lastFailure: AssemblyFailure?

    /// Calls `make` at once, and again at each request until it succeeds. Calls `failed` with a reason that differs
    /// from the one before.
    init(make: @escaping () throws(AssemblyFailure) -> Made, failed: @escaping (AssemblyFailure) -> Void) {
        self.make = make
        self.failed = failed
        _ = try? opened()
    }

    var requests: Int { made?.source.requests ?? 0 }

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

    func invitation(_ event: MeetingID, on calendar: CalendarID) async throws(EditFailure) -> Invitation {
        try await editor().invitation(event, on: calendar)
    }

    func write(
        _ edit: InvitationEdit, to version: EventVersion, on calendar: CalendarID
    ) async throws(EditFailure) -> Invitation {
        try await editor().write(edit, to: version, on: calendar)
    }

    func occurrences(
        of series: MeetingID, from start: Instant, on calendar: CalendarID
    ) async throws(EditFailure) -> [Invitation] {
        try await editor().occurrences(of: series, from: start, on: calendar)
    }

    private func editor() throws(EditFailure) -> any InvitationEditor {
        do { return try opened() } catch { throw .failed(error) }
    }

    private func opened() throws(CalendarFailure) -> any Calendar {
        if let made { return made.source }
        do throws(AssemblyFailure) {
            let made = try make()
            self.made = made
            return made.source
        } catch {
            if error != lastFailure { failed(error) }
            lastFailure = error
            throw CalendarFailure(.badCredentials, detail: error.cause)
        }
    }
}
