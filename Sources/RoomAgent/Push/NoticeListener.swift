// SPDX-License-Identifier: Apache-2.0
package import RoomCore

/// `[push] listen`: a small HTTP receiver for Google's notices, behind the site's proxy, which has the certificate. It
/// reads headers alone, and logs nothing of what comes.
package final class NoticeListener: PushReceiver {
    private let loop: any AgentLoop
    private let network: any StreamNetwork
    private let address: StreamAddress
    private let path: String
    private var handler: ((PushReceiverEvent) -> Void)?
    private var listener: (any StreamListener)?
    private var connections: [ObjectIdentifier: NoticeConnection] = [:]
    private var retry: (any LoopRegistration)?

    /// More clients at once are turned away: a proxy needs a few.
    static let maximumConnections = 32
    /// When an address that cannot be listened at is tried again: an interface may come up later.
    static let retryInterval = Duration.seconds(30)

    /// - Parameters:
    ///   - address: where the proxy finds it.
    ///   - path: that of the public address, which the proxy hands on as it is.
    package init(loop: any AgentLoop, network: any StreamNetwork, at address: StreamAddress, path: String) {
        self.loop = loop
        self.network = network
        self.address = address
        self.path = path
    }

    /// Listens from the next turn of the loop on, and tries again later where it cannot: `.ready` or `.lost` says
    /// which.
    package func begin(_ handler: @escaping (PushReceiverEvent) -> Void) {
        self.handler = handler
        retry = loop.schedule(at: loop.now.uptime, tolerance: .zero) { [weak self] in self?.listen() }
    }

    /// Closes the listener and every connection, in the middle of a request, too.
    package func close() {
        handler = nil
        retry?.cancel()
        listener?.close()
        listener = nil
        for connection in connections.values { connection.close() }
    }

    /// Where it listens; nil while it does not.
    package var boundAddress: StreamAddress? { listener?.address }

    private func listen() {
        do throws(SocketFailure) {
            listener = try network.listen(
                at: address, onExhaustion: { _ in }, onClient: { [weak self] client in self?.admit(client) })
            handler?(.ready)
        } catch {
            handler?(.lost("nobody can listen at \(error.path): \(error.operation), errno \(error.errno)"))
            retry = loop.schedule(at: loop.now.uptime + Self.retryInterval, tolerance: .seconds(1)) { [weak self] in
                self?.listen()
            }
        }
    }

    private func admit(_ stream: any ByteStream) {
        guard connections.count < Self.maximumConnections else { return stream.close() }
        let connection = NoticeConnection(
            stream, path: path, onNotice: { [weak self] notice in self?.handler?(.notice(notice)) },
            onClose: { [weak self] connection in self?.connections[ObjectIdentifier(connection)] = nil })
        connections[ObjectIdentifier(connection)] = connection
    }
}
