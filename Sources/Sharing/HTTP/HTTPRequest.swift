import Foundation

/// One request as it goes over the wire: redirects and retries are for others to decide.
struct HTTPRequest: Sendable {
    enum Method: String, Sendable {
        case get = "GET"
        case head = "HEAD"
        case post = "POST"
        case put = "PUT"
        case patch = "PATCH"
    }

    var method: Method
    var url: URL
    /// In the order in which they are sent.
    var headers: [(name: String, value: String)] = []
    var body: HTTPBody = .none
    /// Seconds after which the whole exchange counts as failed; nil for transfers, which may be long and are
    /// watched for their speed instead.
    var deadline: Double? = TransferLimits.shortExchange
    var settings = TransferSettings.standard

    init(_ method: Method, _ url: URL) {
        self.method = method
        self.url = url
    }
}

/// What a request carries.
enum HTTPBody: Sendable {
    case none
    case data(Data)
    /// Bytes of a file, which is read while they are sent.
    case file(path: String, offset: Int64, count: Int64)

    var count: Int64 {
        switch self {
        case .none: 0
        case .data(let data): Int64(data.count)
        case .file(path: _, offset: _, let count): count
        }
    }
}
