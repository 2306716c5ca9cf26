// SPDX-License-Identifier: Apache-2.0
import RoomCore

/// One client of `NoticeListener`: the site's proxy, or a stranger.
final class NoticeConnection {
    private let stream: any ByteStream
    private let path: String
    private let onNotice: (PushNotice) -> Void
    private let onClose: (NoticeConnection) -> Void
    private var incoming: [UInt8] = []
    private var bodyLeft = 0
    private var isEnding = false
    private var isClosed = false

    /// For a whole request, and for the silence before the next: a proxy may keep a connection for a while.
    static let patience = Duration.seconds(30)

    init(
        _ stream: any ByteStream, path: String, onNotice: @escaping (PushNotice) -> Void,
        onClose: @escaping (NoticeConnection) -> Void
    ) {
        self.stream = stream
        self.path = path
        self.onNotice = onNotice
        self.onClose = onClose
        stream.maximumQueuedBytes = 4096
        stream.setDeadline(after: Self.patience)
        stream.begin { [unowned self] event in react(event) }
    }

    func close() {
        if isClosed { return }
        isClosed = true
        stream.close()
        onClose(self)
    }

    private func react(_ event: StreamEvent) {
        switch event {
        case .received(let bytes): if !isEnding { receive(bytes) }
        case .drained: if isEnding { stream.finish() }
        case .finished, .closed: close()
        }
    }

    private func receive(_ bytes: [UInt8]) {
        incoming += bytes
        do throws(NoticeHead.Refusal) {
            while !isEnding, !isClosed {
                let skipped = min(bodyLeft, incoming.count)
                incoming.removeFirst(skipped)
                bodyLeft -= skipped
                guard bodyLeft == 0, let (head, length) = try NoticeHead.parse(incoming) else { return }
                incoming.removeFirst(length)
                bodyLeft = head.bodyBytes
                try answer(head)
            }
        } catch { refuse(error.status) }
    }

    private func answer(_ head: NoticeHead) throws(NoticeHead.Refusal) {
        guard head.target == path else { throw NoticeHead.Refusal(status: 404) }
        guard head.method == "POST" else { throw NoticeHead.Refusal(status: 405) }
        guard let notice = head.notice else { throw NoticeHead.Refusal(status: 400) }
        // The same answer whether or not it is ours: nobody learns a channel or a token here.
        onNotice(notice)
        stream.setDeadline(after: Self.patience)
        send("204 No Content", isLast: !head.isKept)
    }

    private func refuse(_ status: Int) {
        let reason =
            switch status {
            case 404: "Not Found"
            case 405: "Method Not Allowed\r\nallow: POST"
            case 411: "Length Required"
            case 413: "Content Too Large"
            case 431: "Request Header Fields Too Large"
            case 505: "HTTP Version Not Supported"
            default: "Bad Request"
            }
        send("\(status) \(reason)\r\ncontent-length: 0", isLast: true)
    }

    /// A connection that is not used again is closed once the other side has read the answer and closed, too.
    private func send(_ answer: String, isLast: Bool) {
        let text = "HTTP/1.1 \(answer)\r\n\(isLast ? "connection: close\r\n" : "")\r\n"
        guard stream.send(Array(text.utf8)) else { return close() }
        guard isLast else { return }
        isEnding = true
        incoming = []
        stream.setDeadline(after: .seconds(2))
        if stream.queuedBytes == 0 { stream.finish() }
    }
}
