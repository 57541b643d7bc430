import Testing
import Values

@testable import Engine

@Suite struct StageGraphTests {
    @Test func stagesComeAfterWhatTheyNeedAndElseAsGiven() throws {
        let graph = try StageGraph([
            .upper("c", of: "b"), .upper("b", of: "a"), .text("a", "x"), .text("z", "x", after: ["c"]),
            .text("y", "x"),
        ])
        #expect(graph.stages.map(\.name) == ["a", "b", "c", "z", "y"])
        #expect(try graph.restricted(to: ["b"]).stages.map(\.name) == ["a", "b"])
        #expect(throws: EngineError.unknownStage("q", known: ["a", "b", "c", "z", "y"])) {
            try graph.restricted(to: ["q"])
        }
    }

    @Test func everythingWrongIsSaidInOneGo() {
        var strange = StageTask.text("strange", "x", after: ["nobody"])
        strange.outputs = ["../out", "two", "two"]
        strange.configuration = ["a": [["$input": "missing"]], "b": ["$file": "gone"]]
        var barren = StageTask.text("barren", "x")
        barren.outputs = []
        let wrong = StageTask.unary("wrong", "upper", .output(stage: "strange", output: "three"))
        let error = #expect(throws: EngineError.self) {
            try StageGraph([strange, barren, barren, wrong, .text(".hidden", "x")])
        }
        #expect(
            error?.description == """
                there are two stages named barren
                stage strange: "../out" cannot name an output: it becomes a file name, without slashes and without a \
                dot in front
                stage strange has two outputs named two
                stage strange needs stage nobody, which does not exist
                stage strange: its configuration names input gone, which it does not have
                stage strange: its configuration names input missing, which it does not have
                stage barren has no outputs
                stage barren has no outputs
                stage wrong needs output three of stage strange, which has no such output
                ".hidden" cannot name a stage: it becomes a folder name, without slashes and without a dot in front
                """)
    }

    @Test func aCircleIsShownWhole() {
        let error = #expect(throws: EngineError.self) {
            try StageGraph([
                .text("start", "x"), .upper("a", of: "c"), .upper("b", of: "a"), .upper("c", of: "b"),
            ])
        }
        #expect(error?.description == "stages need each other in a circle: b -> c -> a -> b")
    }

    @Test func aLongChainOverflowsNoStack() throws {
        var stages = [StageTask.text("0", "x")]
        for index in 1..<20_000 { stages.append(.upper("\(index)", of: "\(index - 1)")) }
        let graph = try StageGraph(stages.reversed())
        #expect(graph.stages.first?.name == "0" && graph.stages.last?.name == "19999")
    }
}
