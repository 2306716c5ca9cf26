// SPDX-License-Identifier: Apache-2.0
internal import RoomCore

/// Has the service understand sentences, each sent once, and takes back what came of one that became no booking.
final class SentenceDesk {
    private let editor: any CalendarEditor
    private let loop: any AgentLoop
    private var left: [Left] = []
    private var isTaking = false

    /// What may stand on the calendar of bookings, and is nobody's.
    private enum Left {
        case event(EventVersion)
        /// What came of it is not known.
        case sentence(BookingSentence, sentAt: Instant, sentUptime: Duration)
    }

    /// One sentence under way.
    struct Errand {
        var sentAt: (wall: Instant, uptime: Duration)?
        /// Why nobody knows what the service made of it.
        var lost: EditFailure?
    }

    private static let maximumCount = 16
    /// The service may make the event late: so long after it was sent, what is not there will not come.
    private static let longest = Duration.minutes(2)
    /// An event that could not be found for so long is given up.
    private static let patience = Duration.hours(1)

    init(editor: any CalendarEditor, loop: any AgentLoop) {
        self.editor = editor
        self.loop = loop
    }

    /// What the service makes of the sentence; the second time, what it made of it. Throws the failure of the first
    /// time where that is not known.
    func event(of sentence: BookingSentence, _ errand: inout Errand) async throws(EditFailure) -> EventCopy {
        if let lost = errand.lost, let sentAt = errand.sentAt {
            guard let found = try await editor.made(of: sentence, sentAt: sentAt.wall) else { throw lost }
            errand.lost = nil
            return found
        }
        errand.sentAt = (loop.now.wall, loop.now.uptime)
        do throws(EditFailure) { return try await editor.quickAdd(sentence.text) } catch {
            if error.mayBeDone { errand.lost = error }
            throw error
        }
    }

    /// Deletes it, now or as soon as the service can be asked.
    func delete(_ copy: EventCopy) async {
        do throws(EditFailure) { try await editor.discard(copy.version) } catch {
            if case .failed = error { keep(.event(copy.version)) }
        }
    }

    /// The sentence is no booking: what came of it is looked for, and deleted.
    func giveUp(_ sentence: BookingSentence, _ errand: Errand) {
        guard errand.lost != nil, let sentAt = errand.sentAt else { return }
        keep(.sentence(sentence, sentAt: sentAt.wall, sentUptime: sentAt.uptime))
    }

    private func keep(_ one: Left) {
        if left.count < Self.maximumCount { left.append(one) }
    }

    /// There is something to look for, or to delete.
    var owes: Bool { !left.isEmpty }

    func deleteLeft() async {
        guard !isTaking else { return }
        isTaking = true
        defer { isTaking = false }
        let all = left
        left = []
        for one in all {
            do throws(EditFailure) {
                switch one {
                case .event(let version): try await editor.discard(version)
                case .sentence(let sentence, let sentAt, let sentUptime):
                    if let found = try await editor.made(of: sentence, sentAt: sentAt) {
                        await delete(found)
                    } else if loop.now.uptime - sentUptime < Self.longest {
                        keep(one)
                    }
                }
            } catch {
                guard case .failed = error else { continue }
                if case .sentence(_, _, let sentUptime) = one, loop.now.uptime - sentUptime > Self.patience { continue }
                keep(one)
            }
        }
    }
}
