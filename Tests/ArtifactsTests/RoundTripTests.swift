import Engine
import Foundation
import Testing

@testable import Artifacts

/// From one project through a bundle into another.
@Suite struct RoundTripTests {
    @Test func nothingIsComputedThere() throws {
        let project = try PackedProject()
        let unpacked = try project.unpack(project.bundle())
        #expect(unpacked.recipe == project.scratch("there/recipes/toy.json"))
        #expect(unpacked.written == 2 && unpacked.standing == 0)
        #expect(unpacked.results == ["make", "end"])
        #expect(unpacked.differing.isEmpty && unpacked.incomplete.isEmpty)
        #expect(try project.statuses() == ["make": .cached, "end": .cached])
        #expect(!FileManager.default.fileExists(atPath: project.scratch("there/.tweed/cache/incoming")))
        let runs = RunRecordStore(cacheFolder: project.scratch("there/.tweed/cache"))
        #expect(try runs.identifiers(scope: "toy").count == 2)
        #expect(try runs.read(runs.identifiers(scope: "toy")[0], scope: "toy").stages.count == 2)
    }

    @Test func theBytesAreTheSameEachTime() throws {
        let project = try PackedProject()
        let first = try Data(contentsOf: URL(fileURLWithPath: project.bundle(to: "first")))
        let second = try Data(contentsOf: URL(fileURLWithPath: project.bundle(to: "second")))
        #expect(first == second && first.count % 512 == 0)
        // What was unpacked packs to the same results again.
        _ = try project.unpack(project.scratch("first"))
        let there = try CacheExchange(cacheFolder: project.scratch("there/.tweed/cache"))
        for result in try project.contents().results {
            #expect(try there.record(of: result.record.key)?.data == result.record.data)
        }
    }

    @Test func onlyWhatWasChosenComesAlong() throws {
        let project = try PackedProject()
        let none = try project.unpack(
            project.bundle(project.contents(.none).packed(), to: "none.tweed"), to: "none")
        #expect(none.results.isEmpty && none.objects == 0)
        #expect(try project.statuses("none") == ["make": .ran, "end": .ran])
        let final = try project.unpack(
            project.bundle(project.contents(.final).packed(), to: "final.tweed"), to: "final")
        #expect(final.results == ["end"] && final.incomplete == ["make"] && final.objects == 1)
    }

    @Test func aSecondTimeNothingIsWritten() throws {
        let project = try PackedProject()
        let bundle = try project.bundle()
        _ = try project.unpack(bundle)
        let again = try project.unpack(bundle)
        #expect(again.written == 0 && again.standing == 2 && again.objects == 0)
        #expect(again.results == ["make", "end"])
    }

    @Test func resultsOfOnesOwnStay() throws {
        let project = try PackedProject()
        let bundle = try project.bundle()
        try FileManager.default.createDirectory(
            atPath: project.scratch("there"), withIntermediateDirectories: true)
        for name in ["letters.txt", "recipes"] {
            try FileManager.default.copyItem(
                atPath: project.scratch("project/" + name), toPath: project.scratch("there/" + name))
        }
        // The same keys, computed by an executor that writes something else.
        struct Other: StageExecutor {
            func execute(_ request: ExecutionRequest) throws {
                try Data("other".utf8).write(to: URL(fileURLWithPath: request.path(ofOutput: "out")))
            }
        }
        let engine = try Engine(cacheFolder: project.scratch("there/.tweed/cache"), executor: Other())
        let graph = try PackedProject.graph(project.scratch("there"))
        let key = try engine.run(graph, options: RunOptions(scope: "toy")).stages[0].key
        let unpacked = try project.unpack(bundle)
        #expect(unpacked.differing == ["make"] && unpacked.results.contains("make"))
        let own = try CacheExchange(cacheFolder: project.scratch("there/.tweed/cache"))
        #expect(try own.record(of: #require(key))?.outputs["out"]?.isFolder == false)
    }

    @Test func listsHandItOver() throws {
        let project = try PackedProject()
        let packed = try project.contents().packed()
        try FileManager.default.createDirectory(
            atPath: project.scratch("list"), withIntermediateDirectories: true)
        let list = try PackedArtifact(readingList: packed.writeList(to: project.scratch("list")))
        #expect(list.manifest == packed.manifest)
        let first = try project.bundle(packed, to: "first")
        let second = try project.bundle(list, to: "second")
        #expect(FileManager.default.contentsEqual(atPath: first, andPath: second))
    }

