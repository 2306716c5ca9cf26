// SPDX-License-Identifier: Apache-2.0
import CCurl
import RoomCore

/// One request under way: a libcurl easy handle, what has come so far, and who waits for it.
///
/// libcurl holds an unretained pointer to it; `CurlTransport` keeps it alive until the handle has left the multi stack.
// Sound: it is only touched on the loop's thread; cancellation comes from tasks that live on the loop, too.
final class Transfer: @unchecked Sendable {
    let easy: OpaquePointer
    private(set) var body: [UInt8] = []
    private(set) var headers: [(name: String, value: String)] = []
    private(set) var isTooLarge = false
    var finish: ((CURLcode) -> Void)?
    var onCancel: (() -> Void)?
    private(set) var isCancelled = false
    /// Takes the parts of a stream as they come; nil for a reply that is kept whole.
    var take: ((HTTPPiece) -> Bool)?
    /// Who takes the parts wants no more.
    private(set) var isEnough = false

    private let maximumBodyBytes: Int
    /// What a server's word alone makes us take from the heap: a page of events has half of it.
    private static let maximumReservedBytes = 1 << 20
    /// The request goes through a tunnel that a proxy has to open (CONNECT).
    private let isTunnelled: Bool
    private var headerBytes = 0
    /// What libcurl says of a failure in more words; made where this device shows a certificate.
    private var errorText: UnsafeMutablePointer<CChar>?
    private var upload: [UInt8]
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private var pins: UnsafeMutablePointer<curl_slist>?

    init(_ request: HTTPRequest, _ options: CurlOptions, isStream: Bool = false) throws(HTTPFailure) {
        guard let easy = curl_easy_init() else { throw HTTPFailure(.setup, detail: "curl_easy_init") }
        self.easy = OpaquePointer(easy)
        maximumBodyBytes = request.maximumResponseBytes
        upload = request.body
        isTunnelled = request.url.hasPrefix("https://") && options.proxy?.hasPrefix("http") == true
        try apply(request, options)
        if isStream { try setUpStream() }
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(headerList)
        curl_slist_free_all(pins)
        errorText?.deallocate()
    }

    /// Whether the failure is about the certificate that this device showed: it does not load, or the server refused it
    /// by an alert of TLS (RFC 8446, section 6.2), which libcurl reports as a failed read, in OpenSSL's words. In TLS
    /// 1.3 the refusal comes after the handshake, and what we send meanwhile can keep us from reading the alert: a new
    /// connection that ends there, before a byte of a reply, counts as the same.
    func identityFailure(_ result: CURLcode) -> HTTPFailure? {
        guard let errorText else { return nil }
        if result == CURLE_SSL_CERTPROBLEM {
            return HTTPFailure(.clientCertificate, detail: "this device's certificate or key cannot be used")
        }
        let isThrough = !isTunnelled || number(CURLINFO_HTTP_CONNECTCODE) == 200
        let isAlert =
            [CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_SSL_CONNECT_ERROR].contains(result)
            && String(cString: errorText).contains(text: " alert ")
        if isAlert { return HTTPFailure(.clientCertificate, detail: "the server refuses this device's certificate") }
        guard [CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING].contains(result), isThrough, headerBytes == 0,
            number(CURLINFO_NUM_CONNECTS) > 0
        else { return nil }
        return HTTPFailure(
            .clientCertificate, detail: "the server ended the connection when it had seen this device's certificate")
    }

    var handle: UnsafeMutableRawPointer { UnsafeMutableRawPointer(easy) }

    var status: Int { number(CURLINFO_RESPONSE_CODE) }

    private func number(_ info: CURLINFO) -> Int {
        var number = 0
        _ = curl_get_long(handle, info, &number)
        return number
    }

