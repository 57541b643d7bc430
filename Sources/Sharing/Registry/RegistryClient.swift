import Artifacts
import Engine
import Foundation

/// Speaks the OCI distribution protocol with one repository of a registry. Blocking; safe from any thread.
public final class RegistryClient: Sendable {
    public let reference: RegistryReference
    let http: HTTPClient
    let retry: RetryPolicy
    let settings: TransferSettings
    /// Whether it is spoken to without encryption although it is not on this machine.
    let isPlain: Bool
    private let base: URL
    private let authorizer: RegistryAuthorizer

    /// - Parameters:
    ///   - reference: its registry and its name count here.
    ///   - credentials: nil for none.
    ///   - isPlain: speak without encryption; a registry on this machine is spoken to so anyway.
    public init(
        _ reference: RegistryReference, credentials: RegistryCredentials?, isPlain: Bool = false,
        http: HTTPClient = HTTPClient(), retry: RetryPolicy = RetryPolicy(),
        settings: TransferSettings = .standard
    ) throws {
        self.reference = reference
        self.http = http
        self.retry = retry
        self.isPlain = isPlain
        self.settings = settings
        let host = reference.host
        let name = host.hasPrefix("[") ? String(host.prefix { $0 != "]" }) : String(host.prefix { $0 != ":" })
        let scheme = isPlain || (Origin.isLoopback(name) && !reference.isEncrypted) ? "http" : "https"
        guard let base = URL(string: "\(scheme)://\(host)/v2/\(reference.name)/"), let origin = Origin(base)
        else { throw HTTPError.unusableAddress(host) }
        self.base = base
        authorizer = RegistryAuthorizer(
            client: http, origin: origin, credentials: credentials, settings: settings)
    }

    private init(_ other: RegistryClient, reference: RegistryReference) {
        self.reference = reference
        http = other.http
        retry = other.retry
        isPlain = other.isPlain
        settings = other.settings
        base = other.base
        authorizer = other.authorizer
    }

    /// The same repository, with the same connections and tokens.
    func tagged(_ tag: String) -> RegistryClient {
        RegistryClient(
            self, reference: RegistryReference(registry: reference.registry, name: reference.name, tag: tag))
    }

    var host: String { reference.host }

    enum Access: String {
        case pull = "pull"
        case push = "pull,push"
    }

    func url(_ path: String) throws -> URL {
        guard let url = URL(string: path, relativeTo: base)?.absoluteURL else {
            throw HTTPError.unusableAddress(path)
        }
        return url
    }

    /// Sends a request with what the registry wants to see of the user.
    /// - Throws: `BusyServer` for answers that may be better a moment later; `RegistryError.refused`.
    ///
    /// - Parameter repository: another one that the request reads from.
    func send(
        _ request: HTTPRequest, _ access: Access, alsoReading repository: String? = nil, doing: String,
        sink: (any BodySink)? = nil,
        sent: (@Sendable (Int64) -> Void)? = nil
    ) throws -> HTTPClient.Answer {
        var scope = "repository:\(reference.name):\(access.rawValue)"
        if let repository { scope += " repository:\(repository):pull" }
        for attempt in 0... {
            var authorized = request
            authorized.settings = settings
            authorized.deadline = authorized.deadline.map { min($0, settings.shortExchange) }
            let header = try authorizer.header(scope: scope, to: request.url)
            if let header { authorized.headers.append(("Authorization", header)) }
            let answer = try http.send(authorized, sink: sink, sent: sent)
            if answer.head.isPassing {
                throw BusyServer(
                    host: host, doing: doing, status: answer.head.status, retryAfter: answer.head.retryAfter)
            }
            guard answer.head.status == 401 || answer.head.status == 403 else { return answer }
            let isWorthwhile =
                try attempt < 2 && answer.head.status == 401
                && authorizer.learn(from: answer.head, scope: scope, sent: header)
            guard isWorthwhile else {
                throw RegistryError.refused(
                    registry: host, by: host, status: answer.head.status,
                    hasCredentials: authorizer.hasCredentials)
            }
        }
        fatalError("the loop has no end")
    }

    func unexpected(_ answer: HTTPClient.Answer, doing: String) -> RegistryError {
        let text = String(decoding: answer.errorBody.prefix(500), as: UTF8.self)
        let harmless = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : String($0) }
        return .status(answer.head.status, doing: doing, host: host, message: harmless.joined())
    }
}
