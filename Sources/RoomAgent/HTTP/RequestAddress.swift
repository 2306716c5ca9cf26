// SPDX-License-Identifier: Apache-2.0

/// Where a URL leads, as far as it decides whether it may be asked: https anywhere, plain http to this machine alone.
enum RequestAddress {
    /// What is wrong with the URL; nil if it may be asked.
    static func refusal(_ url: String) -> String? {
        let bytes = Array(url.utf8)
        guard bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) else { return "not a URL" }
        if url.hasPrefix("https://") { return nil }
        guard url.hasPrefix("http://") else { return "neither https nor http" }
        return isLoopback(host(url.dropFirst(7))) ? nil : "plain http to another machine"
    }

    /// The host of what follows `//`, in brackets if it is an IPv6 address; a user part makes it unusable.
    private static func host(_ rest: Substring) -> Substring {
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        if authority.contains("@") || authority.contains("\\") { return "" }
        if authority.hasPrefix("[") { return authority.prefix { $0 != "]" } + "]" }
        return authority.prefix { $0 != ":" }
    }

    /// 127.0.0.0/8 written in full, `[::1]`, and `localhost`, which is pinned to those (`CurlTransport`).
    private static func isLoopback(_ host: Substring) -> Bool {
        if host == "[::1]" || host == "localhost" { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil && !$0.hasPrefix("+") }
    }
}