    @Test func aFileThatChangedMeanwhileIsNoticed() throws {
        let project = try PackedProject()
        let packed = try project.contents().packed()
        try Data("lettres".utf8).write(to: URL(fileURLWithPath: project.scratch("project/letters.txt")))
        #expect(throws: ArtifactError.changed(path: project.scratch("project/letters.txt"))) {
            try project.bundle(packed)
        }
        #expect(!FileManager.default.fileExists(atPath: project.scratch("toy.tweed")))
    }

    @Test func cancellingLeavesNothing() throws {
        let project = try PackedProject()
        let bundle = try project.bundle()
        let flag = CancellationFlag()
        flag.cancel()
        #expect(throws: CancelledError.self) {
            try BundleReader(path: bundle).unpack(
                into: project.scratch("there"), cacheFolder: project.scratch("there/.tweed/cache"),
                cancellation: flag)
        }
        #expect(!FileManager.default.fileExists(atPath: project.scratch("there")))
    }

    @Test func severalAtOnceIntoOneCache() async throws {
        let project = try PackedProject()
        let bundle = try project.bundle()
        try await withThrowingTaskGroup(of: [String].self) { group in
            for number in 0..<6 {
                group.addTask {
                    try BundleReader(path: bundle).unpack(
                        into: project.scratch("there\(number)"), cacheFolder: project.scratch("cache")
                    ).results
                }
            }
            for try await results in group { #expect(results == ["make", "end"]) }
        }
        #expect(!FileManager.default.fileExists(atPath: project.scratch("cache/incoming")))
        let exchange = try CacheExchange(cacheFolder: project.scratch("cache"))
        for result in try project.contents().results {
            #expect(try exchange.record(of: result.record.key) != nil)
        }
    }

    @Test func blobsOfAnAttemptBeforeAreOfUse() throws {
        let project = try PackedProject()
        let packed = try project.contents().packed()
        let config = try project.contents().config.data
        func unpacker() throws -> ArtifactUnpacker {
            try ArtifactUnpacker(
                manifest: packed.manifest, config: config, folder: project.scratch("there"),
                cacheFolder: project.scratch("cache"))
        }
        let first = try unpacker()
        let missing = try first.missing()
        #expect(missing.count == packed.manifest.layers.count)
        for blob in packed.blobs.dropFirst().prefix(3) {
            let incoming = try first.receive(blob.descriptor)
            try blob.read { try incoming.write($0) }
            try incoming.finish()
        }
        #expect(throws: ArtifactError.missingBlob(packed.blobs[4].descriptor.digest)) { try first.finish() }
        // One that lies there damaged is fetched again.
        try Data("x".utf8).write(
            to: URL(fileURLWithPath: first.stagingPath(of: packed.blobs[1].descriptor.digest)))
        let second = try unpacker()
        #expect(try second.missing().count == missing.count - 2)
        for descriptor in try second.missing() {
            let blob = try #require(packed.blobs.first { $0.descriptor.digest == descriptor.digest })
            let incoming = try second.receive(descriptor)
            try blob.read { try incoming.write($0) }
            try incoming.finish()
        }
        #expect(try second.finish().results == ["make", "end"])
    }

    @Test func blobsThatAreNotWhatWasAnnounced() throws {
        let project = try PackedProject()
        let packed = try project.contents().packed()
        let unpacker = try ArtifactUnpacker(
            manifest: packed.manifest, config: project.contents().config.data,
            folder: project.scratch("there"), cacheFolder: project.scratch("cache"))
        let descriptor = packed.blobs[1].descriptor
        let long = try unpacker.receive(descriptor)
        #expect(throws: ArtifactError.self) { try long.write(Data(count: Int(descriptor.size) + 1)) }
        let short = try unpacker.receive(descriptor)
        try short.write(Data(count: 1))
        #expect(throws: ArtifactError.otherSize(descriptor.digest, expected: descriptor.size, found: 1)) {
            try short.finish()
        }
        let other = try unpacker.receive(descriptor)
        try other.write(Data(count: Int(descriptor.size)))
        #expect(throws: ArtifactError.self) { try other.finish() }
        #expect(try unpacker.missing().count == packed.manifest.layers.count)
    }
}
