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
}
