import Foundation
import Synchronization
import Testing
import Values

@testable import Engine

@Suite struct VerificationTests {
    @Test func aStageThatComesOutTheSame() throws {
        let workshop = try Workshop()
        let graph = try StageGraph([.text("a", "x"), .upper("b", of: "a")])
        #expect(throws: EngineError.notCached(stage: "a")) {
            try workshop.engine.verify("b", in: graph, options: workshop.options())
        }
        let summary = try workshop.run(graph.stages)
        let report = try workshop.engine.verify("b", in: graph, options: workshop.options())
        #expect(report == VerificationReport(stage: "b", key: summary["b"]!.key!, differences: []))
        #expect(report.isSame && workshop.executor.executed == ["a", "b", "b"])
        #expect(try workshop.folder.files("cache/temporary").isEmpty)
    }

    @Test func aStageThatDoesNotIsShownFileByFile() throws {
        let runs = Mutex(0)
        let workshop = try Workshop { request, _ in
            let number = runs.withLock { runs in
                runs += 1
                return runs
            }
            let folder = request.path(ofOutput: "out")
            try LocalFileSystem().makeFolder(folder)
            try writeText("same", to: folder + "/same")
            try writeText("\(number)", to: folder + "/different")
            if number == 2 { try writeText("", to: folder + "/more") }
        }
        let graph = try StageGraph([StageTask(name: "dice", kind: "nothing", outputs: ["out"])])
        let summary = try workshop.run(graph.stages)
        let report = try workshop.engine.verify("dice", in: graph, options: workshop.options())
        let digests = ["1", "2", ""].map { Digest(of: Data($0.utf8)) }
        #expect(
            report.differences == [
                .init(output: "out", path: "different", expected: digests[0], found: digests[1]),
                .init(output: "out", path: "more", expected: nil, found: digests[2]),
            ])
        #expect(try workshop.run(graph.stages).stages.map(\.outputs) == summary.stages.map(\.outputs))
    }

    @Test func damageThatKeepsEveryStampIsFoundByReading() throws {
        let workshop = try Workshop()
        let summary = try workshop.run([.text("a", "x"), .text("b", "y")])
        #expect(try workshop.engine.checkObjects() == [])
        let path = workshop.objectPath(summary, "a")
        try setContent("Z", of: path, keepingTimes: FileStatus.following(path).stamp)
        #expect(try workshop.engine.checkObjects() == [summary["a"]!.outputs["out"]!.digest])
        #expect(try workshop.run([.text("a", "x"), .text("b", "y")]).statuses == ["a ran", "b cached"])
    }

    @Test func aStageThatTellsOfOthersHearsOfThemAgain() throws {
        let seen = Mutex<[String]>([])
        let workshop = try Workshop { request, _ in
            guard request.stage == "b" else { return }
            let origin = request.origins["in"]
            seen.withLock {
                $0.append(
                    "\(origin?.stage ?? "") \(origin?.configuration["text"] ?? "") \(origin?.seconds ?? 0)")
            }
        }
        let graph = try StageGraph([.text("a", "x"), .upper("b", of: "a")])
        try workshop.run(graph.stages)
        let report = try workshop.engine.verify("b", in: graph, options: workshop.options())
        let told = seen.withLock { $0 }
        #expect(report.isSame && told.count == 2 && told[0] == told[1] && told[0].hasPrefix("a \"x\" "))
    }
}
