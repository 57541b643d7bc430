import Artifacts
import Engine
import Foundation
import Testing

@testable import Sharing

/// A repository of Debian's docker-registry as a cache that several projects share.
@Suite(.enabled(if: RegistryServer.program != nil, "docker-registry is not installed"), .serialized)
struct SharedCacheTests {
    private func source(
        _ server: RegistryServer, _ project: PackedProject, _ name: String,
        verificationKey: VerificationKey? = nil, signingKey: SigningKey? = nil
    ) throws -> ShelfSource {
        let shelf = RegistryShelf(
            client: try server.client("team/cache"), verificationKey: verificationKey, signingKey: signingKey)
        return try ShelfSource(shelf, cacheFolder: project.scratch(name + "/.tweed/cache"))
    }

    @Test func whatOneComputesTheOtherFetches() throws {
        let server = try RegistryServer()
        let project = try PackedProject()
        for name in ["one", "two"] { try project.copy(name) }
        let one = try source(server, project, "one")
        #expect(try project.statuses("one", sources: [one]) == ["make": .ran, "end": .ran])
        #expect(one.offers.count == 2)
        let two = try source(server, project, "two")
        #expect(try project.statuses("two", sources: [two]) == ["make": .cached, "end": .cached])
        #expect(one.errors.isEmpty && two.errors.isEmpty && two.offers.isEmpty)
        #expect(!project.scratch.files("two/.tweed/cache").contains { $0.hasPrefix("incoming") })
        // From now on without it.
        #expect(try project.statuses("two") == ["make": .cached, "end": .cached])
    }

    @Test func aPlanSaysWhereResultsComeFrom() throws {
        let server = try RegistryServer()
        let project = try PackedProject()
        for name in ["one", "two"] { try project.copy(name) }
        _ = try project.statuses("one", sources: [source(server, project, "one")])
        let engine = try Engine(
            cacheFolder: project.scratch("two/.tweed/cache"), executor: LetterExecutor(),
            projectFolder: project.scratch("two"))
        var options = RunOptions(scope: "toy")
        options.sources = [try source(server, project, "two")]
        let graph = try PackedProject.graph(project.scratch("two"))
        // The second one's key follows from the record of the first, whose content stays where it is.
        #expect(
            try engine.plan(graph, options: options).stages.map(\.decision)
                == [.fetch(from: "the shelf"), .fetch(from: "the shelf")])
        #expect(try engine.fetch("end", in: graph, options: options))
        let plan = try engine.plan(graph, options: options).stages.map(\.decision)
        #expect(plan == [.fetch(from: "the shelf"), .cached])
    }

    @Test func damagedContentIsComputedAnew() throws {
        let server = try RegistryServer()
        let project = try PackedProject()
        for name in ["one", "two"] { try project.copy(name) }
        let one = try source(server, project, "one")
        _ = try project.statuses("one", sources: [one])
        let found = try #require(try one.shelf.find(one.offers[0]))
        let largest = try #require(found.content.values.max { $0.size < $1.size })
        try server.damage(largest.digest.hexadecimal)
        let two = try source(server, project, "two")
        #expect(try project.statuses("two", sources: [two]) == ["make": .ran, "end": .cached])
        #expect(two.errors.count == 1 && two.errors[0].contains("other bytes"))
        #expect(!project.scratch.files("two/.tweed/cache").contains { $0.hasPrefix("incoming") })
    }

    @Test func aResultUnderTheKeyOfAnotherIsRefused() throws {
        let server = try RegistryServer()
        let project = try PackedProject()
        for name in ["one", "two"] { try project.copy(name) }
        let one = try source(server, project, "one")
        _ = try project.statuses("one", sources: [one])
        let client = try server.client("team/cache")
        let digest = try #require(try client.digest(of: RegistryShelf.tag(one.offers[1])))
        let manifest = try #require(try client.manifest(digest))
        try client.put(
            manifest, mediaType: MediaType.imageManifest, as: RegistryShelf.tag(one.offers[0]))
        let two = try source(server, project, "two")
        #expect(try project.statuses("two", sources: [two]) == ["make": .ran, "end": .cached])
        #expect(two.errors.count == 1)
    }

    @Test func onlySignedResultsAreTakenWhereAKeyIsSet() throws {
        let server = try RegistryServer()
        let project = try PackedProject()
        for name in ["one", "two", "three", "four"] { try project.copy(name) }
        let key = SigningKey()
        _ = try project.statuses("one", sources: [source(server, project, "one")])
        let two = try source(server, project, "two", verificationKey: key.verificationKey)
        #expect(try project.statuses("two", sources: [two]) == ["make": .ran, "end": .ran])
        #expect(two.errors.filter { $0.contains("no signature") }.count == 2)

        let other = try RegistryServer()
        let three = try source(other, project, "three", signingKey: key)
        _ = try project.statuses("three", sources: [three])
        let four = try source(other, project, "four", verificationKey: key.verificationKey)
        #expect(try project.statuses("four", sources: [four]) == ["make": .cached, "end": .cached])
        let stranger = try source(
            other, project, "four", verificationKey: SigningKey().verificationKey)
        #expect(stranger.record(of: three.offers[0]) == nil)
        #expect(stranger.errors.count == 1 && stranger.errors[0].contains("is signed by"))
    }

    @Test func aSignatureOfAnotherRecordIsNone() throws {
        let project = try PackedProject()
        let exchange = try CacheExchange(cacheFolder: project.scratch("project/.tweed/cache"))
        let records = try project.contents().results.map(\.record)
        let key = SigningKey()
        let signed = try records.map { record in
            try ResultArtifact.parts(
                of: ResultArtifact.packed(
                    record, objects: exchange.objects(of: record), signedWith: key
                ).manifest
            ).action
        }
        for action in signed { try ResultSignature.require(key.verificationKey, of: action) }
        var swapped = signed[0]
        swapped.annotations = signed[1].annotations
        #expect(throws: ArtifactError.badSignature(keyIdentifier: key.verificationKey.identifier)) {
            try ResultSignature.require(key.verificationKey, of: swapped)
        }
        swapped.annotations["vnd.tweed.signature"] = "no base64"
        #expect(throws: ArtifactError.self) {
            try ResultSignature.require(key.verificationKey, of: swapped)
        }
    }

    @Test func aServerThatIsGoneOnlyCostsTheAttempt() throws {
        let project = try PackedProject()
        try project.copy("one")
        let server = try LoopbackServer { _ in LoopbackServer.answer("503 Service Unavailable") }
        let client = try RegistryClient(
            RegistryReference("127.0.0.1:\(server.port)/a/b"), credentials: nil,
            retry: RetryPolicy(attempts: 2, firstPause: 0.001), settings: .short)
        let source = try ShelfSource(
            RegistryShelf(client: client), cacheFolder: project.scratch("one/.tweed/cache"))
        #expect(try project.statuses("one", sources: [source]) == ["make": .ran, "end": .ran])
        #expect(source.errors.count == 4)
    }
}
