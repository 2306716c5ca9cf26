// SPDX-License-Identifier: Apache-2.0
import JoinLinks
import RoomCore
import Testing

@testable import JoinLinks

@Suite("What is never dialled")
struct DialPolicyTests {
    static let refused: [(address: String, reason: String)] = [
        // Help, services, and whatever is as short
        ("tel:112", "short-number"), ("tel:911", "short-number"), ("tel:999", "short-number"),
        ("tel:000", "short-number"), ("tel:1", "short-number"), ("tel:116117", "short-number"),
        ("tel:%31%31%32", "short-number"), ("tel:1-1-2", "short-number"), ("tel:112;phone-context=+44", "short-number"),
        ("tel:112,,123456789#", "short-number"), ("tel:9,,112", "short-number"), ("tel:1120000", "short-number"),
        ("tel:9110000000", "short-number"), ("tel:+112", "short-number"), ("tel:+358112", "short-number"),
        ("tel:+1911", "short-number"), ("tel:+19115551234", "short-number"), ("tel:00112", "short-number"),
        ("sip:112@sip.example.com", "short-number"), ("sip:%311%32@sip.example.com", "short-number"),
        ("sip:+112@sip.example.com", "short-number"), ("sip:1-1-2@sip.example.com", "short-number"),
        ("sips:911@sip.example.com;transport=tls", "short-number"), ("h323:999@sip.example.com", "short-number"),
        ("sip:123@sip.example.com;user=phone", "short-number"),
        // What costs
        ("tel:+19005551234", "premium-number"), ("tel:+1-900-555-1234", "premium-number"),
        ("tel:+19765551234", "premium-number"), ("tel:+12129761234", "premium-number"),
        ("tel:19005551234", "premium-number"), ("tel:9005551234", "premium-number"),
        ("tel:0019005551234", "premium-number"), ("tel:01144909555123", "premium-number"),
        ("tel:+449098790123", "premium-number"), ("tel:+448711234567", "premium-number"),
        ("tel:+35860012345", "premium-number"), ("tel:+35870012345", "premium-number"),
        ("tel:060012345", "premium-number"), ("tel:0900123456", "premium-number"),
        ("tel:+4990012345678", "premium-number"), ("tel:+46900123456", "premium-number"),
        ("tel:+448451234567", "premium-number"), ("tel:+33899123456", "premium-number"),
        ("tel:+38560123456", "premium-number"), ("tel:+420900123456", "premium-number"),
        ("tel:+420976123456", "premium-number"),
        ("tel:+351760123456", "premium-number"), ("tel:+390878123456", "premium-number"),
        ("tel:+3531550123456", "premium-number"), ("tel:+78031234567", "premium-number"),
        ("tel:+81990123456", "premium-number"),
        ("tel:+878101234567890", "premium-number"), ("tel:1150000", "short-number"),
        ("tel:1001234567", "short-number"), ("tel:+979123456789", "premium-number"),
        ("tel:+88213123456", "premium-number"),
        ("tel:+870123456789", "premium-number"), ("tel:+35860012345,,123456789#", "premium-number"),
        ("sip:+19005551234@sip.example.com", "premium-number"),
        ("sip:%2B19005551234@sip.example.com", "premium-number"),
        ("sip:19005551234@sip.example.com;user=phone", "premium-number"),
        // Networks of one's own
        ("sip:100@192.168.1.1", "private-host"), ("sip:100@10.0.0.1", "private-host"),
        ("sip:100@127.0.0.1", "private-host"), ("sip:100@169.254.1.1", "private-host"),
        ("sip:100@127.1", "private-host"), ("sip:100@2130706433", "private-host"),
        ("sip:100@0x7f.0x1", "private-host"), ("sip:100@203.0.113.5:5060", "private-host"),
        ("sip:100@[::1]", "private-host"), ("sip:100@[fe80::1]:5060", "private-host"),
        ("sip:100@localhost", "private-host"), ("sip:100@pbx", "private-host"), ("sip:pbx", "private-host"),
        ("sip:100@PBX.Local", "private-host"), ("sip:100@pbx.lan", "private-host"),
        ("sip:100@pbx.internal", "private-host"), ("sip:100@pbx.home.arpa", "private-host"),
        ("h323:100@192.168.1.1", "private-host"), ("sip:911;x@sip.example.com", "private-host"),
        // Escapes
        ("sip:%0d%0aX@sip.example.com", "malformed"), ("sip:a%00@sip.example.com", "malformed"),
        ("sip:a%7f@sip.example.com", "malformed"), ("sip:a%22b@sip.example.com", "malformed"),
        ("sip:a%27b@sip.example.com", "malformed"), ("sip:a%60b@sip.example.com", "malformed"),
        ("sip:a%5cb@sip.example.com", "malformed"), ("sip:a%40b@sip.example.com", "malformed"),
        ("sip:a%20b@sip.example.com", "malformed"), ("sip:a%zz@sip.example.com", "malformed"),
        ("sip:a%2531@sip.example.com", "malformed"), ("sip:@sip.example.com", "malformed"),
        ("sip:a@sip..example.com", "malformed"), ("sip:a@-x.example.com", "malformed"),
        ("tel:+155512345678901234", "malformed"), ("tel:+15551234567,,1;x", "malformed"),
        ("tel:", "malformed"),
        // Ports
        ("sip:100@sip.example.com:65536", "odd-port"), ("sip:100@sip.example.com:99999", "odd-port"),
        ("sip:100@sip.example.com:0", "odd-port"), ("sip:100@sip.example.com:", "odd-port"),
        ("sip:100@sip.example.com:5060x", "odd-port"), ("sip:100@sip.example.com:123456", "odd-port"),
    ]

