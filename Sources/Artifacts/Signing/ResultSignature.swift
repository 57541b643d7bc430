import Engine
import Foundation

/// Signatures of results in a remote cache.
///
/// What is signed is the action record, which names the key and the digests of all content, so it stands for the whole
/// result. The signature is an annotation of the record's layer: who looks a result up has it at once.
public enum ResultSignature {
    /// After words that keep a signature from ever meaning something else.
    static func statement(_ action: Digest) -> Data {
        Data("tweed result v1\nsha256:\(action.hexadecimal)\n".utf8)
    }

    /// - Parameter action: describes the layer with the action record.
    static func sign(_ action: Descriptor, with key: SigningKey) throws -> Descriptor {
        var signed = action
        signed.annotations[AnnotationName.keyIdentifier] = key.verificationKey.identifier
        signed.annotations[AnnotationName.signature] =
            try key.signature(of: statement(action.digest)).base64EncodedString()
        return signed
    }

    /// Checks that a result is signed by this key. That the record has this digest is for the caller to check.
    /// - Throws: `ArtifactError.unsigned`, `.otherKey`, `.badSignature`.
    public static func require(_ key: VerificationKey, of action: Descriptor) throws(ArtifactError) {
        guard let text = action.annotations[AnnotationName.signature] else {
            throw .unsigned(keyIdentifier: key.identifier)
        }
        let signer = action.annotations[AnnotationName.keyIdentifier]
        guard signer == key.identifier else {
            throw .otherKey(expected: key.identifier, found: [signer ?? "an unnamed key"])
        }
        guard let signature = Data(base64Encoded: text), key.accepts(signature, of: statement(action.digest))
        else { throw .badSignature(keyIdentifier: key.identifier) }
    }
}
