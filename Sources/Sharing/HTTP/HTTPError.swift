import Foundation

/// What can go wrong with an exchange before any meaning is read into the answer.
enum HTTPError: Error, Sendable {
    /// No connection, or it broke; `code` is libcurl's.
    case connection(host: String, code: UInt32, reason: String)
    /// Less than the accepted speed for longer than the accepted time, or the deadline of a short exchange.
    case tooSlow(host: String)
    case headersTooLarge(host: String)
    /// A body beyond what was announced or is accepted.
    case bodyTooLarge(host: String, limit: Int64)
    /// The announced length is not that of what was asked for.
    case wrongLength(host: String, announced: Int64, expected: Int64)
    case tooManyRedirects(host: String)
    /// Redirects only lead to web addresses, and never from an encrypted to an open one.
    case unusableRedirect(host: String, location: String)
    case unusableAddress(String)
    /// Reading what is sent or writing what is received failed here.
    case file(path: String, code: Int32)
    case unavailable

    /// Whether the same exchange may succeed a moment later.
    var isPassing: Bool {
        switch self {
        case .connection, .tooSlow: true
        default: false
        }
    }

    /// Whether no other exchange with the same server would fare better.
    var isOfTheWay: Bool {
        switch self {
        case .connection, .tooSlow, .tooManyRedirects, .unusableRedirect, .unusableAddress, .unavailable: true
        case .headersTooLarge, .bodyTooLarge, .wrongLength, .file: false
        }
    }
}

extension HTTPError: CustomStringConvertible {
    var description: String {
        switch self {
        case .connection(let host, _, let reason): "\(host) cannot be reached, or broke off: \(reason)"
        case .tooSlow(let host):
            "\(host) is too slow: it hardly sent anything for many seconds, or did not answer in time"
        case .headersTooLarge(let host):
            "\(host) sent more than \(TransferLimits.headerBytes) bytes of headers"
        case .bodyTooLarge(let host, let limit):
            "\(host) sent more than the \(limit) bytes that the answer may have"
        case .wrongLength(let host, let announced, let expected):
            "\(host) announced \(announced) bytes where \(expected) were expected"
        case .tooManyRedirects(let host):
            "\(host) sent the request on more than \(TransferLimits.redirects) times"
        case .unusableRedirect(let host, let location):
            "\(host) sent the request on to \(location.prefix(200)), which is no address to follow from there"
        case .unusableAddress(let text): "\(text.prefix(200)) is no web address"
        case .file(let path, let code): "\(path): \(String(cString: strerror(code)))"
        case .unavailable: "libcurl could not be started"
        }
    }
}
