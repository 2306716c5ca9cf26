// SPDX-License-Identifier: Apache-2.0
import JoinLinks
import RoomCore

/// Feeds bytes to the link finder, as body, location and conference data at once. What it finds must be fit for an
/// argument of a program, on a host that it knows, and must pass the recheck at the press.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzLinks(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let text = String(decoding: UnsafeBufferPointer(start: data, count: count), as: UTF8.self)
    let event = EventText(
        title: text, location: text, body: text,
        conference: [EventText.Entry(type: "video", uri: text), EventText.Entry(type: "phone", uri: text, code: text)],
        conferenceSolution: "addOn", hangoutLink: text)
    let found = finder.find(in: event)
    precondition(found.others.count <= LinkFinder.maximumOthers && found.ignored.count <= LinkFinder.maximumIgnored)
    precondition(found.best != nil || found.others.isEmpty)
    for address in [found.best].compactMap({ $0 }) + found.others {
        let text = address.address.exposed
        precondition(text.utf8.allSatisfy { (0x21...0x7E).contains($0) })
        precondition(text.utf8.count <= JoinAddress.maximumBytes)
        precondition(finder.recheck(address))
        switch address.kind {
        case .video: precondition(text.hasPrefix("https://"))
        case .sip: precondition(text.hasPrefix("sip:") || text.hasPrefix("sips:") || text.hasPrefix("h323:"))
        case .phone: precondition(text.hasPrefix("tel:"))
        }
    }
    let plain = BodyText.plain(fromHTML: text)
    precondition(plain.utf8.count <= text.utf8.count)
    return 0
}

private let finder = LinkFinder(ownHosts: [OwnHost(host: "meet.example.com", service: .jitsi)])