    /// What the proxy has to do with a failed transfer; nil if it opened the tunnel, or was not asked to.
    func proxyFailure(_ result: CURLcode) -> HTTPFailure? {
        guard isTunnelled, result != CURLE_OPERATION_TIMEDOUT, result != CURLE_ABORTED_BY_CALLBACK else { return nil }
        switch number(CURLINFO_HTTP_CONNECTCODE) {
        case 407: return HTTPFailure(.proxy, detail: "the proxy asks for a user and a password (407)")
        case let refusal where refusal >= 300: return HTTPFailure(.proxy, detail: "the proxy refuses (\(refusal))")
        // A connection that is used again has its tunnel since long before.
        case 0 where number(CURLINFO_NUM_CONNECTS) > 0:
            switch result {
            case CURLE_COULDNT_CONNECT: return HTTPFailure(.proxy, detail: "nobody answers at the proxy's address")
            case CURLE_RECV_ERROR, CURLE_SEND_ERROR, CURLE_GOT_NOTHING:
                return HTTPFailure(.proxy, detail: "the proxy closed the connection without a word")
            default: return nil
            }
        case 0 where result == CURLE_COULDNT_CONNECT:
            return HTTPFailure(.proxy, detail: "nobody answers at the proxy's address")
        default: return nil
        }
    }

    func cancel() {
        isCancelled = true
        onCancel?()
    }

    // MARK: Options

    private func apply(_ request: HTTPRequest, _ options: CurlOptions) throws(HTTPFailure) {
        try set(CURLOPT_URL, request.url)
        try set(CURLOPT_PROTOCOLS_STR, "https,http")
        try set(CURLOPT_FOLLOWLOCATION, 0)
        // Signals are the loop's business.
        try set(CURLOPT_NOSIGNAL, 1)
        try set(CURLOPT_TIMEOUT_MS, Int(clamping: max(request.timeout.wholeMilliseconds, 1)))
        try set(CURLOPT_CONNECTTIMEOUT_MS, Int(CurlOptions.connectTimeout.wholeMilliseconds))
        try set(CURLOPT_LOW_SPEED_LIMIT, CurlOptions.lowSpeedBytes)
        try set(CURLOPT_LOW_SPEED_TIME, CurlOptions.lowSpeedSeconds)
        try set(CURLOPT_SSLVERSION, Int(CURL_SSLVERSION_TLSv1_2))
        try set(CURLOPT_SSL_VERIFYPEER, 1)
        try set(CURLOPT_SSL_VERIFYHOST, 2)
        try set(CURLOPT_BUFFERSIZE, CurlOptions.bufferBytes)
        // All that this libcurl can undo: gzip, deflate, and brotli where it has it.
        try set(CURLOPT_ACCEPT_ENCODING, "")
        try set(CURLOPT_USERAGENT, options.userAgent)
        // An empty proxy also shuts out http_proxy and its kin in the environment.
        try set(CURLOPT_PROXY, options.proxy ?? "")
        if let caFile = options.caFile {
            try set(CURLOPT_CAINFO, caFile)
            _ = curl_set_text(handle, CURLOPT_CAPATH, nil)
        }
        // `localhost` is this machine, whatever a resolver says: plain http depends on it.
        if let port = request.url.portAfter("http://localhost") {
            pins = curl_slist_append(pins, "localhost:\(port):127.0.0.1,[::1]")
        }
        if let pins { try check(curl_set_list(handle, CURLOPT_RESOLVE, pins)) }
        if let identity = request.identity { try show(identity) }
        try apply(request.method)
        for (name, value) in request.headers { headerList = curl_slist_append(headerList, "\(name): \(value)") }
        // Without it libcurl waits for "100 Continue" before larger bodies.
        headerList = curl_slist_append(headerList, "Expect:")
        try check(curl_set_list(handle, CURLOPT_HTTPHEADER, headerList))
        let context = Unmanaged.passUnretained(self).toOpaque()
        try check(curl_set_pointer(handle, CURLOPT_WRITEDATA, context))
        try check(curl_set_pointer(handle, CURLOPT_HEADERDATA, context))
        try check(
            curl_set_taker(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
                Transfer.from(context)?.receiveBody(bytes, size * count) ?? 0
            })
        try check(
            curl_set_taker(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
                Transfer.from(context)?.receiveHeader(bytes, size * count) ?? 0
            })
    }

    /// A stream has no end, may be silent for long, and comes as it is: each part at once. A connection of its own.
    private func setUpStream() throws(HTTPFailure) {
        try set(CURLOPT_TIMEOUT_MS, 0)
        try set(CURLOPT_LOW_SPEED_LIMIT, 0)
        try set(CURLOPT_LOW_SPEED_TIME, 0)
        try set(CURLOPT_ACCEPT_ENCODING, "identity")
        try set(CURLOPT_FRESH_CONNECT, 1)
        try set(CURLOPT_FORBID_REUSE, 1)
    }

