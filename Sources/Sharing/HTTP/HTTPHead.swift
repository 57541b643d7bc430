import Foundation

/// Status and headers of an answer.
struct HTTPHead: Sendable {
    var status: Int
    /// By lower-case name; of headers that occur more than once, all values in their order.
    var headers: [String: [String]] = [:]

    /// The value of a header that is to occur once.
    func value(_ name: String) -> String? { headers[name.lowercased()]?.first }

    func values(_ name: String) -> [String] { headers[name.lowercased()] ?? [] }

    var isSuccess: Bool { (200..<300).contains(status) }

    /// Whether the answer sends the asker to another address.
    var isRedirect: Bool { [301, 302, 303, 307, 308].contains(status) }

    /// Whether the same request may succeed a moment later.
    var isPassing: Bool { [408, 425, 429, 500, 502, 503, 504].contains(status) }

    /// How many bytes of body were announced.
    var contentLength: Int64? { value("content-length").flatMap { Int64($0) } }

    /// The first byte that a partial answer begins with.
    var rangeStart: Int64? {
        guard let range = value("content-range"), range.lowercased().hasPrefix("bytes ") else { return nil }
        return Int64(range.dropFirst(6).prefix { $0.isASCII && $0.isNumber })
    }

    /// Seconds to wait before asking again, where the server says so in seconds.
    var retryAfter: Double? { value("retry-after").flatMap { Double($0) }.flatMap { $0 >= 0 ? $0 : nil } }
}
