// SPDX-License-Identifier: Apache-2.0
import RoomCore
import Testing

@Suite("Hosts that are this machine")
struct LoopbackTests {
    @Test(
        "are localhost, [::1], and 127.0.0.0/8 written in full, with or without a port",
        arguments: ["localhost", "[::1]", "127.0.0.1", "127.9.8.7", "127.255.255.255", "127.0.0.0"])
    func ours(host: String) {
        #expect(Loopback.isHost(host))
        #expect(Loopback.isAuthority(host))
        #expect(Loopback.isAuthority(host + ":8080"))
        #expect(Loopback.isAuthority("x" + host) == false)
        #expect(Loopback.isAuthority("user@" + host) == false)
        #expect(Loopback.isAuthority(host + ".example.com") == false)
        #expect(Loopback.isAuthority(host + ":8080@example.com") == false)
        #expect(Loopback.isAuthority(host + ":80:80") == false)
        #expect(Loopback.isAuthority(host + "\\") == false)
    }

    @Test(
        "are no others, whatever a resolver would make of them",
        arguments: [
            "", ".", "127.0.0", "127.1", "127.0.0.1.", "127.0.0.256", "127.0.0.-0", "127.+0.0.1", "127.0.0.01",
            "0127.0.0.1", "127.0.0.\u{661}", "127..0.1", "0x7f.0.0.1", "2130706433", "LOCALHOST", "localhost.", "::1",
            "[::1", "[::1]x", "[::ffff:127.0.0.1]", "[0::1]", "[]", "[", "192.0.2.1", "example.com",
        ])
    func others(host: String) {
        #expect(!Loopback.isHost(host))
        #expect(!Loopback.isAuthority(host))
    }
}
