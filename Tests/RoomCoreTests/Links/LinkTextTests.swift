// SPDX-License-Identifier: Apache-2.0
import JoinLinks
import RoomCore
import Testing

@testable import JoinLinks

/// What mail programs, calendars and people make of a link.
@Suite("Addresses in real text")
struct LinkTextTests {
    private static let zoom = "https://zoom.us/j/123456789?pwd=aB.c_d-e.1"
    private static let room = "https://meet.jit.si/QuietRoom"
    private static let teams =
        "https://teams.microsoft.com/l/meetup-join/19%3ameeting_abc%40thread.v2/0?context=%7b%22Tid%22%3a%221%22%7d"
    private static let teamsTwice =
        "https%3A%2F%2Fteams.microsoft.com%2Fl%2Fmeetup-join%2F19%253ameeting_abc%2540thread.v2%2F0%3Fcontext%3D%257b%2522Tid%2522%253a%25221%2522%257d"
    private static let zoomEncoded = "https%3A%2F%2Fzoom.us%2Fj%2F123456789%3Fpwd%3DaB.c_d-e.1"

    static let samples: [(text: String, best: String?)] = [
        // Redirectors
        (
            "https://nam12.safelinks.protection.outlook.com/?url=\(teamsTwice)&data=05%7C01&sdata=abc%3D&reserved=0",
            teams
        ),
        (
            "https://eur01.safelinks.protection.outlook.com/ap/t-59584e83/?url=\(teamsTwice)&amp;data=05&amp;sdata=x",
            teams
        ),
        (
            "<a href=\"https://nam.safelinks.protection.outlook.com/?url=\(zoomEncoded)&amp;data=1&amp;sdata=2\">Join</a>",
            zoom
        ),
        ("https://www.google.com/url?q=\(zoomEncoded)&sa=D&source=calendar&ust=1&usg=x", zoom),
        ("https://www.google.com/url?q=https://zoom.us/j/123456789?pwd%3DaB.c_d-e.1&amp;sa=D&amp;usg=x", zoom),
        ("https://www.google.fi/url?url=\(zoomEncoded)", zoom),
        ("https://www.google.evil.example/url?q=\(zoomEncoded)", nil),
        ("https://meet.google.com/linkredirect?authuser=0&dest=\(zoomEncoded)", zoom),
        ("https://urldefense.proofpoint.com/v1/url?u=\(zoomEncoded)&k=x", zoom),
        (
            "https://urldefense.proofpoint.com/v2/url?u=https-3A__zoom.us_j_123456789-3Fpwd-3DaB.c-5Fd-2De.1&d=DwMF&c=x",
            zoom
        ),
        ("https://urldefense.com/v3/__https://zoom.us/j/123456789?pwd=aB.c_d-e.1__;!!abc!def$", zoom),
        ("https://urldefense.com/v3/__https:/zoom.us/j/123456789?pwd=aB*c_d-e.1__;Lg!!abc!def$", zoom),
        (
            "https://urldefense.com/v3/__https://meet.jit.si/Quiet**CRoom__;eHh4eA!!abc!def$",
            "https://meet.jit.si/QuietxxxxRoom"
        ),
        ("https://l.facebook.com/l.php?u=\(zoomEncoded)&h=x", zoom),
        ("https://lm.facebook.com/l.php?u=\(zoomEncoded)", zoom),
        ("https://l.facebook.com/other?u=\(zoomEncoded)", nil),
        ("https://linkprotect.cudasvc.com/url?a=\(zoomEncoded)&c=E", zoom),
        ("https://linkprotect.cudasvc.com/other?a=\(zoomEncoded)", nil),
        ("https://slack-redir.net/link?url=\(zoomEncoded)", zoom),
        ("https://slack-redir.net/other?url=\(zoomEncoded)", nil),
        ("https://www.google.co.uk/url?q=\(zoomEncoded)", zoom),
        ("https://google.a.b.c/url?q=\(zoomEncoded)", nil),
        ("https://secure-web.cisco.com/1abc/\(zoomEncoded)", zoom),
        ("https://go.copilot.clari.com/hangout/abc-defg-hij", "https://meet.google.com/abc-defg-hij"),
        (
            "https://teams.microsoft.com/v2/?meetingjoin=true#/l/meetup-join/19:meeting_abc@thread.v2/0?context=x",
            "https://teams.microsoft.com/l/meetup-join/19:meeting_abc@thread.v2/0?context=x"
        ),
        (
            "https://teams.microsoft.com/dl/launcher/launcher.html?url=%2F_%23%2Fl%2Fmeetup-join%2F19%3Ameeting_abc%40thread.v2%2F0&type=meetup-join",
            "https://teams.microsoft.com/l/meetup-join/19:meeting_abc@thread.v2/0"
        ),
        (
            "https://teams.microsoft.com/dl/launcher/launcher.html?url=/_#/l/meetup-join/19:meeting_abc@thread.v2/0?context=x&anon=true&type=meetup-join&deeplinkId=1&directDl=true&msLaunch=true&suppressPrompt=true",
            "https://teams.microsoft.com/l/meetup-join/19:meeting_abc@thread.v2/0?context=x&anon=true"
        ),
        // Wrapped twice
        (
            "https://nam.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.google.com%2Furl%3Fq%3Dhttps%253A%252F%252Fmeet.jit.si%252FQuietRoom&data=1",
            room
        ),
        // A link in somebody else's query is theirs
        ("https://evil.example/?x=\(zoom)", nil),
        ("evil.example/?x=\(zoom)", nil),
        // HTML
        ("<p>Hi</p><a href=\"\(zoom)\">Click</a>", zoom),
        ("<a class=x href='\(zoom)'>Click</a>", zoom),
        ("<A HREF=\(zoom)>Click</A>", zoom),
        ("<a\nhref=\"https://zoom.us/j/123456789\n?pwd=aB.c_d-e.1\">Click</a>", zoom),
        ("<a href=\"https://zoom.us/j/123456789?x=1&amp;pwd=a\">J</a>", "https://zoom.us/j/123456789?x=1&pwd=a"),
        ("Zoom:&nbsp;\(zoom)<br>Next", zoom),
        ("\(room)</a>text", room), ("\(room)<br/>x", room), ("<b>\(room)</b>x", "https://meet.jit.si/QuietRoomx"),
        ("https://meet.jit.si/Quiet<wbr>Room", room), ("<div>\(room)</div>", room),
        ("<style>a { b: url(\(zoom)) }</style>", nil), ("<!-- \(zoom) -->", nil),
        // Markdown, Slack, emphasis, drawn lines
        ("Click [Join](\(zoom)) now", zoom), ("[Join the meeting!](\(zoom)), or not", zoom),
        ("* [点击链接入会](\(room))，或添加", room), ("* **Where**: [online](\(room))", room),
        ("[\(room)](\(room))", room), ("[a](https://example.com/x)[b](\(room))[c](https://example.com/y)", room),
        ("[SIG](https://www.google.com/url?q=\(zoomEncoded)&sa=D&usg=x) ([Minutes](https://example.com/d))", zoom),
        ("<\(zoom)|Join>", zoom), ("<\(zoom)|Join the call>", zoom), ("<\(room)|\(room)>", room),
        ("_\(room)_", room), ("__\(room)__", room), ("**\(room)**", room), ("\(room)________________", room),
        ("________________\(room)", room), ("\(room)_", room + "_"), ("~~\(room)~~", room),
        // Invisible characters
        ("https://zoom.us/\u{200B}j/123456789?pwd=aB.c_d-e.1\u{200B}", zoom),
        ("https://meet.jit.si/Quiet\u{AD}Room", room), ("\u{FEFF}\(room)\u{A0}x", room),
        ("\u{202A}\(room)\u{202C}", room),
        // Brackets, punctuation, prose
        ("Join<\(zoom)>", zoom), ("Join <\(zoom)> now", zoom), ("<\(room)<%3E", room), ("\(room)%3E", room),
        ("\(room).", room), ("\(room).)", room), ("(see \(room))", room), ("[\(room)]", room), ("\"\(room)\"", room),
        ("\(room),", room), ("\(room)!", room), ("'\(room)'", room), ("*\(room)*", room),
        ("https://meet.jit.si/Quiet(1)", "https://meet.jit.si/Quiet(1)"),
        ("(https://meet.jit.si/Quiet(1))", "https://meet.jit.si/Quiet(1)"),
        ("\(zoom).", zoom), ("会议链接：\(room)，点击", room), ("“\(room)”", room), ("Link:\(room)", room),
        ("Zoom=\(room)", room),
        ("\(room);\(zoom)", room), ("\(room)|x", room),
        // Broken lines
        ("<https://zoom.us/j/123456789?pw=\r\nd=3DaB.c_d-e.1>", zoom),
        ("<https://zoom.us/j/123456789\n?pwd=aB.c_d-e.1>", zoom),
        ("<https://zoom.us/j/123456789?pwd=\naB.c_d-e.1>", zoom),
        ("<https://meet.jit.si/Quiet=\nRoom>", room),
        ("https://meet.jit.si/Quiet\nRoom", "https://meet.jit.si/Quiet"),
        ("<https://meet.jit.si/QuietRoom and more>", room),
        // Without a scheme
        ("meet.google.com/abc-defg-hij", "https://meet.google.com/abc-defg-hij"),
        ("zoom.us/j/123456789?pwd=aB.c_d-e.1", zoom), ("meet.jit.si/QuietRoom", nil), ("Docs at zoom.us/pricing.", nil),
        // Dialled
        ("sip:123456789.99@zoomcrc.com", "sip:123456789.99@zoomcrc.com"),
        ("SIPS:room@acme.example;transport=tls", "sips:room@acme.example;transport=tls"),
        ("sip:room@acme.example?Subject=hello", "sip:room@acme.example"),
        ("25551234567@acme.webex.com", "sip:25551234567@acme.webex.com"),
        ("jane@m.webex.com.", "sip:jane@m.webex.com"), ("alice@acme.com", nil), ("alice@webex.com", nil),
        ("mailto:25551234567@acme.webex.com", nil),
        ("tel:+1-555-123-4567,,123456789%23", "tel:+15551234567,,123456789#"),
        ("+1 555 123 4567,,123456789#,,,,*1234#", "tel:+15551234567,,123456789#,,,,*1234#"),
        ("Dial: +358 9 1234 5678, PIN: 123 456 789#", "tel:+358912345678,,123456789#"),
        ("(US) \u{202A}+1 555-123-4567\u{202C} PIN: \u{202A}123 456 789\u{202C}#", "tel:+15551234567,,123456789#"),
        ("My number is +358 40 123 4567", nil), ("1+1=2 and C++ 12345678 PIN 1234", nil),
        // Nothing
        ("", nil), ("https://", nil), ("https:// zoom.us", nil), ("://", nil), ("<", nil), ("<a", nil),
        ("<a href=", nil),
        ("&", nil), ("&#x110000;", nil), ("%", nil), ("@", nil), ("+", nil),
    ]

