import Engine
import Foundation

/// Signatures of artifacts: an artifact of its own that has the signed manifest as its subject, and one layer with the
/// 64 bytes of the signature.
public enum ArtifactSignature {
    static let bytes: Int64 = 64

    /// What is signed: the digest of the manifest, which stands for everything that it lists, after words that keep a
    /// signature from ever meaning something else.
    static func statement(_ manifest: Digest) -> Data {
        Data("tweed artifact v1\nsha256:\(manifest.hexadecimal)\n".utf8)
    }

    /// Signs an artifact.
    /// - Parameter subject: describes its manifest.
    public static func sign(_ subject: Descriptor, with key: SigningKey) throws -> PackedArtifact {
        let signature = try key.signature(of: statement(subject.digest))
        let layer = Descriptor(
            mediaType: MediaType.signature, digest: Digest(of: signature), size: Int64(signature.count),
            annotations: [AnnotationName.keyIdentifier: key.verificationKey.identifier])
        var plain = subject
        plain.annotations = [:]
        let manifest = ImageManifest(
            artifactType: MediaType.signature, config: .emptyConfig, layers: [layer], subject: plain)
        return PackedArtifact(
            manifest: manifest,
            blobs: [
                Blob(descriptor: .emptyConfig, source: .data(emptyConfigData)),
                Blob(descriptor: layer, source: .data(signature)),
            ])
    }

    /// The layer with the signature.
    /// - Throws: `ArtifactError` where the manifest is not one of a signature of this subject.
    public static func layer(of manifest: ImageManifest, subject: Digest) throws(ArtifactError) -> Descriptor
    {
        guard manifest.artifactType == MediaType.signature else {
            throw .unknownMediaType(
                manifest.artifactType ?? "", place: "the signature", expected: MediaType.signature)
        }
        guard manifest.subject?.digest == subject else {
            throw .malformed("the signature", "it is one of another artifact")
        }
        guard manifest.layers.count == 1, manifest.layers[0].mediaType == MediaType.signature,
            manifest.layers[0].size == bytes
        else { throw .malformed("the signature", "it is not one layer of 64 bytes") }
        return manifest.layers[0]
    }

    /// Whose signature a manifest says that it is.
    public static func keyIdentifier(of manifest: ImageManifest) -> String? {
        manifest.layers.first?.annotations[AnnotationName.keyIdentifier]
    }

    /// Checks one signature.
    ///
    /// - Parameters:
    ///   - manifest: of the signature.
    ///   - signature: the content of its layer.
    ///   - subject: the digest of the signed manifest, computed from its bytes.
    /// - Throws: `ArtifactError.badSignature`, and where the manifest is not one of a signature of this subject.
    public static func check(
        manifest: ImageManifest, signature: Data, of subject: Digest, with key: VerificationKey
    ) throws(ArtifactError) {
        _ = try layer(of: manifest, subject: subject)
        guard key.accepts(signature, of: statement(subject)) else {
            throw .badSignature(keyIdentifier: key.identifier)
        }
    }

    /// Checks that one of an artifact's signatures is by this key and right.
    ///
    /// - Parameters:
    ///   - signatures: manifests of signatures with the contents of their layers.
    ///   - subject: the digest of the signed manifest, computed from its bytes.
    /// - Throws: `ArtifactError.unsigned`, `.otherKey`, `.badSignature`.
    public static func require(
        _ key: VerificationKey, among signatures: [(manifest: ImageManifest, signature: Data)],
        of subject: Digest
    ) throws(ArtifactError) {
        guard !signatures.isEmpty else { throw .unsigned(keyIdentifier: key.identifier) }
        let claimed = signatures.filter { keyIdentifier(of: $0.manifest) == key.identifier }
        guard !claimed.isEmpty else {
            let others = signatures.map { keyIdentifier(of: $0.manifest) ?? "an unnamed key" }
            throw .otherKey(expected: key.identifier, found: Array(others.prefix(4)))
        }
        // Anyone can add a signature that is none to an artifact; the right one beside it still counts.
        for signature in claimed
        where
            (try? check(
                manifest: signature.manifest, signature: signature.signature, of: subject, with: key)) != nil
        {
            return
        }
        throw .badSignature(keyIdentifier: key.identifier)
    }
}
