// SPDX-License-Identifier: Apache-2.0
import RoomCore
import RoomRuntime

/// What a run should meet; `--every-situation` makes a run that misses one a failure.
enum Situation: String, CaseIterable {
    case cursorExpired, tokenRevoked, stormOfEdits, reconfigured, syncInManyPages
    case joined, joinedWhileOffline, joinedZoom, pressedTooSoon, pressedInMeeting, pressedFree, pressedBusy
    case pressedUnknown, tryAgain
    case bookingOffered, bookedByButton, extensionOffered, extendedByButton
    case booked, bookedBySentence, extended, endedEarly, bookingTaken, bookingRolledBack, released, invitationAnswered
    case twoJoinable, threeJoinable, twoJoinableAfterClockStep, joinableAllDay, busyAllDay, nextGroupWaits
    case adoptedSession, adoptedWhileOffline, adoptedHandedOver, killedWhileJoining, killedInSync
    case powerCutAnywhere, powerCutAtWrite, powerCutInTornWrite, powerCutInMeeting
    case startedWithoutClock, startedOffline, clockWentBack, clockWentAhead, clockSteppedInMeeting
    case diskFull, diskIOError, diskReadOnly, diskCannotSync
    case damagedByte, damagedCut, damagedEmpty, damagedDeleted
    case zoneClocksWentAhead, zoneClocksWentBack, zoneOfBrokenHours, acrossDateLine
    case buttonStuck, displayBackWhileJoinable, joinTookTooLong, joinEndedAtOnce, leaving
    case diskInUseAgain, waitedAsAsked
    case killedInStart, killedAtRequest, killedAtAnswer, killedAtSessionKept, killedAtSessionRemoved
    case killedAtJoinAsked, killedAtLeft, killedAtForgotten, killedAtShown, killedAtWritten, programNeverEnds
    case pulledWhileDown
    case pushLive, pushMissed, pushDown, pushReconfigured, streamBroke, streamBack, channelRenewed
    case channelEndedForGood
    case noticesLost, noticesLate, noticeDoubled, requestsSpentWithPush, tokenEndedMidPage, certificateEnded
    case keywordWritten, keywordTakenOut
    case keysRotated, keysRewrapped, keysRefused, powerCutInKeys, startedLocked, openedLate, openedByCopy
    case keyServiceAway, keyServiceDenied, keyServiceWrong, keysVerbBesideStart, keysVerbOnNewCard, wiped, wipeCutOff
    case keyServiceSlow, wipedInMeeting, wipedInSync, wipedWhileRotating, wipedWithoutService, wipedOnFailingDisk
    case personAway, personNotAwayYet, personRefused, personDeactivated, webhookTold, webhookRetried, webhookAnswerLost
    case settingsShown, settingsChanged
    case lcddShown, lcddAway, lcddClosed, lcddSilent, lcddSlow, lcddRefusing, lcddNoisy, lcddBadSize, lcddStalled
    case lcddResized, panelRestarted
    case olderCopyTold, olderCopyFetched, counterLost
    case seriesMissed, seriesVisited, seriesGivenBack
    case accountDeactivated, accountActiveAgain, startedDeactivated
    case requestsSpent, staleCalendar, joinerGone, joinerGoneInMeeting, displayLost, fiveTroublesInOneRoom
}

/// How often each occurred.
struct Situations {
    private var counts: [Situation: Int] = [:]
    private var rotationCuts: [Int: Int] = [:]

    /// A rotation of a room's window has so many writes, and some ten more.
    private static let writesOfRotation = 50

    /// All that a run should meet, by name.
    static var names: [String] {
        Situation.allCases.map(\.rawValue) + (1...writesOfRotation).map(rotationCut)
    }

    /// How often each occurred, by name.
    var named: [String: Int] {
        let cuts = rotationCuts.map { (Self.rotationCut($0.key), $0.value) }
        return Dictionary(counts.map { ($0.key.rawValue, $0.value) } + cuts, uniquingKeysWith: +)
    }

