import Foundation
import Synchronization
import Values

/// Proves to one registry who the user is: not at all, by user and password, or by tokens that it has another
/// address give out.
final class RegistryAuthorizer: Sendable {
    private struct Token {
        var text: String
        /// Seconds since 1970.
        var expires: Double
    }

    private struct State {
        /// Whether the registry asked for user and password.
        var isBasic = false
        var realm: Realm?
        /// By scope.
        var tokens: [String: Token] = [:]
    }

    /// Who gives out tokens.
    private struct Realm: Sendable, Equatable {
        var url: URL
        var service: String?
    }

    /// Taken off the life of a token, which begins before it arrives.
    private static let margin = 10.0
    private static let shortestLife = 60.0

    private let client: HTTPClient
    private let origin: Origin
    private let credentials: RegistryCredentials?
    private let settings: TransferSettings
    private let state = Mutex(State())
    /// Held by whoever fetches a token.
    private let gate = NSLock()

    init(
        client: HTTPClient, origin: Origin, credentials: RegistryCredentials?,
        settings: TransferSettings = .standard
    ) {
        self.settings = settings
        self.client = client
        self.origin = origin
        self.credentials = credentials
    }

    var hasCredentials: Bool { credentials != nil }

    /// The header for a request, as far as it is known what the registry wants.
    func header(scope: String, to url: URL) throws -> String? {
        guard Origin(url) == origin else { return nil }
        let (isBasic, realm) = state.withLock { ($0.isBasic, $0.realm) }
        if isBasic { return credentials?.basic }
        guard let realm else { return nil }
        if let token = token(for: scope) { return "Bearer \(token.text)" }
        // Transfers begin several at once, and one token serves them all.
        return try gate.withLock {
            try "Bearer " + (token(for: scope) ?? newToken(from: realm, scope: scope)).text
        }
    }

    /// One that is still good.
    private func token(for scope: String) -> Token? {
        let token = state.withLock { $0.tokens[scope] }
        return token.flatMap { $0.expires > Date().timeIntervalSince1970 ? $0 : nil }
    }

    /// Takes in what a refusal says.
    /// - Returns: whether another attempt makes sense.
    func learn(from head: HTTPHead, scope: String, sent: String?) throws -> Bool {
        let challenges = AuthenticationChallenge.parse(head.values("www-authenticate"))
        if let bearer = challenges.first(where: { $0.scheme == "bearer" }) {
            let realm = try realm(bearer)
            let isNew = state.withLock { state in
                state.tokens[scope] = nil
                defer { state.realm = realm }
                return state.realm != realm
            }
            // A token may have run out; one that is new and refused will not become better.
            return isNew || sent != nil
        }
        if challenges.contains(where: { $0.scheme == "basic" }), credentials != nil, sent == nil {
            state.withLock { $0.isBasic = true }
            return true
        }
        return false
    }

    private func realm(_ challenge: AuthenticationChallenge) throws -> Realm {
        let text = challenge.parameters["realm"] ?? ""
        // User and password go to this address: over an open line only where the registry itself is asked over one,
        // and then only to the same host.
        guard let url = URL(string: text), let target = Origin(url), url.user() == nil,
            target.scheme == "https"
                || (origin.scheme == "http"
                    && (target.host == origin.host || target.isLoopback && origin.isLoopback))
        else { throw RegistryError.unusableRealm(registry: origin.host, realm: text) }
        return Realm(url: url, service: challenge.parameters["service"])
    }

    private func newToken(from realm: Realm, scope: String) throws -> Token {
        var request: HTTPRequest
        // Several scopes go as one list here, and one by one there.
        var items =
            credentials?.identityToken != nil
            ? [URLQueryItem(name: "scope", value: scope)]
            : scope.split(separator: " ").map { URLQueryItem(name: "scope", value: String($0)) }
        if let service = realm.service { items.append(URLQueryItem(name: "service", value: service)) }
        if let identity = credentials?.identityToken {
            request = HTTPRequest(.post, realm.url)
            items += [
                URLQueryItem(name: "grant_type", value: "refresh_token"),
                URLQueryItem(name: "refresh_token", value: identity),
                URLQueryItem(name: "client_id", value: "tweed"),
            ]
            var form = URLComponents()
            form.queryItems = items
            let text = (form.percentEncodedQuery ?? "").replacingOccurrences(of: "+", with: "%2B")
            request.body = .data(Data(text.utf8))
            request.headers.append(("Content-Type", "application/x-www-form-urlencoded"))
        } else {
            request = HTTPRequest(.get, realm.url.appending(queryItems: items))
            if let credentials { request.headers.append(("Authorization", credentials.basic)) }
        }
        request.settings = settings
        request.deadline = settings.shortExchange
        let sink = DataSink(limit: TransferLimits.tokenBytes)
        let answer = try client.send(request, sink: sink, followsRedirects: false)
        guard answer.head.isSuccess else {
            throw RegistryError.refused(
                registry: origin.host, by: realm.url.host() ?? "", status: answer.head.status,
                hasCredentials: credentials != nil)
        }
        let value = try? JSONValue(parsing: sink.data)
        guard let text = value?["token"]?.stringValue ?? value?["access_token"]?.stringValue,
            text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { throw RegistryError.unusableToken(by: realm.url.host() ?? "") }
        let life = max(value?["expires_in"]?.doubleValue ?? 0, Self.shortestLife)
        let token = Token(text: text, expires: Date().timeIntervalSince1970 + min(life, 86_400) - Self.margin)
        state.withLock { $0.tokens[scope] = token }
        return token
    }
}
