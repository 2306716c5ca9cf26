// SPDX-License-Identifier: Apache-2.0

/// A meeting server that the organisation runs itself.
package struct OwnHost: Hashable, Sendable {
    /// Lower-case host name, without scheme, port or dot at the end.
    package var host: String
    /// What runs on the host.
    package var service: OwnHostService

    package init(host: String, service: OwnHostService) {
        self.host = host
        self.service = service
    }
}

/// A kind of meeting server that organisations run themselves; the raw value is the service's stable name.
package enum OwnHostService: String, CaseIterable, Sendable {
    /// Jitsi Meet: `https://HOST/ROOM`.
    case jitsi
    /// BigBlueButton with Greenlight.
    case bigBlueButton = "bigbluebutton"
    /// Nextcloud Talk: `https://HOST/call/TOKEN`.
    case nextcloudTalk = "nextcloud-talk"
    /// Element Call.
    case elementCall = "element-call"
    /// Skype for Business Server: `https://HOST/NAME/ID`.
    case skypeForBusiness = "skype-for-business"
}
