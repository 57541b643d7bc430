import Artifacts
import Engine
import Foundation
import Testing

@testable import Sharing

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

/// What goes beyond whole pushes and pulls.
@Suite(.enabled(if: RegistryServer.program != nil, "docker-registry is not installed"), .serialized)
struct RegistryDetailTests {
    @Test func blobsAreTakenOverFromAnotherRepository() throws {
        let server = try RegistryServer()
        let project = try PackedProject()
        let packed = try project.contents().packed()
        try ArtifactPusher(server.client("team/one:v1")).push(packed)
        let progress = TransferProgress()
        try ArtifactPusher(
            server.client("team/two:v1"), progress: progress, mountsFrom: ["team/none", "team/one"]
        ).push(packed)
        #expect(progress.current.bytes == 0 && progress.current.present == packed.blobs.count)
        _ = try ArtifactPuller(server.client("team/two:v1")).pull(into: project.scratch("there"))
        #expect(try project.statuses() == ["make": .cached, "end": .cached])
        // Where nobody has them, they are sent.
        let other = try RegistryServer()
        let sent = TransferProgress()
        try ArtifactPusher(other.client("team/two:v1"), progress: sent, mountsFrom: ["team/one"]).push(packed)
        #expect(sent.current.bytes == packed.size)
    }

    @Test func aLargeBlobGoesInChunks() throws {
        let server = try RegistryServer()
        let scratch = try Scratch()
        let content = Data((0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) })
        try content.write(to: URL(fileURLWithPath: scratch("content")))
        var settings = TransferSettings()
        settings.chunk = 300_000
        let client = try RegistryClient(
            server.reference("a/b"), credentials: nil, retry: RetryPolicy(attempts: 1), settings: settings)
        let blob = Descriptor(
            mediaType: MediaType.object, digest: Digest(of: content), size: Int64(content.count))
        try client.upload(Blob(descriptor: blob, source: .file(scratch("content")))) { _ in }
        try client.download(blob, to: scratch("back")) { _ in }
        #expect(FileManager.default.contents(atPath: scratch("back")) == content)
    }

    @Test func resultsStayThereUntilTheyAreNeeded() throws {
        let server = try RegistryServer()
        let project = try PackedProject()
        let packed = try project.contents().packed()
        try ArtifactPusher(server.client("team/toy:v1")).push(packed)
        let there = project.scratch("there")
        let (unpacked, digest) = try ArtifactPuller(server.client("team/toy:v1")).pull(
            into: there, isLazy: true)
        #expect(unpacked.objects == 0 && unpacked.results.isEmpty)
        #expect(!project.scratch.files("there/.tweed/cache").contains { $0.hasPrefix("objects/") })
        let index = try #require(try RemoteIndex(projectFolder: there))
        #expect(index.reference == "127.0.0.1:\(server.port)/team/toy@sha256:\(digest)")
        let shelf = ArtifactShelf(client: try server.client("team/toy"), index: index)
        let source = try ShelfSource(shelf, cacheFolder: there + "/.tweed/cache")
        #expect(try project.statuses(sources: [source]) == ["make": .cached, "end": .cached])
        #expect(source.errors.isEmpty)

        // What was altered since does not count.
        let key = try #require(try project.contents().results.first?.record.key)
        let action = there + "/.tweed/remote/\(digest)/actions/\(key)"
        try Data("{}".utf8).write(to: URL(fileURLWithPath: action))
        #expect(throws: ArtifactError.self) { try index.action(of: key) }
        let manifest = there + "/.tweed/remote/\(digest)/manifest.json"
        try Data("{}".utf8).write(to: URL(fileURLWithPath: manifest))
        #expect(throws: ArtifactError.self) { try RemoteIndex(projectFolder: there) }
        #expect(try RemoteIndex(projectFolder: project.scratch("project")) == nil)
    }

    @Test func aBaseIsFetchedWholeAndChecked() throws {
        let server = try RegistryServer()
        let project = try PackedProject()
        let digest = try ArtifactPusher(server.client("team/toy:v1")).push(project.contents().packed())
        let cache = project.scratch("project/.tweed/cache")
        let folder = project.scratch("bases") + "/" + digest.hexadecimal
        #expect(throws: RegistryError.self) {
            try BaseFetcher(server.client("team/toy:v1")).fetch(into: folder, cacheFolder: cache)
        }
        try BaseFetcher(server.client("team/toy@sha256:\(digest)")).fetch(into: folder, cacheFolder: cache)
        #expect(
            project.scratch.files("bases").filter { !$0.contains("/files/") } == [
                digest.hexadecimal, digest.hexadecimal + "/config.json", digest.hexadecimal + "/files",
                digest.hexadecimal + "/manifest.json",
            ])
        let base = try FetchedBase(folder: folder, digest: digest)
        #expect(try String(contentsOfFile: base.recipe, encoding: .utf8) == "{\"tweed\": 1}")
        try Data("letterz".utf8).write(to: URL(fileURLWithPath: folder + "/files/letters.txt"))
        #expect(throws: ArtifactError.self) { try FetchedBase(folder: folder, digest: digest) }
    }

    @Test func anArtifactIsDescribed() throws {
        let server = try RegistryServer()
        let project = try PackedProject()
        let digest = try ArtifactPusher(server.client("team/toy:v1")).push(project.contents().packed())
        let scratch = try Scratch()
        #expect(try ArtifactDescriber(server.client("team/toy:v1")).describe(into: scratch.path) == digest)
        let resolved = try ResolvedGraph(
            parsing: Data(contentsOf: URL(fileURLWithPath: scratch("resolved.json"))))
        #expect(resolved.stages.map(\.name) == ["make", "end"])
    }
}
