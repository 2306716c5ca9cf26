// SPDX-License-Identifier: Apache-2.0
import RoomCore
import RoomRuntime

/// One thing that happens to a room.
enum SeedAction {
    // The calendar
    case add(EventPlan)
    case addSeries(EventPlan, count: Int)
    case cancelSeries(Int)
    case move(Int, by: Duration)
    case retitle(Int)
    case relink(Int, LinkPlan)
    case cancel(Int)
    case decline(Int, Bool)
    case storm(Int)
    /// Its organiser writes the word for a meeting into its location, or takes it out.
    case keyword(Int, Bool)
    /// The room is invited to a series, a day apart.
    case addInvited(start: Duration, length: Duration, count: Int)
    /// Somebody cancels the occurrence of a day, of the so-and-so-many-th of these series.
    case skip(Int, Int)
    // The network and the cloud
    case fault(CloudTrouble)
    case faultEnds
    case expireSyncTokens, revokeTokens
    case keyDeleted, keyBack
    /// Once, between two pages of a listing.
    case tokenEndsMidPage
    case certificateEnds, certificateRenewed
    // Push
    case notices(NoticeFate)
    case stream(Bool)
    case pushConfigured(Bool)
    /// Somebody activates the room's account, or deactivates it.
    case account(isActive: Bool)
    // People and devices
    case press, bounce, hold
    case ask(BookingWish)
    /// A door says that somebody is in the room, for so long.
    case present(Duration)
    case stuck(Bool)
    case display(Bool)
    case lcdd(LCDdMood)
    /// Its power is gone for a moment, its line is not.
    case panelRestarts
    /// Somebody pulls the panel's cable while the button is down, and puts it back.
    case pulledWhileDown(back: Duration)
    // Join programs
    case joiner(JoinBehaviour)
    case joinerThere(Bool)
    case sessionEnds
    // The clock
    case clockStep(Duration)
    case clockMended
    case keys(KeyAction)
    case people(PeopleAction)
    case settings(SettingsAction)
    case counter(CounterAction)
    // The process, the power and the disk
    case restart
    case kill(down: Duration)
    /// The agent is killed at the so-and-so-many-th effect from now on, of that kind or of any; it happens, or does not.
    case killAtEffect(Int, SeedEffects.Kind?, happens: Bool, down: Duration)
    /// It is killed now, and the next one at an effect of its start.
    case killInStart(Int, happens: Bool)
    /// The power goes at the so-and-so-many-th write from now on, or now where none comes within an hour.
    case powerCut(write: Int, torn: Bool)
    case disk(DiskTrouble)
    case diskMended
    /// The agent is killed and the file harmed before the next start.
    case damage(FileDamage)
    case reconfigure(joinEarly: Duration, hideTitles: Bool)
}

/// An event as it is made.
struct EventPlan {
    var start: Duration
    var length: Duration
    var isAllDay = false
    var link = LinkPlan.meet
    var isTransparent = false
    var isPrivate = false
    var isTentative = false
    /// An entry of Google's own kind that is no meeting.
    var isNoMeeting = false
}

enum LinkPlan: CaseIterable {
    case none, meet, zoom, inBody
    /// Addresses that look like one and are none.
    case foreignHost, userInfo, script, plainText
}

/// What the way to the cloud, or the cloud, does until it ends.
enum CloudTrouble: CaseIterable {
    case unreachable, noSuchHost, portal, redirect, untrusted, slow, stalled, garbage, wrongShape, cut
    case serverError, rateLimited, quota, forbidden, notFound, apiDisabled, badRequest, unauthorized, tokenRefused
    case retryAfter, htmlError, midPage
}

/// What becomes of notices until something else does.
enum NoticeFate: CaseIterable {
    case delivered, lost, doubled, late
}

enum DiskTrouble: CaseIterable {
    case full, ioError, readOnly, noSync
}

enum FileDamage: CaseIterable {
    case flippedByte, cutShort, emptied, deleted
}

enum JoinBehaviour: CaseIterable {
    case runs, handsOver, exitsAtOnce, crashesLater, isMissing, cannotStart, hangs, isSlow, isStubborn
    /// Its joiner takes an order to end it and never says that it has ended.
    case isDeaf

    static let allCases: [JoinBehaviour] = [
        .runs, .handsOver, .exitsAtOnce, .crashesLater, .isMissing, .cannotStart, .hangs, .isSlow, .isStubborn,
    ]
}
