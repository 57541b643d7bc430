import Foundation
import Testing
import Values

@testable import Engine

/// One operation after another that changes the disk fails once, or is the first that a kill prevents. Whatever the
/// moment, the next run ends with the right bytes. (Every third, to stay within seconds; with a stride of one it holds
/// as well.)
@Suite struct FaultTests {
    private let stages: [StageTask] = [
        .train(4),
        StageTask(
            name: "folder", kind: "folder", configuration: ["text": "x", "count": 1], outputs: ["out"]),
        StageTask(
            name: "shards", kind: "shards", configuration: ["count": 2], extendable: ["count"],
            outputs: ["out"]),
        StageTask.unary("all", "join", .output(stage: "folder", output: "out")),
    ]

    private func check(from first: Int, _ fault: (Int) -> FaultyFileSystem.Fault) throws {
        // Found by running once without any fault.
        let counting = FaultyFileSystem()
        let reference = try Workshop(fileSystem: counting)
        let expected = try reference.run(stages, reference.options(cores: 1, shows: true))
        #expect(expected.status == .succeeded)
        let shown = try reference.folder.files("outputs/recipe").filter { !$0.hasPrefix(".tweed") }
        let total = counting.count
        #expect(total > 100)

        for number in stride(from: first, to: total, by: 3) {
            let folder = try TemporaryFolder()
            let faulty = FaultyFileSystem(fault(number))
            if let broken = try? Workshop(folder: folder, fileSystem: faulty) {
                _ = try? broken.run(stages, broken.options(cores: 1, shows: true))
            }
            let clean = try Workshop(folder: folder)
            let summary = try clean.run(stages, clean.options(shows: true))
            #expect(summary.status == .succeeded, "fault \(number): \(summary)")
            #expect(summary.stages.map(\.outputs) == expected.stages.map(\.outputs), "fault \(number)")
            let found = try folder.files("outputs/recipe").filter { !$0.hasPrefix(".tweed") }
            #expect(found == shown, "fault \(number)")
            for file in shown {
                let path = "outputs/recipe/" + file
                #expect(try folder.text(path) == reference.folder.text(path), "fault \(number)")
            }
            #expect(try folder.files("cache/running").isEmpty, "fault \(number)")
            #expect(try clean.engine.checkObjects().isEmpty, "fault \(number)")
        }
    }

    @Test func aFullDiskAtAnyMoment() throws { try check(from: 0) { .once($0) } }

    @Test func aKillAtAnyMoment() throws { try check(from: 1) { .deadFrom($0) } }

    @Test func withoutLinksAndClonesThingsAreCopied() throws {
        for operation in [FileOperation.link, .exchange] {
            let workshop = try Workshop(fileSystem: FaultyFileSystem(.operation(operation), code: 18))
            let summary = try workshop.run(stages, workshop.options(shows: true))
            #expect(summary.status == .succeeded)
            #expect(try workshop.folder.text("outputs/recipe/shards/shard-1") == "content 1")
        }
    }
}
