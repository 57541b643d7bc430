import Foundation
import Hub

/// Asks a model hub about one model. Blocking; safe from any thread.
public final class HubClient: Sendable {
    public let reference: HubReference
    /// Of the endpoint, for messages.
    let host: String
    let http: HTTPClient
    let retry: RetryPolicy
    private let base: String
    private let origin: Origin
    private let token: String?
    private let tokenUse: HubError.TokenUse

    /// - Parameters:
    ///   - endpoint: the address of the hub, without a slash at the end.
    ///   - token: goes to the endpoint alone, and not over an open line, except to this machine.
    public init(
        _ reference: HubReference, endpoint: String, token: String?, http: HTTPClient = HTTPClient(),
        retry: RetryPolicy = RetryPolicy()
    ) throws {
        guard let url = URL(string: endpoint), let origin = Origin(url), url.user() == nil,
            url.query() == nil, url.fragment() == nil
        else { throw HubError.unusableEndpoint(endpoint) }
        guard token?.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) != false else {
            throw HubError.unusableToken
        }
        self.reference = reference
        self.http = http
        self.retry = retry
        self.origin = origin
        base = endpoint
        host = origin.host
        let isSafe = origin.scheme == "https" || origin.isLoopback
        self.token = isSafe ? token : nil
        tokenUse = token == nil ? .absent : isSafe ? .sent : .keptBack
    }

    /// - Parameter path: escaped, without a slash in front.
    func url(_ path: String) throws -> URL {
        guard let url = URL(string: base + "/" + path) else { throw HubError.unusableEndpoint(base) }
        return url
    }

    /// Where a file of a commit is had.
    func url(of path: HubFilePath, commit: String) throws -> URL {
        try url("\(reference.repository)/resolve/\(commit)/\(HubText.escaped(path.text, keepsSlashes: true))")
    }

    func isOwn(_ url: URL) -> Bool { Origin(url) == origin }

    /// Sends a request, with the token where it goes to the endpoint.
    /// - Throws: `BusyServer` for answers that may be better a moment later; `HubError` for those that say no.
    func send(
        _ request: HTTPRequest, doing: String, path: HubFilePath? = nil, sink: (any BodySink)? = nil,
        followsRedirects: Bool = true
    ) throws -> HTTPClient.Answer {
        var request = request
        request.headers.append(("Accept-Encoding", "identity"))
        if let token, isOwn(request.url) { request.headers.append(("Authorization", "Bearer \(token)")) }
        let answer = try http.send(request, sink: sink, followsRedirects: followsRedirects)
        let answering = answer.url.host() ?? host
        if answer.head.isPassing {
            throw BusyServer(
                host: answering, doing: doing, status: answer.head.status, retryAfter: answer.head.retryAfter)
        }
        guard !answer.head.isSuccess, !(answer.head.isRedirect && !followsRedirects) else { return answer }
        // The caller begins again from the first byte.
        if answer.head.status == 416 { return answer }
        throw refusal(answer, doing: doing, path: path, host: answering)
    }

    private func refusal(
        _ answer: HTTPClient.Answer, doing: String, path: HubFilePath?, host answering: String
    ) -> HubError {
        let head = answer.head
        let message = head.value("x-error-message") ?? Self.message(answer.errorBody)
        guard isOwn(answer.url) else {
            return .status(head.status, doing: doing, host: answering, message: message)
        }
        let hasToken = if case .absent = tokenUse { false } else { true }
        switch (head.status, head.value("x-error-code")) {
        case (_, "GatedRepo"?):
            return .gated(reference, page: base + "/" + reference.repository, hasToken: hasToken)
        case (_, "RevisionNotFound"?): return .noRevision(reference, host: host)
        case (_, "EntryNotFound"?):
            if let path { return .noFile(path, reference, host: host) }
            return .noRevision(reference, host: host)
        case (401, "RepoNotFound"?) where hasToken, (404, "RepoNotFound"?):
            return .noRepository(reference, host: host, hasToken: hasToken)
        // The hub answers 401 to strangers for what does not exist, so as not to tell what exists.
        case (401, _) where !hasToken: return .noRepository(reference, host: host, hasToken: false)
        case (401, _), (403, _):
            return .refused(
                reference, host: host, status: head.status, token: tokenUse, message: message)
        case (404, _):
            if let path { return .noFile(path, reference, host: host) }
            return .noRepository(reference, host: host, hasToken: hasToken)
        default: return .status(head.status, doing: doing, host: host, message: message)
        }
    }

    /// The beginning of a text that says what went wrong; nothing of a page for browsers.
    private static func message(_ body: Data) -> String {
        let text = String(decoding: body.prefix(300), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        return text.hasPrefix("<") ? "" : text
    }
}
