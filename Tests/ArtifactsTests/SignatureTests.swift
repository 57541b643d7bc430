import Engine
import Foundation
import Testing

@testable import Artifacts

@Suite struct SignatureTests {
    // The keys of RFC 8410, section 10.
    private let secret = """
        -----BEGIN PRIVATE KEY-----
        MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
        -----END PRIVATE KEY-----

        """
    private let open = """
        -----BEGIN PUBLIC KEY-----
        MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
        -----END PUBLIC KEY-----

        """

    private func write(_ text: String, _ name: String, _ project: PackedProject) throws -> String {
        try Data(text.utf8).write(to: URL(fileURLWithPath: project.scratch(name)))
        return project.scratch(name)
    }

    @Test func keyFilesAreThoseOfOthers() throws {
        let project = try PackedProject()
        let key = try SigningKey(file: write(secret, "secret", project))
        #expect(key.pemText == secret)
        #expect(key.verificationKey.pemText == open)
        #expect(
            try VerificationKey(file: write(open, "open", project)).identifier
                == key.verificationKey.identifier)
    }

    @Test func whatIsNoKey() throws {
        let project = try PackedProject()
        func signing(_ text: String) -> String {
            do {
                _ = try SigningKey(file: write(text, "key", project))
                return "accepted"
            } catch {
                return "\(error)"
            }
        }
        #expect(signing(open).contains("it is a public key"))
        #expect(signing("").contains("it has no line"))
        #expect(signing(secret.replacing("MC4C", with: "MC5C")).contains("no Ed25519 key"))
        #expect(signing(secret.replacing("MC4C", with: "M?4C")).contains("no base64"))
        #expect(signing("-----BEGIN ENCRYPTED PRIVATE KEY-----").contains("it is encrypted"))
        #expect(signing(String(repeating: " ", count: 100_000)).contains("a key file is short"))
        #expect(throws: ArtifactError.self) { try VerificationKey(file: write(secret, "x", project)) }
        #expect(throws: ArtifactError.self) { try SigningKey(file: project.scratch("absent")) }
    }

    @Test func signedBundles() throws {
        let project = try PackedProject()
        let packed = try project.contents().packed()
        let (mine, other) = (SigningKey(), SigningKey())
        let signature = try ArtifactSignature.sign(packed.manifest.descriptor, with: mine)
        let signed = try BundleReader(path: project.bundle(packed, signature: signature))
        #expect(throws: Never.self) { try signed.require(mine.verificationKey) }
        #expect(
            throws: ArtifactError.otherKey(
                expected: other.verificationKey.identifier, found: [mine.verificationKey.identifier])
        ) { try signed.require(other.verificationKey) }
        #expect(try project.unpack(project.scratch("toy.tweed")).results.count == 2)

        let plain = try BundleReader(path: project.bundle(packed, to: "plain"))
        #expect(throws: ArtifactError.unsigned(keyIdentifier: mine.verificationKey.identifier)) {
            try plain.require(mine.verificationKey)
        }
    }

    @Test func alteredArtifactsAreNotSigned() throws {
        let project = try PackedProject()
        let packed = try project.contents().packed()
        let key = SigningKey()
        let signature = try ArtifactSignature.sign(packed.manifest.descriptor, with: key)
        var contents = try project.contents()
        contents.config.overrides = ["params.seed=8"]
        let altered = try contents.packed()
        // The old signature beside another artifact.
        let moved = try BundleReader(path: project.bundle(altered, signature: signature))
        #expect(throws: ArtifactError.unsigned(keyIdentifier: key.verificationKey.identifier)) {
            try moved.require(key.verificationKey)
        }
        // The old 64 bytes under a manifest that speaks of the other one.
        var forged = signature
        forged.manifest.subject = altered.manifest.descriptor
        let claimed = try BundleReader(path: project.bundle(altered, signature: forged))
        #expect(throws: ArtifactError.badSignature(keyIdentifier: key.verificationKey.identifier)) {
            try claimed.require(key.verificationKey)
        }
        // By another key, under the name of this one.
        var stolen = try ArtifactSignature.sign(altered.manifest.descriptor, with: SigningKey())
        stolen.manifest.layers[0].annotations[AnnotationName.keyIdentifier] = key.verificationKey.identifier
        let renamed = try BundleReader(path: project.bundle(altered, signature: stolen))
        #expect(throws: ArtifactError.badSignature(keyIdentifier: key.verificationKey.identifier)) {
            try renamed.require(key.verificationKey)
        }
    }
}
