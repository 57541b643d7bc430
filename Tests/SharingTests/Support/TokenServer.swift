import Foundation
import Values

/// Gives out the tokens that docker-registry's "token" authentication wants: JSON Web Tokens, signed with RS256, for what
/// was asked for and is permitted.
final class TokenServer: Sendable {
    static let service = "registry.test"
    static let issuer = "tweed test"

    let scratch: Scratch
    let server: LoopbackServer

    /// - Parameters:
    ///   - password: of the user "tweed", who may do everything; others may pull from `public/`.
    init(password: String) throws {
        let scratch = try Scratch()
        try OpenSSL.makeCertificate(in: scratch)
        let basic = "Basic " + Data("tweed:\(password)".utf8).base64EncodedString()
        server = try LoopbackServer { request in
            let isUser = request.headers["authorization"] == basic
            guard isUser || request.headers["authorization"] == nil,
                request.query["service"] == [Self.service]
            else { return LoopbackServer.answer("401 Unauthorized") }
            let access = (request.query["scope"] ?? []).compactMap { Self.access($0, isUser: isUser) }
            guard let token = try? Self.token(access, scratch) else {
                return LoopbackServer.answer("500 Internal Server Error")
            }
            let answer: JSONValue = ["token": .string(token), "expires_in": 300]
            return LoopbackServer.answer("200 OK", [], answer.canonicalData)
        }
        self.scratch = scratch
    }

    /// Of a scope such as `repository:team/toy:pull,push`, what is permitted.
    private static func access(_ scope: String, isUser: Bool) -> JSONValue? {
        let parts = scope.split(separator: ":").map(String.init)
        guard parts.count == 3, parts[0] == "repository" else { return nil }
        let asked = parts[2].split(separator: ",").map(String.init)
        let granted = asked.filter { isUser || (parts[1].hasPrefix("public/") && $0 == "pull") }
        return [
            "type": "repository", "name": .string(parts[1]),
            "actions": .array(granted.map { .string($0) }),
        ]
    }

    private static func token(_ access: [JSONValue], _ scratch: Scratch) throws -> String {
        let certificate = try String(contentsOfFile: scratch("certificate.pem"), encoding: .utf8)
        let lines = certificate.split(separator: "\n").filter { !$0.hasPrefix("-----") }
        let header: JSONValue = ["typ": "JWT", "alg": "RS256", "x5c": [.string(lines.joined())]]
        let now = Int64(Date().timeIntervalSince1970)
        let claims: JSONValue = [
            "iss": .string(issuer), "sub": "tweed", "aud": .string(service), "exp": .integer(now + 300),
            "nbf": .integer(now - 10), "iat": .integer(now - 10), "jti": .string(UUID().uuidString),
            "access": .array(access),
        ]
        let text = encoded(header.canonicalData) + "." + encoded(claims.canonicalData)
        let signature = try OpenSSL.run(
            ["dgst", "-sha256", "-sign", scratch("key.pem")], input: Data(text.utf8))
        return text + "." + encoded(signature)
    }

    private static func encoded(_ data: Data) -> String {
        data.base64EncodedString().replacingOccurrences(of: "+", with: "-")
            .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    }
}