    @Test("in a body", arguments: samples.indices)
    func body(index: Int) {
        let sample = Self.samples[index]
        let found = LinkFinder().find(in: EventText(body: sample.text))
        #expect(found.best?.address.exposed == sample.best, "\(sample.text)")
    }

    @Test("in a location, people also leave the scheme of a loosely shaped address out, and type bare numbers")
    func location() {
        let samples = [
            ("meet.jit.si/QuietRoom", Self.room), ("Aalto (whereby.com/aalto)", "https://whereby.com/aalto"),
            ("+358 9 1234 5678", "tel:+358912345678"),
            ("Zoom &amp; Co: zoom.us/j/123456789", "https://zoom.us/j/123456789"),
        ]
        for (text, best) in samples {
            #expect(LinkFinder().find(in: EventText(location: text)).best?.address.exposed == best)
        }
        let found = LinkFinder().find(in: EventText(location: "zoom.us.evil.example/j/123456789"))
        #expect(found.ignored.map(\.reason) == ["look-alike-host"])
    }

    @Test("wrappers in wrappers end somewhere")
    func nesting() {
        var link = Self.room
        for depth in 1...9 {
            let encoded = link.utf8.map { byte in
                byte.isLetter || byte.isDigit ? String(UnicodeScalar(byte)) : "%" + String(byte, radix: 16)
            }
            link = "https://www.google.com/url?q=" + encoded.joined()
            let found = LinkFinder().find(in: EventText(body: link))
            #expect(found.best?.address.exposed == (depth <= Redirector.maximumDepth ? Self.room : nil), "\(depth)")
            if depth > Redirector.maximumDepth {
                #expect(["nested-too-deep", "too-long"].contains(found.ignored.first?.reason))
            }
        }
    }

