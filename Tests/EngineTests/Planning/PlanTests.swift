import Foundation
import Testing
import Values

@testable import Engine

@Suite struct PlanTests {
    private let workshop: Workshop
    private let prompts: String

    init() throws {
        workshop = try Workshop()
        prompts = try workshop.folder.write("one\ntwo\nthree\n", to: "prompts/train.txt")
        try workshop.folder.write("a", to: "models/a.bin")
        try workshop.folder.write("b", to: "models/b.bin")
    }

    private func stages(
        budget: String = "40 GMAC", keep: [JSONValue] = [0.4, 0.5], threads: JSONValue = 1, revision: Int = 1
    ) -> [StageTask] {
        var dataset = StageTask.unary("dataset", "upper", .file(path: prompts))
        dataset.revision = revision
        let weights = StageTask.unary("weights", "join", .folder(path: workshop.folder.path("models")))
        let search = StageTask(
            name: "search", kind: "join",
            configuration: [
                "budget": .string(budget), "keep": .array(keep), "threads": threads,
                "data": ["$input": "data"],
                "weights": ["$input": "weights"],
            ], neutral: ["threads"],
            inputs: [
                "data": .output(stage: "dataset", output: "out"),
                "weights": .output(stage: "weights", output: "out"),
            ], outputs: ["out"])
        return [dataset, weights, search, .upper("report", of: "search")]
    }

    @Test func fromNothingToNothing() throws {
        #expect(
            try workshop.plan(stages()) == """
                dataset  run: never ran
                weights  run: never ran
                search   run: never ran
                report   run: never ran

                """)
        try workshop.run(stages())
        #expect(
            try workshop.plan(stages(threads: 8)) == """
                dataset  cached
                weights  cached
                search   cached
                report   cached

                """)
        #expect(workshop.executor.executed.count == 4)
    }

    @Test func parametersAreNamedWithTheirValues() throws {
        try workshop.run(stages())
        #expect(
            try workshop.plan(stages(budget: "80 GMAC", keep: [0.4, 0.6])) == """
                dataset  cached
                weights  cached
                search   run: with.budget 40 GMAC -> 80 GMAC; with.keep[1] 0.5 -> 0.6
                report   may be skipped if search comes out the same

                """)
        #expect(
            try workshop.plan(stages(keep: [0.4])) == """
                dataset  cached
                weights  cached
                search   run: with.keep [0.4,0.5] -> [0.4]
                report   may be skipped if search comes out the same

                """)
        var changed = stages(revision: 2)
        changed[1].kind = "upper"
        changed[3].configuration["title"] = "A page"
        changed[3].outputs = ["page", "out"]
        #expect(
            try workshop.plan(changed) == """
                dataset  run: the program changed (revision 1 -> 2)
                weights  run: kind join -> upper
                search   may be skipped if dataset and weights come out the same
                report   run: outputs out -> out, page; with.title (none) -> A page

                """)
    }

    @Test func inputsAreNamedWithTheirFilesAndLines() throws {
        try workshop.run(stages())
        try workshop.folder.write("one\ntwo\nthree!\n", to: "prompts/train.txt")
        try workshop.folder.write("A", to: "models/a.bin")
        try workshop.folder.write("c", to: "models/c.bin")
        try LocalFileSystem().remove(workshop.folder.path("models/b.bin"))
        #expect(
            try workshop.plan(stages()) == """
                dataset  run: input in changed (prompts/train.txt line 3)
                weights  run: input in changed (models/a.bin line 1, models/b.bin removed, models/c.bin added)
                search   may be skipped if dataset and weights come out the same
                report   may be skipped if search comes out the same

                """)
        try workshop.run([stages()[0], stages()[1]])
        #expect(
            try workshop.plan(stages()) == """
                dataset  cached
                weights  cached
                search   run: input data changed; input weights changed
                report   may be skipped if search comes out the same

                """)
        for name in ["d", "e", "f"] { try workshop.folder.write(name, to: "models/\(name).bin") }
        #expect(
            try workshop.plan([stages()[1]])
                == "weights  run: input in changed (models/d.bin added, models/e.bin added, models/f.bin added)\n"
        )
        try workshop.folder.write("g", to: "models/g.bin")
        #expect(
            try workshop.plan([stages()[1]])
                == "weights  run: input in changed (models/d.bin added, models/e.bin added, "
                + "models/f.bin added and 1 more)\n")
    }

    @Test func lostResultsAndMissingFilesAreSaid() throws {
        let summary = try workshop.run(stages())
        try LocalFileSystem().remove(workshop.objectPath(summary, "weights"))
        #expect(
            try workshop.plan(stages()) == """
                dataset  cached
                weights  run: its result is no longer whole in the cache
                search   may be skipped if weights comes out the same
                report   may be skipped if search comes out the same

                """)
        try LocalFileSystem().remove(prompts)
        #expect(
            try workshop.plan([stages()[0]]) == "dataset  cannot run: stage dataset: input in: cannot read "
                + "prompts/train.txt: No such file or directory\n")
    }

    @Test func anUnfinishedStageSaysWhereItGoesOn() throws {
        let flag = CancellationFlag()
        let folder = workshop.folder
        let stopped = try Workshop(folder: folder) { _, step in if step == 5 { flag.cancel() } }
        try stopped.run([.train()], stopped.options(cancellation: flag))
        #expect(
            try workshop.plan([.train()]) == "train  run: did not finish last time, goes on from step-5\n")
        let log = EventLog()
        try workshop.run([.train()], log: log)
        let reasons = log.all.compactMap {
            if case .started(_, _, _, let reasons) = $0 { reasons } else { nil }
        }
        #expect(reasons == [[.unfinished(checkpoint: "step-5")]])
    }

    @Test func aForcedStageIsSaidToBeAskedFor() throws {
        try workshop.run([.text("a", "x")])
        let plan = try workshop.engine.plan(
            StageGraph([.text("a", "x")]), options: workshop.options(forced: ["a"]))
        #expect(plan.text() == "a  run: asked for\n")
    }
}
