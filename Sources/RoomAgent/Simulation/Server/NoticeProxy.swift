// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// The way of a simulated Google's notices to a receiver on this machine: posts each to one port of loopback, as the
/// proxy of a site does with what comes to its public address. The host of a channel's address is not looked at.
package final class NoticeProxy {
    private let loop: any AgentLoop
    private let port: UInt16

    /// Google's own tries, of what finds nobody: so many, each twice as late as the one before.
    private static let tries = 4
    private static let firstPause = Duration.seconds(1)

    /// Takes the notices of `google` for as long as it lives.
    package init(_ google: SimulatedGoogle, loop: any AgentLoop, port: UInt16) {
        self.loop = loop
        self.port = port
        google.onNotice = { [weak self] address, notice in self?.post(notice, to: Self.path(of: address)) }
    }

    /// Path and query; `/` where it has none.
    private static func path(of address: String) -> String {
        let parts = address.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        return parts.count == 4 ? "/\(parts[3])" : "/"
    }

    /// The headers of https://developers.google.com/workspace/calendar/api/guides/push.
    private func post(_ notice: PushNotice, to path: String, attempt: Int = 0) {
        let headers = [
            (name: "X-Goog-Channel-ID", value: notice.channel ?? ""),
            (name: "X-Goog-Channel-Token", value: notice.token.exposed),
            (name: "X-Goog-Resource-ID", value: notice.resource),
            (name: "X-Goog-Resource-State", value: notice.number == 1 ? "sync" : "exists"),
            (name: "X-Goog-Message-Number", value: "\(notice.number)"),
        ]
        let pause = attempt == 0 ? .zero : Self.firstPause * (1 << (attempt - 1))
        _ = loop.schedule(at: loop.now.uptime + pause, tolerance: .zero) { [self] in
            let again = { [self] in
                if attempt + 1 < Self.tries { post(notice, to: path, attempt: attempt + 1) }
            }
            do throws(SocketFailure) {
                try LoopbackCall(loop: loop, port: port, path: path, headers: headers) { reply in
                    if reply.map({ $0.status >= 500 }) ?? true { again() }
                }
            } catch { again() }
        }
    }
}
