import Engine
import Foundation

/// What can go wrong between Tweed and a registry, as facts.
public enum RegistryError: Error, Sendable {
    case refused(registry: String, by: String, status: Int, hasCredentials: Bool)
    case unusableRealm(registry: String, realm: String)
    case unusableToken(by: String)
    case notFound(RegistryReference)
    /// A digest is needed, and a tag was given.
    case notPinned(RegistryReference)
    /// An answer that means nothing good; `message` is the registry's.
    case status(Int, doing: String, host: String, message: String)
    case missingHeader(String, doing: String, host: String)
    /// The bytes are not those that their name promises.
    case wrongContent(expected: Digest, found: Digest, host: String)
    case wrongSize(Digest, expected: Int64, found: Int64, host: String)
    /// What the tag named a moment ago is gone.
    case tagMoved(RegistryReference, from: Digest)
    case unexpectedMediaType(String, of: String)
    case missingBlob(Digest, host: String)
    case manifestTooLarge(bytes: Int, limit: Int64)
}

extension RegistryError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .refused(let registry, let by, let status, let hasCredentials):
            "\(registry) does not let you in"
                + (by == registry ? "" : " (\(by) gives out no token)") + ", status \(status); "
                + (hasCredentials
                    ? "the credentials in ~/.docker/config.json may be wrong, or not suffice for this repository"
                    : "no credentials are known for it: \"docker login \(registry)\" or its kin writes them into "
                        + "~/.docker/config.json")
        case .unusableRealm(let registry, let realm):
            "\(registry) wants a token from \"\(realm.prefix(200))\", which is no address to send credentials to"
        case .unusableToken(let host): "\(host) answered without a token"
        case .notFound(let reference): "\(reference) is not there"
        case .notPinned(let reference): "\(reference) has no digest, which is what is needed here"
        case .status(let status, let doing, let host, let message):
            "\(host) answered \(status) to \(doing)" + (message.isEmpty ? "" : ": \(message)")
        case .missingHeader(let name, let doing, let host): "\(host) sent no \(name) when \(doing)"
        case .wrongContent(let expected, let found, let host):
            "\(host) sent other bytes than asked for: they have the digest \(found.short)..., not \(expected.short)...; "
                + "nothing of them is kept"
        case .wrongSize(let digest, let expected, let found, let host):
            "\(host) sent \(found) bytes of \(digest.short)..., which has \(expected); nothing of them is kept"
        case .tagMoved(let reference, let digest):
            "\(reference) moved while it was fetched: sha256:\(digest.short)... is gone; try again"
        case .unexpectedMediaType(let type, let reference):
            "\(reference) is \"\(type.prefix(200))\", not an OCI image manifest"
        case .missingBlob(let digest, let host): "\(host) does not have the blob sha256:\(digest)"
        case .manifestTooLarge(let bytes, let limit):
            "the manifest would have \(bytes) bytes, and registries take at most \(limit)"
        }
    }
}

/// A server that has no time now.
struct BusyServer: PassingError, CustomStringConvertible {
    var host: String
    var doing: String
    var status: Int
    var retryAfter: Double?

    var description: String { "\(host) answered \(status) to \(doing), also when asked again" }
}

/// A body that ended before its announced end.
struct ShortBody: PassingError, CustomStringConvertible {
    var host: String
    var received: Int64
    var expected: Int64
    var retryAfter: Double? { nil }

    var description: String { "\(host) sent only \(received) of \(expected) bytes, also when asked again" }
}
