import Crypto
import Foundation

/// An Ed25519 key that signs.
public struct SigningKey: Sendable {
    private let key: Curve25519.Signing.PrivateKey

    /// A new key.
    public init() { key = Curve25519.Signing.PrivateKey() }

    /// Reads a PEM file, such as `openssl genpkey -algorithm ed25519` writes.
    /// - Throws: `ArtifactError.notAKey`, `.file`.
    public init(file path: String) throws {
        let bytes = try KeyFile.read(path, .secret)
        guard let key = try? Curve25519.Signing.PrivateKey(rawRepresentation: bytes) else {
            throw ArtifactError.notAKey(path: path, "it is no Ed25519 key")
        }
        self.key = key
    }

    /// The text of a PEM file with this key. Whoever has it can sign.
    public var pemText: String { KeyFile.text(key.rawRepresentation, .secret) }

    /// The key by which others check what this one has signed.
    public var verificationKey: VerificationKey { VerificationKey(key.publicKey) }

    /// 64 bytes.
    func signature(of data: Data) throws -> Data { try key.signature(for: data) }
}
