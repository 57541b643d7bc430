import Foundation
import Synchronization

/// Sends requests from any number of threads and follows redirects.
public final class HTTPClient: Sendable {
    struct Answer: Sendable {
        var head: HTTPHead
        /// The beginning of the body of an answer that is no success.
        var errorBody: Data
        /// Where the answer came from, after redirects.
        var url: URL
    }

    private let idle = Mutex<[HTTPConnection]>([])

    private let certificates: String?

    /// - Parameter certificates: a PEM file with the authorities whose word is taken; nil for those of the system.
    public init(certificates: String? = ProcessInfo.processInfo.environment["SSL_CERT_FILE"]) {
        self.certificates = certificates.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// - Parameters:
    ///   - followsRedirects: credentials stay behind when a redirect leads to another host.
    ///   - sent: hears of bytes of the body that went out.
    func send(
        _ request: HTTPRequest, sink: (any BodySink)? = nil, followsRedirects: Bool = true,
        sent: (@Sendable (Int64) -> Void)? = nil
    ) throws -> Answer {
        let connection = try idle.withLock { $0.popLast() } ?? HTTPConnection(certificates: certificates)
        defer { idle.withLock { $0.append(connection) } }
        var request = request
        for _ in 0...TransferLimits.redirects {
            let (head, errorBody) = try connection.perform(request, sink: sink, sent: sent)
            guard head.isRedirect, followsRedirects, request.method == .get || request.method == .head,
                let location = head.value("location")
            else { return Answer(head: head, errorBody: errorBody, url: request.url) }
            try Self.redirect(&request, to: location)
        }
        throw HTTPError.tooManyRedirects(host: request.url.host() ?? "")
    }

    /// Points a request at the place that an answer named.
    static func redirect(_ request: inout HTTPRequest, to location: String) throws {
        let target = try resolve(location, from: request.url)
        if Origin(target) != Origin(request.url) {
            let secrets: Set<String> = ["authorization", "cookie"]
            request.headers.removeAll { secrets.contains($0.name.lowercased()) }
        }
        request.url = target
    }

    static func resolve(_ location: String, from url: URL) throws -> URL {
        let host = url.host() ?? ""
        guard let target = URL(string: location, relativeTo: url)?.absoluteURL, let origin = Origin(target),
            target.user() == nil, origin.scheme == "https" || url.scheme?.lowercased() == "http"
        else { throw HTTPError.unusableRedirect(host: host, location: location) }
        return target
    }
}
