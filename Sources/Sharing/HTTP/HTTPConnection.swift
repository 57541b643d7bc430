import CCurl
import Foundation

/// One libcurl handle, which keeps its connections open between exchanges.
///
/// Unchecked: a handle is used by one thread at a time, which `HTTPClient` sees to.
final class HTTPConnection: @unchecked Sendable {
    private static let isStarted = curl_global_start() == CURLE_OK

    private let handle: UnsafeMutableRawPointer
    private let certificates: String?

    init(certificates: String? = nil) throws {
        self.certificates = certificates
        guard Self.isStarted, let handle = curl_easy_init() else { throw HTTPError.unavailable }
        self.handle = handle
    }

    deinit { curl_easy_cleanup(handle) }

    /// Sends a request and reads the answer; success bodies go to the sink.
    ///
    /// - Parameter sent: hears of bytes of the body that went out (negative when some must go again).
    /// - Returns: the head, and the body of an answer that is no success.
    /// - Throws: `HTTPError`, or what the sink throws.
    func perform(
        _ request: HTTPRequest, sink: (any BodySink)?, sent: (@Sendable (Int64) -> Void)? = nil
    ) throws -> (head: HTTPHead, errorBody: Data) {
        let exchange = try HTTPExchange(request, sink: sink, sent: sent)
        curl_easy_reset(handle)
        let headers = apply(request)
        defer { curl_slist_free_all(headers) }
        setCallbacks()
        let code = withExtendedLifetime(exchange) {
            let context = Unmanaged.passUnretained(exchange).toOpaque()
            for option in [CURLOPT_HEADERDATA, CURLOPT_WRITEDATA, CURLOPT_READDATA, CURLOPT_SEEKDATA] {
                _ = curl_set_pointer(handle, option, context)
            }
            return curl_easy_perform(handle)
        }
        if let failure = exchange.failure { throw failure }
        guard code == CURLE_OK else { throw error(code, host: exchange.host) }
        try exchange.finish()
        return (exchange.head, exchange.errorBody.data)
    }

    private func error(_ code: CURLcode, host: String) -> HTTPError {
        if code == CURLE_OPERATION_TIMEDOUT { return .tooSlow(host: host) }
        return .connection(host: host, code: code.rawValue, reason: String(cString: curl_easy_strerror(code)))
    }

    private func apply(_ request: HTTPRequest) -> UnsafeMutablePointer<curl_slist>? {
        setText(CURLOPT_URL, request.url.absoluteString)
        if let certificates { setText(CURLOPT_CAINFO, certificates) }
        setLong(CURLOPT_NOSIGNAL, 1)
        setLong(CURLOPT_FOLLOWLOCATION, 0)
        setLong(CURLOPT_CONNECTTIMEOUT, request.settings.connecting)
        setLong(CURLOPT_LOW_SPEED_LIMIT, request.settings.lowestSpeed)
        setLong(CURLOPT_LOW_SPEED_TIME, request.settings.lowSpeedTime)
        setLong(CURLOPT_TCP_KEEPALIVE, 1)
        setLong(CURLOPT_BUFFERSIZE, TransferLimits.piece)
        setLong(CURLOPT_UPLOAD_BUFFERSIZE, TransferLimits.piece)
        if let deadline = request.deadline { setLong(CURLOPT_TIMEOUT_MS, Int(deadline * 1000)) }
        switch request.method {
        case .get: setLong(CURLOPT_HTTPGET, 1)
        case .head: setLong(CURLOPT_NOBODY, 1)
        case .post, .put, .patch:
            setLong(CURLOPT_UPLOAD, 1)
            setText(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
            _ = curl_set_offset(handle, CURLOPT_INFILESIZE_LARGE, curl_off_t(request.body.count))
        }
        var list: UnsafeMutablePointer<curl_slist>?
        // Without it, libcurl waits a second for leave to send a body.
        list = curl_slist_append(list, "Expect:")
        list = curl_slist_append(list, "User-Agent: tweed")
        for (name, value) in request.headers { list = curl_slist_append(list, "\(name): \(value)") }
        _ = curl_set_pointer(handle, CURLOPT_HTTPHEADER, list)
        return list
    }

    private func setCallbacks() {
        _ = curl_set_bytes_function(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            let exchange = Unmanaged<HTTPExchange>.fromOpaque(context!).takeUnretainedValue()
            return exchange.receiveHeader(UnsafeRawBufferPointer(start: bytes, count: size * count))
                ? size * count : 0
        }
        _ = curl_set_bytes_function(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            let exchange = Unmanaged<HTTPExchange>.fromOpaque(context!).takeUnretainedValue()
            return exchange.receiveBody(UnsafeRawBufferPointer(start: bytes, count: size * count))
                ? size * count : 0
        }
        _ = curl_set_bytes_function(handle, CURLOPT_READFUNCTION) { bytes, size, count, context in
            let exchange = Unmanaged<HTTPExchange>.fromOpaque(context!).takeUnretainedValue()
            return exchange.readBody(into: UnsafeMutableRawBufferPointer(start: bytes, count: size * count))
                ?? Int(CURL_READFUNC_ABORT)
        }
        _ = curl_set_seek_function(handle) { context, offset, origin in
            let exchange = Unmanaged<HTTPExchange>.fromOpaque(context!).takeUnretainedValue()
            return origin == SEEK_SET && exchange.seek(to: Int64(offset)) ? 0 : 1
        }
    }

    private func setLong(_ option: CURLoption, _ value: Int) { _ = curl_set_long(handle, option, value) }

    private func setText(_ option: CURLoption, _ value: String) { _ = curl_set_text(handle, option, value) }
}
