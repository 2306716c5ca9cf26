// SPDX-License-Identifier: Apache-2.0
import JoinLinks
import RoomCore
import Testing

@testable import JoinLinks

/// A stranger's address opens a meeting, and sets nothing up in the program that shows it.
@Suite("Parameters that steer a client")
struct SteeringTests {
    static let samples: [(address: String, opened: String)] = [
        (
            "https://meet.jit.si/Quiet#config.prejoinConfig.enabled=false&userInfo.displayName=%22Boss%22",
            "https://meet.jit.si/Quiet"
        ),
        (
            "https://meet.jit.si/Quiet?release=1234&config.x=1&jwt=eyJ.a-b_c&%63onfig.y=1#interfaceConfig.z=1&jwt=eyJ",
            "https://meet.jit.si/Quiet?jwt=eyJ.a-b_c#jwt=eyJ"
        ),
        ("https://8x8.vc/acme/quiet?lang=de#userInfo.email=x", "https://8x8.vc/acme/quiet"),
        ("https://kmeet.infomaniak.com/abcdef?release=1#config.x=1", "https://kmeet.infomaniak.com/abcdef"),
        (
            "https://call.element.io/room/?homeserver=https://evil.example&skipLobby=true#/quiet?password=k&displayName=Boss&roomId=!a:b&homeserver=https://evil.example",
            "https://call.element.io/room/#/quiet?password=k&roomId=!a:b"
        ),
        ("https://call.element.io/quiet?skip%4Cobby=true&hideHeader=true", "https://call.element.io/quiet"),
        ("https://call.element.io/room/#/../quiet?roomId=!a:b", "https://call.element.io/room/#?roomId=!a:b"),
        ("https://meet.livekit.io/rooms/a?hq=1#key-1", "https://meet.livekit.io/rooms/a#key-1"),
        ("https://meet.livekit.io/rooms/a#x=1&y=2", "https://meet.livekit.io/rooms/a"),
        ("https://meet.proton.me/join/id-A#pwd-x", "https://meet.proton.me/join/id-A#pwd-x"),
        ("https://meet.proton.me/join/id-A#debug", "https://meet.proton.me/join/id-A"),
        (
            "https://whereby.com/aalto?skipMediaPermissionPrompt&displayName=Boss&roomKey=k",
            "https://whereby.com/aalto?roomKey=k"
        ),
        ("https://facetime.apple.com/join#v=1&p=a&x=1&k=b", "https://facetime.apple.com/join#v=1&p=a&k=b"),
        ("https://zoom.us/j/123456789#config.x=1", "https://zoom.us/j/123456789"),
    ]

    @Test("are dropped, and what lets one in stays", arguments: samples.indices)
    func dropped(index: Int) {
        let sample = Self.samples[index]
        let finder = LinkFinder()
        let best = finder.find(in: EventText(location: sample.address)).best
        #expect(best?.address.exposed == sample.opened)
        #expect(best.map(finder.recheck) == true)
        if let best, sample.address != sample.opened {
            let asItWas = JoinAddress(service: best.service, kind: .video, address: Private(sample.address))
            #expect(!finder.recheck(asItWas))
        }
    }

    @Test("are dropped on hosts of one's own too")
    func ownHosts() {
        let own = LinkFinder(ownHosts: [
            OwnHost(host: "meet.acme.example", service: .jitsi),
            OwnHost(host: "bbb.acme.example", service: .bigBlueButton),
            OwnHost(host: "cloud.acme.example", service: .nextcloudTalk),
            OwnHost(host: "call.acme.example", service: .elementCall),
        ])
        let samples = [
            ("https://meet.acme.example/Quiet#config.x=1", "https://meet.acme.example/Quiet"),
            (
                "https://bbb.acme.example/rooms/a/join?viewerCode=1&userdata-bbb_custom_style=x",
                "https://bbb.acme.example/rooms/a/join?viewerCode=1"
            ),
            (
                "https://cloud.acme.example/call/a?redirect=x&access=y#x",
                "https://cloud.acme.example/call/a?access=y"
            ),
            (
                "https://call.acme.example/room/#/a?homeserver=https://evil.example",
                "https://call.acme.example/room/#/a"
            ),
        ]
        for (address, opened) in samples {
            #expect(own.find(in: EventText(body: address)).best?.address.exposed == opened)
        }
    }
}
