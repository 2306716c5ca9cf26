// SPDX-License-Identifier: Apache-2.0
import RoomCore

extension ConfigurationFault {
    /// Names a kind of fault; the raw value is stable. What is wrong, in a sentence, and what to write instead stand
    /// with the fault of that name: `ConfigurationFault+Lines`, `+Values`, `+Devices` and `+Checks`, in the order of
    /// the cases.
    package enum Code: String, CaseIterable, Sendable {
        // Files and lines
        case noFile
        case tooManyFiles
        case fileTooLarge
        case tooManyLines
        case tooManyProblems
        case notText
        case utf16
        case byteOrderMark
        case carriageReturns
        case notUTF8
        case lineTooLong
        case invisibleCharacter
        case tabInValue
        case sectionNotClosed
        case textAfterSection
        case sectionWithoutName
        case unknownSection
        case commentSign
        case commentBehindValue
        case continuedLine
        case colonForEquals
        case lookAlikeEquals
        case noEquals
        case noKey
        case keyBeforeSection
        case unknownKey
        case keyOfOtherSection
        case duplicateKey
        case emptyValue
        case quotedValue

        // Values
        case notYesOrNo
        case unknownWord
        case languageOfLaterVersion
        case notWholeNumber
        case numberOutOfRange
        case windowTooLarge
        case notTimeSpan
        case unknownTimeUnit
        case timeSpanOutOfRange
        case nameTooLong
        case calendarIsWebAddress
        case calendarIsPrimary
        case notMailAddress
        case percentEncodedAddress
        case actsAsServiceAccount
        case notZoneName
        case zoneIsOffset
        case pathNotAbsolute
        case pathNeedsShell
        case pathIsURL
        case pathWithDots
        case pathIsDirectory
        case pathTooLong
        case keyItselfPasted
        case notURL
        case urlScheme
        case plainHTTP
        case urlCredentials
        case urlPath
        case urlPort
        case notHost
        case hostIsURL
        case hostPattern
        case hostNotASCII
        case tooManyHosts
        case notDialPrefix
        case dialPrefixWithoutPlus
        case tooManyDialPrefixes
        case tooManyPeople
        case notKeyFile
        case keySourceIsPath
        case keySourceScheme
        case vaultKey
        case kmsKey
        case vaultNamespace
        case credentialName
        case notGroupName
        case notListenAddress
        case notKeyword
        case notAddressTemplate

        // Devices and commands
        case deviceWithoutScheme
        case unknownDeviceScheme
        case wrongDeviceUse
        case deviceAddressIncomplete
        case deviceAddress
        case notDisplaySize
        case displaySizeSwapped
        case displaySizeOutOfRange
        case quoteNotClosed
        case quoteInsideWord
        case foreignQuote
        case foreignDash
        case wholeCommandQuoted
        case tooManyWords
        case programNotFoundByName
        case programIsAssignment
        case programIsAddress
        case noPlaceholder
        case repeatedPlaceholder
        case unknownPlaceholder
        case shellSyntax
        case shellProgram
        case remoteShell

        // The whole
        case missingKey
        case twoNames
        case pushBothWays
        case pushIncomplete
        case bookAsAlone
        case bookAsItself
        case keywordWithoutAddress
        case addressWithoutKeyword
        case sameKeyword
        case vaultIncomplete
        case keyWithoutEffect
        case webhookIncomplete
        case releaseAlone
        /// `[manners] release-series-after` without `release-after`.
        case releaseSeriesAlone
        case sameLamp
        case lampOnButtonLine
        case portTaken
        case hostOfTwoServices
        case delegation
        case noJoinCommand
        case nothingLeaves
        case leaveWithoutEffect
        case sectionWithoutDevice
        case pathUnderHome
        case unstableDevice

        /// `.warning` for what is unwise but can be meant; `.error` for all the rest.
        package var severity: Severity {
            switch self {
            case .delegation, .noJoinCommand, .nothingLeaves, .leaveWithoutEffect, .sectionWithoutDevice,
                .keyWithoutEffect, .pathUnderHome,
                .unstableDevice:
                .warning
            default: .error
            }
        }
    }
}
