// SPDX-License-Identifier: Apache-2.0

/// How a meeting is joined by an address.
package enum JoinKind: UInt8, Hashable, Sendable, CaseIterable {
    /// An https link that a browser opens.
    case video = 0
    /// `sip:`, `sips:` or `h323:`.
    case sip = 1
    /// `tel:`.
    case phone = 2

    /// As the configuration's keys and join programs have it: `video`, `sip`, `phone`.
    package var word: String {
        switch self {
        case .video: "video"
        case .sip: "sip"
        case .phone: "phone"
        }
    }
}

/// A place where a meeting is held, found in an event.
package struct JoinAddress: Hashable, Sendable {
    /// Stable, lower-case name of the service: `google-meet`, `zoom`, `teams`, … `sip`, `phone`, or a configured name.
    package var service: String
    /// Whether a browser opens it or a telephone dials it.
    package var kind: JoinKind
    /// The URL to open or dial, normalised; at most `maximumBytes` of printable ASCII without spaces.
    package var address: Private<String>

    package init(service: String, kind: JoinKind, address: Private<String>) {
        self.service = service
        self.kind = kind
        self.address = address
    }

    /// The longest `address`: 2,048 bytes.
    package static let maximumBytes = 2048
}
