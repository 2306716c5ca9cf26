// SPDX-License-Identifier: Apache-2.0

/// Which hosts of URLs are this machine, so that plain http may be spoken to them: nothing leaves the machine.
package enum Loopback {
    /// `localhost` (which the HTTP transport pins to this machine, whatever a resolver says), `[::1]`, and 127.0.0.0/8
    /// with four numbers as RFC 3986, 3.2.2 writes them: no sign, no zero in front, at most 255. All other spellings,
    /// also those that a resolver would take for the same, are not: `127.1`, `0x7f.0.0.1`, `LOCALHOST`.
    package static func isHost(_ host: some StringProtocol) -> Bool {
        if host == "localhost" || host == "[::1]" { return true }
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false)
        return numbers.count == 4 && numbers[0] == "127"
            && numbers.allSatisfy { number in
                number.utf8.allSatisfy(\.isDigit) && UInt8(number).map { "\($0)" == number } == true
            }
    }

    /// Whether what stands between `//` and the path leads to such a host: the host, and maybe a port. A user in front,
    /// or anything else behind the host, is none of ours.
    package static func isAuthority(_ authority: some StringProtocol) -> Bool {
        let isBracketed = authority.hasPrefix("[")
        let end = authority.firstIndex { $0 == (isBracketed ? "]" : ":") } ?? authority.endIndex
        let split = isBracketed && end < authority.endIndex ? authority.index(after: end) : end
        let port = authority[split...]
        guard port.isEmpty || port.hasPrefix(":") && port.utf8.dropFirst().allSatisfy(\.isDigit) else { return false }
        return isHost(authority[..<split])
    }
}
