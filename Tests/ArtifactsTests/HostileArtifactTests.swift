import Engine
import Foundation
import Testing
import Values

@testable import Artifacts

/// Artifacts that were made to do harm: each is refused with the reason, and leaves nothing.
@Suite struct HostileArtifactTests {
    /// Refused, and neither folder nor cache is there afterwards.
    private func refused(_ project: PackedProject, _ packed: PackedArtifact) throws -> String {
        let bundle = try project.bundle(packed)
        let error = #expect(throws: (any Error).self) { try project.unpack(bundle) }
        #expect(!FileManager.default.fileExists(atPath: project.scratch("there")))
        return "\(try #require(error))"
    }

    private func retitled(_ packed: PackedArtifact, _ title: String) -> PackedArtifact {
        var packed = packed
        packed.manifest.layers[0].annotations[AnnotationName.title] = title
        return packed
    }

    /// Replaces the record of the first result by another.
    private func withRecord(_ packed: PackedArtifact, _ data: Data) throws -> PackedArtifact {
        var packed = packed
        let index = try #require(packed.manifest.layers.firstIndex { $0.mediaType == MediaType.action })
        let blob = Blob(
            data, mediaType: MediaType.action, annotations: packed.manifest.layers[index].annotations)
        let old = packed.manifest.layers[index].digest
        packed.manifest.layers[index] = blob.descriptor
        packed.blobs.removeAll { $0.descriptor.digest == old }
        packed.blobs.append(blob)
        return packed
    }

    @Test(arguments: [
        "../x", "/etc/x", "a/../../x", "a//b", "./a", "", "a\\b", "a\u{0}b", "a\nb", ".tweed/cache/x",
        ".git/hooks/post-checkout", "sub/.GIT/config", "outputs/x", "Outputs/x",
        String(repeating: "a", count: 300),
        String(repeating: "a/", count: 40) + "b",
    ]) func pathsThatLeadElsewhere(title: String) throws {
        let project = try PackedProject()
        let packed = retitled(try project.contents().packed(), title)
        #expect(try refused(project, packed).contains("is refused"))
    }

