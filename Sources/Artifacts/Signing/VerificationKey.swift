import Crypto
import Foundation

/// An Ed25519 key that checks signatures.
public struct VerificationKey: Sendable {
    private let key: Curve25519.Signing.PublicKey

    init(_ key: Curve25519.Signing.PublicKey) { self.key = key }

    /// Reads a PEM file, such as `openssl pkey -pubout` writes.
    /// - Throws: `ArtifactError.notAKey`, `.file`.
    public init(file path: String) throws {
        let bytes = try KeyFile.read(path, .open)
        guard let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else {
            throw ArtifactError.notAKey(path: path, "it is no Ed25519 key")
        }
        self.key = key
    }

    /// The text of a PEM file with this key.
    public var pemText: String { KeyFile.text(key.rawRepresentation, .open) }

    /// Tells keys apart: the SHA-256 of its 32 bytes, in hexadecimal digits.
    public var identifier: String {
        SHA256.hash(data: key.rawRepresentation).map { byte in
            let digits = String(byte, radix: 16)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }

    func accepts(_ signature: Data, of data: Data) -> Bool {
        key.isValidSignature(signature, for: data)
    }
}
