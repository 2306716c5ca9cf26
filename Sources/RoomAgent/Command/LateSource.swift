// SPDX-License-Identifier: Apache-2.0
import AgentHost
import RoomCore

/// The calendar, once its credentials can be used. Until then each request tries to read them again, so that a file
/// that somebody mended is seen at the next sync, and the room goes on with what it knows.
final class LateSource: CalendarSource, PushService, CalendarAccess, CalendarSharing, InvitationEditor,
    AccountSettingsSource
{
    typealias Calendar = CalendarSource & PushService & CalendarAccess & InvitationEditor

    struct Made {
        var source: any Calendar
        var editor: any CalendarEditor
        /// Changes who may do what with the calendar.
        var sharing: any CalendarSharing
        /// Reads the settings of the user that it signs in for. Default: nil, it signs in for none.
        var settings: (any AccountSettingsSource)?
        /// The address of the service account that it asks as; nil where it asks as a user.
        var account: String?
        /// The address of the account that it asks as; nil where it is not known.
        var actor: String?
        /// When the certificate that it signs in with ends; nil where there is none.
        var certificateEnd: () -> Instant?
    }

    private let make: () throws(AssemblyFailure) -> Made
    private let failed: (AssemblyFailure) -> Void
    private var made: Made?
    /// The address of the account; nil until its credential could be read, and for a user's.
    var account: String? { made?.account }
    /// The address of the account that the calendar is asked as; nil as above.
    var actor: String? { made?.actor }
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
        let page = try await opened().source.page(request)
        // The last of many: nothing is read any more, and what was read is now written.
        if request.page != nil, page.nextPage == nil { ProcessMemory.letGoOfText() }
        return page
    }

    func role() async throws(CalendarFailure) -> CalendarRole? { try await opened().source.role() }

    var settingsRequests: Int { made?.settings?.settingsRequests ?? 0 }

    func value(of setting: AccountSetting) async throws(CalendarFailure) -> String? {
        try await opened().settings?.value(of: setting)
    }

    func role(of address: Private<String>) async throws(CalendarFailure) -> CalendarRole? {
        try await opened().sharing.role(of: address)
    }

    func grant(_ role: CalendarRole, to address: Private<String>) async throws(CalendarFailure) {
        try await opened().sharing.grant(role, to: address)
    }

    func revoke(_ address: Private<String>) async throws(CalendarFailure) {
        try await opened().sharing.revoke(address)
    }

    func watch(
        _ id: String, token: Private<String>, address: Private<String>
    ) async throws(CalendarFailure) -> PushLease {
        try await opened().source.watch(id, token: token, address: address)
    }

    func stop(_ id: String, resource: String) async throws(CalendarFailure) {
        try await opened().source.stop(id, resource: resource)
    }

    /// How many requests were answered that changed the calendar, or asked whether they may.
    var edits: Int { made?.editor.requests ?? 0 }

    func editor() throws(EditFailure) -> any CalendarEditor { try parts().editor }

    func invitation(_ event: MeetingID, on calendar: CalendarID) async throws(EditFailure) -> Invitation {
        try await parts().source.invitation(event, on: calendar)
    }

    func write(
        _ edit: InvitationEdit, to version: EventVersion, on calendar: CalendarID
    ) async throws(EditFailure) -> Invitation {
        try await parts().source.write(edit, to: version, on: calendar)
    }

    func occurrences(
        of series: MeetingID, from start: Instant, page: String?, on calendar: CalendarID
    ) async throws(EditFailure) -> (copies: [Invitation], nextPage: String?) {
        try await parts().source.occurrences(of: series, from: start, page: page, on: calendar)
    }

    private func parts() throws(EditFailure) -> Made {
        do throws(CalendarFailure) { return try opened() } catch { throw .failed(error) }
    }

    private func opened() throws(CalendarFailure) -> Made {
        if let made { return made }
        do throws(AssemblyFailure) {
            let made = try make()
            self.made = made
            return made
        } catch {
            if error != lastFailure { failed(error) }
            lastFailure = error
            throw CalendarFailure(.badCredentials, detail: error.cause)
        }
    }
}

/// The same for what changes the calendar.
final class LateEditor: CalendarEditor {
    private let source: LateSource
    let invitesRoom: Bool

    init(_ source: LateSource, invitesRoom: Bool) {
        self.source = source
        self.invitesRoom = invitesRoom
    }

    var requests: Int { source.edits }

    func read(_ event: MeetingID) async throws(EditFailure) -> EventCopy { try await source.editor().read(event) }
    func invitation(_ event: MeetingID) async throws(EditFailure) -> EventCopy {
        try await source.editor().invitation(event)
    }
    func insert(_ draft: EventDraft) async throws(EditFailure) -> EventVersion {
        try await source.editor().insert(draft)
    }
    func quickAdd(_ sentence: Private<String>) async throws(EditFailure) -> EventCopy {
        try await source.editor().quickAdd(sentence)
    }
    func made(of sentence: BookingSentence, sentAt: Instant) async throws(EditFailure) -> EventCopy? {
        try await source.editor().made(of: sentence, sentAt: sentAt)
    }
    func discard(_ version: EventVersion) async throws(EditFailure) { try await source.editor().discard(version) }
    func change(_ version: EventVersion, to edit: EventEdit) async throws(EditFailure) -> EventVersion {
        try await source.editor().change(version, to: edit)
    }
    func delete(_ version: EventVersion) async throws(EditFailure) { try await source.editor().delete(version) }
    func respond(_ answer: InvitationAnswer, to copy: EventCopy) async throws(EditFailure) -> EventVersion {
        try await source.editor().respond(answer, to: copy)
    }
    func occurrences(
        of series: MeetingID, from start: Instant, page: String?
    ) async throws(EditFailure) -> (copies: [EventCopy], nextPage: String?) {
        try await source.editor().occurrences(of: series, from: start, page: page)
    }
    func busy(from start: Instant, until end: Instant) async throws(EditFailure) -> [BusyTime] {
        try await source.editor().busy(from: start, until: end)
    }
}
