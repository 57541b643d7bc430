import Engine
import Foundation
import Testing

@testable import Artifacts

/// Single results from one cache to another.
@Suite struct ResultArtifactTests {
    /// Copies of objects, as if they had come in.
    private func arrived(_ objects: [StoredObject], _ project: PackedProject) throws -> [StoredObject] {
        try objects.map { object in
            let path = project.scratch("in-" + object.digest.hexadecimal)
            try Data(contentsOf: URL(fileURLWithPath: object.path)).write(to: URL(fileURLWithPath: path))
            return StoredObject(digest: object.digest, size: object.size, path: path)
        }
    }

    @Test func fromCacheToCache() throws {
        let project = try PackedProject()
        let there = try CacheExchange(cacheFolder: project.scratch("there/.tweed/cache"))
        for result in try project.contents().results {
            let objects = try #require(result.objects)
            let packed = try ResultArtifact.packed(result.record, objects: objects)
            #expect(try ImageManifest(parsing: packed.manifest.data) == packed.manifest)
            let parts = try ResultArtifact.parts(of: packed.manifest)
            #expect(parts.objects.map(\.digest) == objects.map(\.digest))
            let taken = try ResultArtifact.take(
                action: result.record.data, key: result.record.key, objects: arrived(objects, project),
                into: there)
            #expect(taken == result.record)
            #expect(try there.record(of: result.record.key) == result.record)
        }
    }

    @Test func whatWasNotAskedFor() throws {
        let project = try PackedProject()
        let there = try CacheExchange(cacheFolder: project.scratch("there/.tweed/cache"))
        let results = try project.contents().results
        let objects = try arrived(#require(results[0].objects), project)
        #expect(throws: ArtifactError.self) {
            try ResultArtifact.take(
                action: results[0].record.data, key: results[1].record.key, objects: objects, into: there)
        }
        #expect(throws: ExchangeError.self) {
            try ResultArtifact.take(
                action: results[0].record.data, key: results[0].record.key,
                objects: Array(objects.dropFirst()), into: there)
        }
        #expect(throws: ArtifactError.self) {
            try ResultArtifact.take(
                action: Data("x".utf8), key: results[0].record.key, objects: [], into: there)
        }
        #expect(try there.record(of: results[0].record.key) == nil)
        #expect(project.scratch.files("there/.tweed/cache/objects").isEmpty)
        #expect(throws: ArtifactError.self) {
            try ResultArtifact.parts(of: project.contents().packed().manifest)
        }
    }
}
