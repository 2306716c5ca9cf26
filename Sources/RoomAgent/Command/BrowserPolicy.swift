// SPDX-License-Identifier: Apache-2.0
import JSON
import RoomCore

/// The managed policy of Chromium for a room's screen: camera and microphone belong to the meeting hosts, without a
/// question, and to nobody else; only they, the pages that they lead through, and the joiner's own open at all; and the
/// browser offers nothing of its own.
///
/// Names and values: https://chromeenterprise.google/policies/. Two kinds of patterns are in it: those of URLAllowlist,
/// in which a host means those below it too unless a dot stands before it, and those of content settings, in which
/// `[*.]` stands for what is below.
struct BrowserPolicy {
    /// Hosts on which meetings are opened; `*.` stands before a domain.
    var meetingHosts: [String]
    /// Hosts that may be opened beside them, with a path behind them or without.
    var otherHosts: [String]

    static let path = "/etc/chromium/policies/managed/room-agent.json"
    /// Where room-agent-join.service has its pages. A folder needs its slash at the end: the filter is a prefix.
    static let pages = "file:///run/room-join/pages/"

    var json: JSONText {
        let open = (meetingHosts + otherHosts).map { Self.filter($0) } + [Self.pages]
        let captures = Set(meetingHosts.map(Self.origin)).sorted()
        return .object(
            [
                ("URLBlocklist", Self.list(["*"])),
                ("URLAllowlist", Self.list(Set(open).sorted())),
                ("VideoCaptureAllowed", .bool(false)),
                ("VideoCaptureAllowedUrls", Self.list(captures)),
                ("AudioCaptureAllowed", .bool(false)),
                ("AudioCaptureAllowedUrls", Self.list(captures)),
                ("ExtensionInstallBlocklist", Self.list(["*"])),
                ("AutoplayAllowed", .bool(true)),
                ("ForceEphemeralProfiles", .bool(true)),
                ("SavingBrowserHistoryDisabled", .bool(true)),
                ("SyncDisabled", .bool(true)),
                ("SuppressUnsupportedOSWarning", .bool(true)),
            ] + Self.off.map { ($0, .bool(false)) } + Self.numbers.map { ($0, .integer($1)) })
    }

    /// What the browser would offer, ask or send by itself.
    private static let off = [
        "AllowFileSelectionDialogs", "AutofillAddressEnabled", "AutofillCreditCardEnabled", "BackgroundModeEnabled",
        "BookmarkBarEnabled", "BrowserAddPersonEnabled", "BrowserGuestModeEnabled", "DefaultBrowserSettingEnabled",
        "DefaultSearchProviderEnabled", "EditBookmarksEnabled", "EnableMediaRouter", "MetricsReportingEnabled",
        "PasswordManagerEnabled", "PaymentMethodQueryEnabled", "PrintingEnabled", "PrivacySandboxPromptEnabled",
        "PromotionsEnabled", "RemoteDebuggingAllowed", "ScreenCaptureAllowed", "SearchSuggestEnabled", "ShowHomeButton",
        "SpellcheckEnabled", "TaskManagerEndProcessEnabled", "TranslateEnabled", "UserFeedbackAllowed",
    ]

    /// 2 is "block" in every Default…Setting; 3 blocks every download; 5 opens nothing at the start.
    private static let numbers: [(String, Int64)] = [
        ("BrowserSignin", 0), ("DefaultClipboardSetting", 2), ("DefaultFileSystemReadGuardSetting", 2),
        ("DefaultFileSystemWriteGuardSetting", 2), ("DefaultGeolocationSetting", 2), ("DefaultIdleDetectionSetting", 2),
        ("DefaultLocalFontsSetting", 2), ("DefaultNotificationsSetting", 2), ("DefaultSensorsSetting", 2),
        ("DefaultSerialGuardSetting", 2), ("DefaultWebBluetoothGuardSetting", 2), ("DefaultWebHidGuardSetting", 2),
        ("DefaultWebUsbGuardSetting", 2), ("DefaultWindowManagementSetting", 2), ("DeveloperToolsAvailability", 2),
        ("DownloadRestrictions", 3), ("GenAiDefaultSettings", 2), ("IncognitoModeAvailability", 1),
        ("NetworkPredictionOptions", 2), ("RestoreOnStartup", 5),
    ]

    private static func list(_ texts: [String]) -> JSONText { .array(texts.map { .text($0) }) }

    private static func filter(_ host: String) -> String {
        host.hasPrefix("*.") ? "https://\(host.dropFirst(2))" : "https://.\(host)"
    }

    private static func origin(_ host: String) -> String {
        host.hasPrefix("*.") ? "https://[*.]\(host.dropFirst(2))" : "https://\(host)"
    }
}
