// SPDX-License-Identifier: Apache-2.0
import CCurl
import Glibc
package import RoomCore

/// HTTPS by libcurl's multi interface, driven by the loop's descriptors and timers (curl_multi_socket_action(3)).
/// Connections are kept for the next request; nothing is watched and no timer runs while no request is under way.
///
/// libcurl resolves names on a thread of its own, which ends with the look-up.
package final class CurlTransport: HTTPTransport {
    private let loop: any AgentLoop
    private let options: CurlOptions
    private let multi: OpaquePointer
    private var transfers: [UnsafeMutableRawPointer: Transfer] = [:]
    private var watches: [curl_socket_t: any LoopRegistration] = [:]
    private var timer: (any LoopRegistration)?

    /// Throws `.setup` where libcurl cannot be made ready.
    package init(loop: any AgentLoop, options: CurlOptions) throws(HTTPFailure) {
        self.loop = loop
        self.options = options
        // libcurl would write the keys of every connection into a file of this name (curl_global_init(3)): nobody's
        // environment may open what the agent says to Google.
        unsetenv("SSLKEYLOGFILE")
        guard curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK, let multi = curl_multi_init() else {
            throw HTTPFailure(.setup, detail: "curl_global_init")
        }
        self.multi = OpaquePointer(multi)
        let context = Unmanaged.passUnretained(self).toOpaque()
        _ = curl_multi_set_long(handle, CURLMOPT_MAXCONNECTS, CurlOptions.idleConnections)
        _ = curl_multi_set_pointer(handle, CURLMOPT_SOCKETDATA, context)
        _ = curl_multi_set_pointer(handle, CURLMOPT_TIMERDATA, context)
        _ = curl_multi_set_socket(handle) { _, socket, what, context, _ in
            CurlTransport.from(context)?.watch(socket, what)
            return 0
        }
        _ = curl_multi_set_timer(handle) { _, milliseconds, context in
            CurlTransport.from(context)?.setTimer(milliseconds)
            return 0
        }
    }

    deinit {
        timer?.cancel()
        for transfer in transfers.values { curl_multi_remove_handle(handle, transfer.handle) }
        curl_multi_cleanup(handle)
        for watch in watches.values { watch.cancel() }
    }

    private var handle: UnsafeMutableRawPointer { UnsafeMutableRawPointer(multi) }

    private static func from(_ context: UnsafeMutableRawPointer?) -> CurlTransport? {
        context.map { Unmanaged<CurlTransport>.fromOpaque($0).takeUnretainedValue() }
    }

    // MARK: Requests

    /// Takes an idle connection to the same host where there is one. Throws `.insecureURL` before anything is sent.
    package func send(_ request: HTTPRequest) async throws(HTTPFailure) -> HTTPResponse {
        if let refusal = RequestAddress.refusal(request.url) { throw HTTPFailure(.insecureURL, detail: refusal) }
        let transfer = try Transfer(request, options)
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in begin(transfer, continuation) }
        } onCancel: {
            transfer.cancel()
        }
        if transfer.isCancelled { throw HTTPFailure(.cancelled) }
        if transfer.isTooLarge {
            throw HTTPFailure(.tooLarge, detail: "more than \(request.maximumResponseBytes) bytes")
        }
        guard result == CURLE_OK else {
            throw transfer.identityFailure(result) ?? transfer.proxyFailure(result) ?? HTTPFailure(result)
        }
        return HTTPResponse(status: transfer.status, headers: transfer.headers, body: transfer.body)
    }

    /// `take` is called from within libcurl's callback: it must make no request from there. Throws as `send`.
    package func stream(
        _ request: HTTPRequest, idleLimit: Duration, _ take: @escaping (HTTPPiece) -> Bool
    ) async throws(HTTPFailure) {
        if let refusal = RequestAddress.refusal(request.url) { throw HTTPFailure(.insecureURL, detail: refusal) }
        let transfer = try Transfer(request, options, isStream: true)
        let loop = self.loop
        var timer: (any LoopRegistration)?
        var isIdle = false
        func restart(_ limit: Duration) {
            timer?.cancel()
            timer = loop.schedule(at: loop.now.uptime + limit, tolerance: limit / 16) { [weak transfer] in
                isIdle = true
                transfer?.onCancel?()
            }
        }
        restart(request.timeout)
        defer { timer?.cancel() }
        transfer.take = { piece in
            restart(idleLimit)
            return take(piece)
        }
        defer { transfer.take = nil }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in begin(transfer, continuation) }
        } onCancel: {
            transfer.cancel()
        }
        if transfer.isCancelled { throw HTTPFailure(.cancelled) }
        if isIdle { throw HTTPFailure(.timedOut, detail: "nothing came") }
        if transfer.isEnough || result == CURLE_OK { return }
        throw transfer.proxyFailure(result) ?? HTTPFailure(result)
    }

    private func begin(_ transfer: Transfer, _ continuation: CheckedContinuation<CURLcode, Never>) {
        guard !transfer.isCancelled, curl_multi_add_handle(handle, transfer.handle) == CURLM_OK else {
            return continuation.resume(returning: CURLE_FAILED_INIT)
        }
        transfers[transfer.handle] = transfer
        transfer.finish = { continuation.resume(returning: $0) }
        transfer.onCancel = { [unowned self, unowned transfer] in end(transfer, CURLE_ABORTED_BY_CALLBACK) }
    }

    private func end(_ transfer: Transfer, _ result: CURLcode) {
        guard transfers.removeValue(forKey: transfer.handle) != nil else { return }
        curl_multi_remove_handle(handle, transfer.handle)
        let finish = transfer.finish
        transfer.finish = nil
        transfer.onCancel = nil
        finish?(result)
    }

    // MARK: What libcurl asks of the loop

    private func watch(_ socket: curl_socket_t, _ what: CInt) {
        watches.removeValue(forKey: socket)?.cancel()
        var interest: Readiness = []
        if what & CURL_POLL_IN != 0 { interest.insert(.readable) }
        if what & CURL_POLL_OUT != 0 { interest.insert(.writable) }
        // CURL_POLL_REMOVE is a bit of its own, CURL_POLL_INOUT both of the others.
        guard what != CURL_POLL_REMOVE, !interest.isEmpty else { return }
        // A refusal leaves the transfer to its time-out.
        watches[socket] = try? loop.watch(socket, for: interest) { [unowned self] ready in
            var action: CInt = 0
            if ready.contains(.readable) { action |= CURL_CSELECT_IN }
            if ready.contains(.writable) { action |= CURL_CSELECT_OUT }
            if ready.contains(.hungUp) { action |= CURL_CSELECT_ERR }
            drive(socket, action)
        }
    }

    private func setTimer(_ milliseconds: Int) {
        timer?.cancel()
        timer = nil
        guard milliseconds >= 0 else { return }
        let tolerance: Duration = milliseconds > 1000 ? .milliseconds(100) : .zero
        timer = loop.schedule(at: loop.now.uptime + .milliseconds(milliseconds), tolerance: tolerance) {
            [unowned self] in drive(CURL_SOCKET_TIMEOUT, 0)
        }
    }

    private func drive(_ socket: curl_socket_t, _ action: CInt) {
        var running: CInt = 0
        curl_multi_socket_action(handle, socket, action, &running)
        var result = CURLE_OK
        while let done = curl_multi_take_done(handle, &result) {
            if let transfer = transfers[done] { end(transfer, result) }
        }
    }
}

extension HTTPFailure {
    /// What libcurl's code means for the agent. Its words carry no URL.
    init(_ code: CURLcode) {
        let meaning: Code =
            switch code {
            case CURLE_COULDNT_RESOLVE_HOST: .nameResolution
            case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: .proxy
            case CURLE_COULDNT_CONNECT, CURLE_SEND_ERROR, CURLE_RECV_ERROR: .connection
            case CURLE_OPERATION_TIMEDOUT: .timedOut
            case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CACERT_BADFILE: .certificate
            case CURLE_SSL_CONNECT_ERROR, CURLE_SSL_CIPHER: .tls
            case CURLE_FAILED_INIT, CURLE_OUT_OF_MEMORY: .setup
            case CURLE_FILESIZE_EXCEEDED: .tooLarge
            case CURLE_URL_MALFORMAT: .insecureURL
            // The URL's own scheme was looked at before: this one is a reply in HTTP/0.9, which is to say, noise.
            case CURLE_UNSUPPORTED_PROTOCOL: .malformedReply
            case CURLE_ABORTED_BY_CALLBACK: .cancelled
            default: .malformedReply
            }
        self.init(meaning, detail: String(cString: curl_easy_strerror(code)))
    }
}