    /// From memory and not from files, so that what was looked at is what is used, and so that libcurl uses no kept
    /// connection or session of an older certificate: it compares them (CURLOPT_SSLCERT_BLOB(3)).
    private func show(_ identity: ClientIdentity) throws(HTTPFailure) {
        let text = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))
        text.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        errorText = text
        try check(curl_set_pointer(handle, CURLOPT_ERRORBUFFER, text))
        try check(curl_set_blob(handle, CURLOPT_SSLCERT_BLOB, identity.certificate, identity.certificate.count))
        try check(curl_set_blob(handle, CURLOPT_SSLKEY_BLOB, identity.key.exposed, identity.key.exposed.count))
    }

    private func apply(_ method: HTTPRequest.Method) throws(HTTPFailure) {
        try set(CURLOPT_CUSTOMREQUEST, method.rawValue)
        guard method != .get else { return }
        try check(curl_set_size(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(upload.count)))
        // Copied by libcurl, so the array may move afterwards. The size has to be set before.
        let result = upload.withUnsafeBytes { bytes in
            curl_set_pointer(handle, CURLOPT_COPYPOSTFIELDS, UnsafeMutableRawPointer(mutating: bytes.baseAddress))
        }
        try check(result)
    }

    private func set(_ option: CURLoption, _ value: Int) throws(HTTPFailure) {
        try check(curl_set_long(handle, option, value))
    }

    private func set(_ option: CURLoption, _ value: String) throws(HTTPFailure) {
        try check(curl_set_text(handle, option, value))
    }

    private func check(_ result: CURLcode) throws(HTTPFailure) {
        guard result == CURLE_OK else { throw HTTPFailure(.setup, detail: String(cString: curl_easy_strerror(result))) }
    }

    // MARK: What comes

    private static func from(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Returning another count than it was given ends the transfer (CURLOPT_WRITEFUNCTION(3)).
    private func receiveBody(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        if let take {
            if !hand(take, .bytes(Array(UnsafeRawBufferPointer(start: bytes, count: count)))) { return 0 }
            return count
        }
        guard body.count + count <= maximumBodyBytes else {
            isTooLarge = true
            return 0
        }
        body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
        return count
    }

    private func hand(_ take: (HTTPPiece) -> Bool, _ piece: HTTPPiece) -> Bool {
        if !isEnough, !take(piece) { isEnough = true }
        return !isEnough
    }

    private func receiveHeader(_ bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
        headerBytes += count
        guard headerBytes <= CurlOptions.maximumHeaderBytes else {
            isTooLarge = true
            return 0
        }
        let line = String(decoding: UnsafeRawBufferPointer(start: bytes, count: count), as: UTF8.self)
        // A status line begins the headers anew: of a proxy's CONNECT, of a 1xx, then of the reply.
        if line.hasPrefix("HTTP/") { headers = [] }
        guard let colon = line.utf8.firstIndex(of: UInt8(ascii: ":")) else {
            // An empty line ends the headers: of a proxy, of a 1xx, or of the reply.
            guard let take, line == "\r\n", status >= 200 else { return count }
            return hand(take, .head(HTTPResponse(status: status, headers: headers))) ? count : 0
        }
        let value = line[line.index(after: colon)...].trimmingSpace
        let name = line[..<colon].lowercased()
        headers.append((name, String(value)))
        // A body that grows by and by is copied each time that it doubles, and takes up to twice its size.
        if name == "content-length", let length = Int(value), take == nil {
            body.reserveCapacity(min(length, maximumBodyBytes, Self.maximumReservedBytes))
        }
        return count
    }
}

extension String {
    /// The port of a URL that begins with this prefix: 80 where none is written.
    fileprivate func portAfter(_ prefix: String) -> Int? {
        guard hasPrefix(prefix) else { return nil }
        let rest = dropFirst(prefix.count)
        guard rest.first == ":" else { return rest.isEmpty || rest.first == "/" ? 80 : nil }
        return Int(rest.dropFirst().prefix { $0.isNumber })
    }
}

extension Substring {
    fileprivate var trimmingSpace: Substring {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\n" || $0 == "\r\n" }
        var rest = drop(while: isSpace)
        while let last = rest.last, isSpace(last) { rest.removeLast() }
        return rest
    }
}
