import Foundation
import Values

/// A user's secrets for one registry. Never printed.
public struct RegistryCredentials: Sendable, Equatable {
    public var user: String
    var password: String
    /// Given instead of a password by registries that log in elsewhere.
    var identityToken: String?

    public init(user: String, password: String, identityToken: String? = nil) {
        self.user = user
        self.password = password
        self.identityToken = identityToken
    }

    /// For the `Authorization` header.
    var basic: String { "Basic " + Data("\(user):\(password)".utf8).base64EncodedString() }
}

extension RegistryCredentials: CustomStringConvertible, CustomReflectable {
    public var description: String { "credentials" }
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}