    @Test(arguments: ["recipes/toy.json", "Recipes/TOY.json", "recipes/toy.json/x", "recipes"])
    func pathsThatCollide(title: String) throws {
        let project = try PackedProject()
        let packed = retitled(try project.contents().packed(), title)
        #expect(
            try refused(project, packed).contains(title == "recipes/toy.json" ? "is there twice" : "beside"))
    }

    @Test func oneLetterInTwoSpellings() {
        #expect(throws: ArtifactError.self) { try Titles.check(["e\u{301}.txt", "\u{E9}.txt"]) }
        #expect(throws: Never.self) { try Titles.check(["e.txt", "\u{E9}.txt"]) }
    }

    @Test func linksInTheWayAreNotFollowed() throws {
        let project = try PackedProject()
        let bundle = try project.bundle()
        let files = FileManager.default
        try files.createDirectory(atPath: project.scratch("outside"), withIntermediateDirectories: true)
        try files.createDirectory(atPath: project.scratch("there"), withIntermediateDirectories: true)
        try files.createSymbolicLink(
            atPath: project.scratch("there/recipes"), withDestinationPath: project.scratch("outside"))
        for overwrites in [false, true] {
            #expect(
                throws: ArtifactError.inTheWay(path: project.scratch("there/recipes"), kind: "a link")
            ) { try project.unpack(bundle, overwrites: overwrites) }
        }
        try files.removeItem(atPath: project.scratch("there/recipes"))
        try files.createSymbolicLink(
            atPath: project.scratch("there/letters.txt"), withDestinationPath: project.scratch("outside/x"))
        #expect(throws: ArtifactError.inTheWay(path: project.scratch("there/letters.txt"), kind: "a link")) {
            try project.unpack(bundle, overwrites: true)
        }
        #expect(project.scratch.files("outside").isEmpty && project.scratch.files("there") == ["letters.txt"])
    }

    @Test func filesOfOthersStay() throws {
        let project = try PackedProject()
        let bundle = try project.bundle()
        try FileManager.default.createDirectory(
            atPath: project.scratch("there"), withIntermediateDirectories: true)
        let note = URL(fileURLWithPath: project.scratch("there/note"))
        try Data("mine".utf8).write(to: note)
        #expect(throws: ArtifactError.folderInUse(path: project.scratch("there"))) {
            try project.unpack(bundle)
        }
        let letters = URL(fileURLWithPath: project.scratch("there/letters.txt"))
        try Data("mine".utf8).write(to: letters)
        #expect(throws: ArtifactError.wouldOverwrite(path: letters.path)) { try project.unpack(bundle) }
        #expect(project.scratch.files("there") == ["letters.txt", "note"])
        #expect(try project.unpack(bundle, overwrites: true).written == 2)
        #expect(try String(contentsOf: letters, encoding: .utf8) == "letters")
        #expect(try String(contentsOf: note, encoding: .utf8) == "mine")
    }

    @Test func aResultForAKeyThatIsNotItsOwn() throws {
        let project = try PackedProject()
        let packed = try project.contents().packed()
        let records = try project.contents().results.map(\.record)
        var value = try JSONValue(parsing: records[0].data)
        value["key"] = .string(records[1].key.hexadecimal)
        let stolen = try withRecord(packed, value.canonicalData)
        #expect(try refused(project, stolen).contains("its key is not the one that follows"))
        // The configuration of another key, under the old one.
        value = try JSONValue(parsing: records[0].data)
        value["description"]?["revision"] = 9
        #expect(try refused(project, withRecord(packed, value.canonicalData)).contains("its key is not"))
    }

    @Test func aResultThatTheListDoesNotHave() throws {
        let project = try PackedProject()
        var contents = try project.contents()
        contents.config.stages[0].key = Digest(of: Data())
        #expect(try refused(project, contents.packed()).contains("which its own list does not have"))
    }

    @Test func aResultWithoutItsContent() throws {
        let project = try PackedProject()
        var contents = try project.contents()
        contents.results[0].objects?.removeLast()
        #expect(try refused(project, contents.packed()).contains("the result of stage make lacks content"))
    }

    @Test func contentThatBelongsToNothing() throws {
        let project = try PackedProject()
        var contents = try project.contents()
        let letters = contents.files[0]
        contents.results[0].objects?.append(
            StoredObject(digest: letters.digest, size: letters.size, path: letters.source))
        #expect(try refused(project, contents.packed()).contains("belongs to none of the results"))
    }

    @Test func aResultThatLiesAboutItsSize() throws {
        let project = try PackedProject()
        let packed = try project.contents().packed()
        var value = try JSONValue(parsing: try project.contents().results[0].record.data)
        value["outputs"]?["out"]?["size"] = 5
        #expect(try refused(project, withRecord(packed, value.canonicalData)).contains("claims 5 bytes"))
    }

    @Test func aTreeThatLeadsOut() throws {
        let project = try PackedProject()
        let result = try project.contents().results[0]
        let old = try #require(result.record.outputs["out"]?.digest)
        let object = try #require(result.objects?.first { $0.digest == old })
        let text = try String(contentsOfFile: object.path, encoding: .utf8).replacing("a.txt", with: "../a")
        let tree = Blob(Data(text.utf8), mediaType: MediaType.object)
        var value = try JSONValue(parsing: result.record.data)
        value["outputs"]?["out"]?["digest"] = .string(tree.descriptor.digest.hexadecimal)
        var packed = try withRecord(project.contents().packed(), value.canonicalData)
        let index = try #require(packed.manifest.layers.firstIndex { $0.digest == old })
        packed.manifest.layers[index] = tree.descriptor
        packed.blobs.removeAll { $0.descriptor.digest == old }
        packed.blobs.append(tree)
        #expect(try refused(project, packed).contains("../a, which leads elsewhere"))
    }

    @Test func claimsAboutContentOfTheCacheDoNotHarmIt() throws {
        let project = try PackedProject()
        _ = try project.unpack(project.bundle())
        let exchange = try CacheExchange(cacheFolder: project.scratch("there/.tweed/cache"))
        for result in try project.contents().results {
            for object in try exchange.objects(of: result.record) {
                #expect(try !exchange.holds(object.digest, size: object.size + 1))
                #expect(try exchange.holds(object.digest, size: object.size))
            }
        }
        #expect(project.scratch.files("there/.tweed/cache/damaged").isEmpty)
    }

    @Test func otherKindsOfArtifacts() throws {
        let project = try PackedProject()
        let packed = try project.contents().packed()
        var other = packed
        other.manifest.artifactType = "application/vnd.oci.image.config.v1+json"
        #expect(try refused(project, other).contains("where application/vnd.tweed.recipe.v1 is expected"))
        other = packed
        other.manifest.layers[0].mediaType = "application/vnd.oci.image.layer.v1.tar+gzip"
        #expect(try refused(project, other).contains("layer 0 is of the type"))
        other = packed
        other.manifest.config.mediaType = "application/vnd.oci.image.config.v1+json"
        #expect(try refused(project, other).contains("the config is of the type"))
        other = packed
        other.manifest.layers.removeAll { $0.mediaType == MediaType.resolved }
        #expect(try refused(project, other).contains("0 resolved forms"))
    }
}
