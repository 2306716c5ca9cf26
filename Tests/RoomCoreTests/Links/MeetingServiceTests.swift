// SPDX-License-Identifier: Apache-2.0
import JoinLinks
import RoomCore
import TestSupport
import Testing

@testable import JoinLinks

@Suite("The table of services")
struct MeetingServiceTests {
    let finder = LinkFinder()

    @Test("takes a sample of each service as it is", arguments: LinkSamples.accepted.indices)
    func accepted(index: Int) throws {
        let sample = LinkSamples.accepted[index]
        let found = finder.find(in: EventText(body: "Join here: \(sample.address) now"))
        let best = try #require(found.best, "\(sample.address): \(found.ignored.map(\.reason))")
        #expect(best.service == sample.service)
        #expect(best.kind == .video)
        if !sample.address.contains("meetecho") { #expect(best.address.exposed == sample.address) }
        #expect(finder.recheck(best))
    }

    @Test("has a sample for each row")
    func everyRow() throws {
        for row in MeetingService.table where !row.paths.isEmpty {
            let hasSample = try LinkSamples.accepted.contains { sample in
                let url = try LinkURL(sample.address.utf8)
                guard ServiceTable([row]).services(at: url.host).isEmpty == false, case .accepted = row.match(url)
                else {
                    return false
                }
                return true
            }
            #expect(hasSample, "\(row.name) \(row.hosts)")
        }
    }

    @Test("knows more than the 25 most used services, by names that a configuration can write")
    func names() {
        #expect(LinkFinder.serviceNames.count >= 60)
        #expect(LinkFinder.serviceNames == Set(LinkFinder.serviceNames).sorted())
        for name in LinkFinder.serviceNames {
            #expect(name.utf8.allSatisfy { $0.isDigit || (0x61...0x7A).contains($0) || $0 == 0x2D }, "\(name)")
        }
    }

    @Test("is in the paper: each name, and each reason for ignoring a link")
    func documented() {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        let paper = TemporaryFolder.contents("/\(root)/docs/join-links.md")
        let words = Set(paper.split { !($0.isLetter || $0.isNumber || $0 == "-") }.map(String.init))
        for name in LinkFinder.serviceNames { #expect(words.contains(name), "\(name)") }
        let refusals = MeetingService.table.flatMap(\.refused).map(\.reason) + LinkSamples.refused.map(\.reason)
        for reason in Set(refusals) { #expect(words.contains(reason), "\(reason)") }
    }

    @Test("refuses what is no meeting, and says why", arguments: LinkSamples.refused.indices)
    func refused(index: Int) {
        let sample = LinkSamples.refused[index]
        let found = finder.find(in: EventText(body: "See \(sample.address)\n"))
        #expect(found.best == nil, "\(sample.address)")
        #expect(found.ignored.map(\.reason) == [sample.reason], "\(sample.address)")
    }

    @Test("knows own hosts by configuration only")
    func ownHosts() {
        let own = LinkFinder(ownHosts: [
            OwnHost(host: "meet.acme.example", service: .jitsi),
            OwnHost(host: "bbb.acme.example", service: .bigBlueButton),
            OwnHost(host: "cloud.acme.example", service: .nextcloudTalk),
            OwnHost(host: "call.acme.example", service: .elementCall),
            OwnHost(host: "lync.acme.example", service: .skypeForBusiness),
            OwnHost(host: "xn--bro-hoa.acme.example", service: .jitsi),
        ])
        let samples = [
            ("jitsi", "https://meet.acme.example/Quiet"), ("jitsi", "https://meet.acme.example/t/Quiet?jwt=x"),
            ("bigbluebutton", "https://bbb.acme.example/b/abc-def"),
            ("bigbluebutton", "https://bbb.acme.example/greenlight/rooms/abc-def/join"),
            ("nextcloud-talk", "https://cloud.acme.example/call/abcd1234"),
            ("nextcloud-talk", "https://cloud.acme.example/nextcloud/index.php/call/abcd1234"),
            ("element-call", "https://call.acme.example/room/#/quiet?roomId=!x:y"),
            ("skype-for-business", "https://lync.acme.example/jane.doe/8AB7CD9E"),
            ("skype-for-business", "https://lync.acme.example/acme.example/meet/jane.doe/8AB7CD9E"),
            // Written out in the configuration, such a name is what it is.
            ("jitsi", "https://xn--bro-hoa.acme.example/Quiet"),
        ]
        for (service, address) in samples {
            let best = own.find(in: EventText(location: address)).best
            #expect(best?.service == service, "\(address)")
            #expect(best?.address.exposed == address)
            #expect(best.map(own.recheck) == true)
            #expect(finder.find(in: EventText(location: address)).best == nil)
            #expect(best.map(finder.recheck) == false)
        }
    }

    @Test("opens no other page of an own host, whatever its path is made of")
    func ownHostsOtherPages() {
        let own = LinkFinder(ownHosts: [
            OwnHost(host: "meet.acme.example", service: .jitsi),
            OwnHost(host: "bbb.acme.example", service: .bigBlueButton),
            OwnHost(host: "cloud.acme.example", service: .nextcloudTalk),
            OwnHost(host: "lync.acme.example", service: .skypeForBusiness),
        ])
        let addresses = [
            "https://cloud.acme.example/index.php/logout/call/%2e%2e?x=y", "https://cloud.acme.example/call/%2E%2e/x",
            "https://bbb.acme.example/b/%2e%2e", "https://bbb.acme.example/a/b/.%2e/rooms/%2e",
            "https://meet.acme.example/%73tatic/x", "https://meet.acme.example/stati%63/x",
            "https://lync.acme.example/dialin", "https://lync.acme.example/jane/scheduler",
        ]
        for address in addresses {
            #expect(own.find(in: EventText(location: address)).best == nil, "\(address)")
            let services = ["jitsi", "bigbluebutton", "nextcloud-talk", "skype-for-business"]
            for service in services {
                #expect(!own.recheck(JoinAddress(service: service, kind: .video, address: Private(address))))
            }
        }
    }

    @Test("takes names and traces out of an address, and leaves what lets one in")
    func normalForm() {
        let samples = [
            (
                "HTTPS://ACME.Zoom.US:443/j/81234567890?uname=Jane&pwd=aB.1&from=addon&utm_source=x#success",
                "https://acme.zoom.us/j/81234567890?pwd=aB.1"
            ),
            ("https://meet.google.com/abc-defg-hij?authuser=0&hs=122", "https://meet.google.com/abc-defg-hij"),
            ("https://meet.jit.si/Työhuone", "https://meet.jit.si/Ty%C3%B6huone"),
            ("https://zoom.us./j/123456789/", "https://zoom.us/j/123456789/"),
            ("https://zoom.us/%6a/12345678%39?%75name=Jane", "https://zoom.us/j/123456789"),
            ("https://meet.jit.si/Quiet%2DRoom%20100%", "https://meet.jit.si/Quiet-Room%20100%25"),
        ]
        for (address, normal) in samples {
            #expect(finder.find(in: EventText(location: address)).best?.address.exposed == normal)
        }
    }
}
