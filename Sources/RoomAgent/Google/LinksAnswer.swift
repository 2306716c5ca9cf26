// SPDX-License-Identifier: Apache-2.0
internal import JSON
package import JoinLinks
import RoomCore

/// The answer of `room-agent links` to one event.
package enum LinksAnswer {
    /// One line of JSON, without a line end:
    /// `{"best":{"service","kind","address"}|null,"others":[…],"ignored":[{"address","reason"}],"keyword":…|null}`.
    /// It holds addresses in clear: whoever asks has given the event.
    package static func line(for findings: LinkFindings) -> String {
        JSONText.object([
            "best": findings.best.map(json) ?? .null,
            "others": .array(findings.others.map(json)),
            "ignored": .array(
                findings.ignored.map { ignored in
                    .object(["address": .text(ignored.address.exposed), "reason": .text(ignored.reason)])
                }),
            "keyword": .text(findings.keyword),
        ]).text
    }

    private static func json(_ address: JoinAddress) -> JSONText {
        let kind =
            switch address.kind {
            case .video: "video"
            case .sip: "sip"
            case .phone: "phone"
            }
        return .object([
            "service": .text(address.service), "kind": .text(kind), "address": .text(address.address.exposed),
        ])
    }
}
