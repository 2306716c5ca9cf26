// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// Where a URL leads, as far as it decides whether it may be asked: https anywhere, plain http to this machine alone.
enum RequestAddress {
    /// What is wrong with the URL; nil if it may be asked.
    static func refusal(_ url: String) -> String? {
        let bytes = Array(url.utf8)
        guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return "not a URL" }
        if url.hasPrefix("https://") { return nil }
        guard url.hasPrefix("http://") else { return "neither https nor http" }
        let authority = url.dropFirst(7).prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        return Loopback.isAuthority(authority) ? nil : "plain http to another machine"
    }
}