    @Test("a recheck refuses what the table doesn't take any more, or never took")
    func recheck() {
        let finder = LinkFinder()
        let refused: [(String, JoinKind, String)] = [
            ("zoom", .video, "https://evil.example/j/123456789"), ("zoom", .video, "http://zoom.us/j/123456789"),
            ("zoom", .video, "https://zoom.us/j/123456789 --no-sandbox"), ("zoom", .video, "--gpu-launcher=x"),
            ("teams", .video, "https://zoom.us/j/123456789"), ("zoom", .video, "https://zoom.us/u/abc"),
            ("zoom", .video, ""), ("sip", .sip, "sip:a@b@c"), ("sip", .sip, "https://zoom.us/j/123456789"),
            ("phone", .phone, "tel:+1555;rm"), ("phone", .phone, "tel:"),
            ("jitsi", .video, "https://meet.jit.si/\u{1B}[2J"),
            ("jitsi", .video, "https://meet.jit.si/Quiet#config.prejoinConfig.enabled=false"),
            ("webex", .video, "https://acme.webex.com/collabs/%2e%2e/acme/url.php"),
            ("zoom", .video, "https://xn--acme.zoom.us/j/123456789"),
            ("jitsi", .video, "https://meet.jit.si/" + String(repeating: "x", count: JoinAddress.maximumBytes)),
        ]
        for (service, kind, address) in refused {
            #expect(!finder.recheck(JoinAddress(service: service, kind: kind, address: Private(address))), "\(address)")
        }
        let taken: [(String, JoinKind, String)] = [
            ("zoom", .video, Self.zoom), ("sip", .sip, "sip:a@b.example"), ("phone", .phone, "tel:+15551234567,,1#"),
        ]
        for (service, kind, address) in taken {
            #expect(finder.recheck(JoinAddress(service: service, kind: kind, address: Private(address))), "\(address)")
        }
    }
}