    @Test(
        "is told with its reason, in whatever field it stands, and not dialled at a press", arguments: refused.indices)
    func told(index: Int) {
        let (address, reason) = Self.refused[index]
        let finder = LinkFinder()
        let isPhone = address.hasPrefix("tel:")
        let entry = EventText.Entry(type: isPhone ? "phone" : "sip", uri: address)
        let events = [
            EventText(body: "<a href=\"\(address)\">x</a>"),
            EventText(conference: [entry], conferenceSolution: "addOn"),
        ]
        for event in events {
            let found = finder.find(in: event)
            #expect(found.best == nil, "\(address)")
            #expect(found.ignored.map(\.reason) == [reason], "\(address)")
        }
        #expect(!finder.recheck(JoinAddress(service: "x", kind: isPhone ? .phone : .sip, address: Private(address))))
    }

    @Test("leaves ordinary meetings alone")
    func taken() {
        let samples = [
            ("tel:+15551234567,,123456789#", "tel:+15551234567,,123456789#"), ("tel:+3589123456", "tel:+3589123456"),
            ("tel:+2901234567", "tel:+2901234567"), ("tel:0942450123", "tel:0942450123"),
            ("tel:+442071234567", "tel:+442071234567"), ("tel:+448001234567", "tel:+448001234567"),
            ("tel:+18885551234", "tel:+18885551234"), ("tel:+46850521852", "tel:+46850521852"),
            ("tel:+351212345678", "tel:+351212345678"), ("tel:+35315546600", "tel:+35315546600"),
            ("tel:+390612345678", "tel:+390612345678"),
            ("tel:+33142345678", "tel:+33142345678"), ("tel:+4989123456", "tel:+4989123456"),
            ("sip:100@sip.example.com", "sip:100@sip.example.com"),
            ("sip:555@sip.example.com", "sip:555@sip.example.com"),
            ("sip:112233445@zoomcrc.com", "sip:112233445@zoomcrc.com"),
            ("sip:19001234567@zoomcrc.com", "sip:19001234567@zoomcrc.com"),
            ("sip:+15551234567@sip.example.com;user=phone", "sip:+15551234567@sip.example.com;user=phone"),
            ("sip:%6aane%2edoe@sip.example.com", "sip:jane.doe@sip.example.com"),
            ("sip:100@sip.example.com:65535", "sip:100@sip.example.com:65535"),
            ("sip:room.5@1.example.com", "sip:room.5@1.example.com"), ("sip:sip.example.com", "sip:sip.example.com"),
        ]
        let finder = LinkFinder()
        for (address, dialled) in samples {
            let best = finder.find(in: EventText(body: "<a href=\"\(address)\">x</a>")).best
            #expect(best?.address.exposed == dialled, "\(address)")
            #expect(best.map(finder.recheck) == true, "\(address)")
        }
    }

    @Test(
        "is every number that does not begin as the configuration says, also of SIP; meetings and names are no numbers",
        arguments: [
            ("tel:+358912345678", true), ("tel:00358912345678", true), ("tel:011358912345678", true),
            ("tel:+4612345678", true), ("tel:0912345678", true), ("tel:+35912345678", false),
            ("tel:+15551234567", false), ("tel:0015551234567", false), ("tel:0812345678", false),
            ("tel:+35891234567,,123#", true), ("tel:+15551234567,,+358#", false),
            ("sip:+358912345678@sip.example.com", true), ("sip:+15551234567@sip.example.com", false),
            ("sip:+1-555-123.4567@sip.example.com", false), ("sip:0912345678@sip.example.com;user=phone", true),
            ("sip:0812345678@sip.example.com;user=phone", false), ("sip:0812345678@sip.example.com;USER=PHONE", false),
            ("sip:0812345678@sip.example.com", true), ("sip:112233445@zoomcrc.com", true),
            ("sip:jane@sip.example.com", true), ("sip:sip.example.com", true),
            ("h323:+15551234567@sip.example.com", false),
        ])
    func prefixes(address: String, isTaken: Bool) {
        let finder = LinkFinder(dialPrefixes: ["+358", "+46", "09"])
        let found = finder.find(in: EventText(body: "<a href=\"\(address)\">x</a>"))
        let anybody = LinkFinder().find(in: EventText(body: "<a href=\"\(address)\">x</a>"))
        if isTaken {
            #expect(found.best != nil && found.best == anybody.best)
            #expect(found.best.map(finder.recheck) == true)
        } else {
            // An address that was found before the configuration was changed is looked at again at the press.
            #expect(
                found.best == nil && found.ignored.map(\.reason).last == anybody.ignored.last?.reason ?? "other-prefix")
            #expect(anybody.best.map(finder.recheck) != true)
        }
    }

    @Test("what is refused for everybody no prefix allows")
    func onlyNarrower() {
        let finder = LinkFinder(dialPrefixes: ["+1", "1", "9", "+44", "+979"])
        for address in ["tel:+19005551234", "tel:112", "tel:+449098790123", "tel:+979123456789", "tel:9110000000"] {
            #expect(finder.find(in: EventText(body: "<a href=\"\(address)\">x</a>")).best == nil, "\(address)")
        }
    }

    @Test("is told of a bare number in the location too")
    func bareNumber() {
        for text in ["+1 900 555 1234", "Call +358 600 123 45, PIN: 1234#", "+1 900 555 1234,,123#"] {
            let found = LinkFinder().find(in: EventText(location: text))
            #expect(found.best == nil)
            #expect(found.ignored.map(\.reason) == ["premium-number"], "\(text)")
        }
    }
}
