import Artifacts
import Engine
import Foundation
import Sharing
import Testing

/// Against Debian's docker-registry. `apt-get install docker-registry` where these are skipped.
@Suite(.enabled(if: RegistryServer.program != nil, "docker-registry is not installed"), .serialized)
struct RegistryTests {
    @Test func whatIsPushedIsPulledAndComputesNothing() throws {
        let server = try RegistryServer()
        let project = try PackedProject()
        let packed = try project.contents().packed()
        let digest = try ArtifactPusher(server.client("team/toy:v1")).push(packed)
        #expect(digest == packed.manifest.descriptor.digest)
        let there = project.scratch("there")
        let (unpacked, pulled) = try ArtifactPuller(server.client("team/toy:v1")).pull(into: there)
        #expect(pulled == digest)
        #expect(unpacked.results == ["make", "end"])
        #expect(try project.statuses() == ["make": .cached, "end": .cached])
        let pinned = try ArtifactPuller(server.client("team/toy@sha256:\(digest)"))
            .pull(into: project.scratch("pinned"))
        #expect(pinned.digest == digest)
    }

    @Test func anUnchangedPushSendsNothing() throws {
        let server = try RegistryServer()
        let project = try PackedProject()
        let packed = try project.contents().packed()
        try ArtifactPusher(server.client("team/toy:v1")).push(packed)
        for tag in ["v1", "v2"] {
            let progress = TransferProgress()
            try ArtifactPusher(server.client("team/toy:\(tag)"), progress: progress).push(packed)
            #expect(progress.current.bytes == 0)
            #expect(progress.current.present == packed.blobs.count)
        }
        // The files belong to the artifact until here.
        withExtendedLifetime(project) {}
    }

    @Test func passwordsAreAskedForAndChecked() throws {
        let server = try RegistryServer(hasPasswords: true)
        let project = try PackedProject()
        let packed = try project.contents(.none).packed()
        let right = RegistryCredentials(user: "tweed", password: RegistryServer.password)
        try ArtifactPusher(server.client("a/b:v1", credentials: right)).push(packed)
        #expect(throws: RegistryError.self) { try server.client("a/b:v1").digest(of: "v1") }
        let wrong = RegistryCredentials(user: "tweed", password: "wrong")
        #expect(throws: RegistryError.self) {
            try server.client("a/b:v1", credentials: wrong).digest(of: "v1")
        }
        #expect("\(right)" == "credentials")
        withExtendedLifetime(project) {}
    }

    @Test func damagedContentIsRefusedAndLeavesNothing() throws {
        let server = try RegistryServer()
        let project = try PackedProject()
        let packed = try project.contents().packed()
        try ArtifactPusher(server.client("team/toy:v1")).push(packed)
        let object = try #require(packed.manifest.layers.last)
        try server.damage(object.digest.hexadecimal)
        #expect(throws: RegistryError.self) {
            try ArtifactPuller(server.client("team/toy:v1")).pull(into: project.scratch("there"))
        }
        #expect(!FileManager.default.fileExists(atPath: project.scratch("there/recipes")))
        #expect(
            !project.scratch.files("there/.tweed/cache").contains { $0.hasPrefix("actions/") })
    }

    @Test func signaturesAreFoundAndDemanded() throws {
        let server = try RegistryServer()
        let project = try PackedProject()
        let packed = try project.contents().packed()
        let key = SigningKey()
        let puller = ArtifactPuller(try server.client("team/toy:v1"))
        try ArtifactPusher(server.client("team/toy:v1")).push(packed)
        #expect(throws: ArtifactError.unsigned(keyIdentifier: key.verificationKey.identifier)) {
            try puller.pull(into: project.scratch("a"), key: key.verificationKey)
        }
        let signature = try ArtifactSignature.sign(packed.manifest.descriptor, with: key)
        try ArtifactPusher(server.client("team/toy:v1")).push(packed, signature: signature)
        _ = try puller.pull(into: project.scratch("b"), key: key.verificationKey)
        #expect(throws: ArtifactError.self) {
            try puller.pull(into: project.scratch("c"), key: SigningKey().verificationKey)
        }
    }

    @Test func whatIsNotThereIsNamed() throws {
        let server = try RegistryServer()
        #expect(throws: RegistryError.self) {
            try ArtifactPuller(server.client("team/none:v1")).pull(into: "/nonexistent/x")
        }
    }
}