    private static func rotationCut(_ write: Int) -> String { "rotationCutAtWrite\(write)" }

    mutating func saw(_ situation: Situation) { counts[situation, default: 0] += 1 }

    /// The power went at the so-and-so-many-th write of a change of the data key.
    mutating func sawRotationCut(atWrite write: Int) { rotationCuts[write, default: 0] += 1 }

    mutating func sawKill(_ room: SeedRoom) {
        switch room.status?.state {
        case .joining: saw(.killedWhileJoining)
        default: break
        }
        if room.transport.isAsking { saw(.killedInSync) }
    }

    mutating func sawKill(at effect: SeedEffects.Kind) {
        let situation: Situation =
            switch effect {
            case .request: .killedAtRequest
            case .answer: .killedAtAnswer
            case .sessionKept: .killedAtSessionKept
            case .sessionRemoved: .killedAtSessionRemoved
            case .joinAsked: .killedAtJoinAsked
            case .left: .killedAtLeft
            case .forgotten: .killedAtForgotten
            case .shown: .killedAtShown
            case .written: .killedAtWritten
            }
        saw(situation)
    }

    mutating func saw(_ mood: LCDdMood) {
        let situation: Situation? =
            switch mood {
            case .sound: nil
            case .away: .lcddAway
            case .closes: .lcddClosed
            case .silent, .tooSlow: .lcddSilent
            case .slow: .lcddSlow
            case .refusing: .lcddRefusing
            case .noisy: .lcddNoisy
            case .badSize: .lcddBadSize
            case .stalled: .lcddStalled
            case .resized: .lcddResized
            }
        if let situation { saw(situation) }
    }

    mutating func sawState(_ status: RoomStatus, _ room: SeedRoom, _ wasInMemory: inout Bool) {
        switch status.state {
        case .couldNotJoin(_, .tookTooLong): saw(.joinTookTooLong)
        case .couldNotJoin(_, .endedAtOnce): saw(.joinEndedAtOnce)
        case .leaving: saw(.leaving)
        default: break
        }
        let isInMemory = status.sync.storage == .memory
        if wasInMemory, !isInMemory { saw(.diskInUseAgain) }
        wasInMemory = isInMemory
        if room.transport.retries.hasWaited { saw(.waitedAsAsked) }
    }

    mutating func count(_ plan: SeedPlan) {
        let first = plan.place.offset(at: plan.beginning)
        let last = plan.place.offset(at: plan.beginning + .days(plan.days))
        if last > first { saw(.zoneClocksWentAhead) }
        if last < first { saw(.zoneClocksWentBack) }
        if first.wholeSeconds % 3600 != 0 { saw(.zoneOfBrokenHours) }
        if first >= .hours(12) || first <= .hours(-11) { saw(.acrossDateLine) }
        let troubles: Set<SeedPlan.Feature> = [
            .network, .cloudRefusals, .tokens, .clock, .kills, .powerCuts, .diskFaults, .damage, .joinPrograms,
        ]
        if plan.features.intersection(troubles).count >= 5 { saw(.fiveTroublesInOneRoom) }
    }

    mutating func sawPress(_ outcome: PressOutcome?, _ before: RoomState, isOffline: Bool) {
        switch outcome {
        case .joining:
            saw(.joined)
            if isOffline { saw(.joinedWhileOffline) }
            if case .couldNotJoin = before { saw(.tryAgain) }
        case .tooSoon: saw(.pressedTooSoon)
        case .ignored: saw(.pressedInMeeting)
        case .showedNext: saw(.pressedFree)
        case .checkedIn: saw(.pressedBusy)
        case .saidWhy: saw(.pressedUnknown)
        case .offeredBooking: saw(.bookingOffered)
        case .booking: saw(.bookedByButton)
        case .offeredExtension: saw(.extensionOffered)
        case .extending: saw(.extendedByButton)
        case .leaving, .nothingToLeave, nil: break
        }
    }
}
