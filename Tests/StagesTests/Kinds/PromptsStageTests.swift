import Foundation
import Testing

@testable import Stages

@Suite struct PromptsStageTests {
    private static let list = """
        # five prompts
        a red circle on black

        two blue squares on gray
        A Red square on white
        a green circle on black
        three yellow circles on black

        """

    private func project() throws -> ToyProject {
        let project = try ToyProject(StageKinds.all)
        try Data(Self.list.utf8).write(to: URL(fileURLWithPath: project.folder + "/list.txt"))
        return project
    }

    /// What a stage with these parameters chooses, or why it fails.
    private func chosen(_ more: String, in project: ToyProject) throws -> [String] {
        let stages = #"{ "some": { "uses": "prompts", "with": { "from": "list.txt"\#(more) } } }"#
        let outcome = try project.runner(stages).run().summary["some"]
        if let error = outcome?.error { return ["\(error)"] }
        return project.text("outputs/toy/some/prompts")?.split(separator: "\n").map(String.init) ?? []
    }

    @Test func allPromptsWithoutCommentsAndEmptyLines() throws {
        let project = try project()
        _ = try chosen("", in: project)
        #expect(
            project.text("outputs/toy/some/prompts") == """
                a red circle on black
                two blue squares on gray
                A Red square on white
                a green circle on black
                three yellow circles on black

                """)
    }

    @Test func byWordAndPlace() throws {
        let project = try project()
        #expect(
            try chosen(#", "contains": ["red"]"#, in: project) == [
                "a red circle on black", "A Red square on white",
            ])
        // Whole words only: circles are no circle.
        #expect(
            try chosen(#", "contains": ["Circle", "black"], "skip": 1"#, in: project) == [
                "a green circle on black"
            ])
        #expect(
            try chosen(#", "skip": 1, "limit": 2"#, in: project) == [
                "two blue squares on gray", "A Red square on white",
            ])
        #expect(try chosen(#", "skip": 3, "limit": 9"#, in: project).count == 2)
    }

    @Test func shufflingDependsOnTheSeedAlone() throws {
        let project = try project()
        let all = try chosen("", in: project)
        let orders = try (1...6).map { try chosen(#", "shuffle": true, "seed": \#($0)"#, in: project) }
        for order in orders { #expect(order.sorted() == all.sorted()) }
        #expect(Set(orders).count > 1)
        let two = try chosen(#", "shuffle": true, "seed": 3, "limit": 2"#, in: project)
        #expect(two == Array(orders[2].prefix(2)))
    }

    @Test func nothingLeftIsAnError() throws {
        let project = try project()
        #expect(
            try chosen(#", "contains": ["circle"], "skip": 2"#, in: project) == [
                "no prompt is left: \(project.folder)/list.txt holds 5, of which 2 have the words of \"contains\"; "
                    + "lower \"skip\" or ask for other words"
            ])
    }

    @Test func stagesTakeFilesAndPromptsAlike() throws {
        let project = try TinyProject()
        try project.writeText("a red circle on black\na purple circle on black\n", to: "list.txt")
        func stages(_ limit: Int) -> String {
            """
            {
                "weights": { "uses": "load-weights", "with": { "from": "models" } },
                "all": { "uses": "prompts", "with": { "from": "list.txt" } },
                "some": { "uses": "prompts", "with": { "from": "${stages.all}", "limit": \(limit) } },
                "file": { "uses": "generate", "with": {
                    "generator": "${stages.weights.generator}", "prompts": "list.txt", "limit": 1, "steps": 1 } },
                "preview": { "uses": "generate", "with": {
                    "generator": "${stages.weights.generator}", "prompts": "${stages.some}", "steps": 1 } }
            }
            """
        }
        #expect(try project.failure(of: "preview", in: stages(1)) == nil)
        let picture = try #require(project.data("outputs/toy/file/0000.png"))
        #expect(project.data("outputs/toy/preview/0000.png") == picture)
        // The place in the store would tell nobody where the caption comes from.
        #expect(
            try project.failure(of: "preview", in: stages(2)) == """
                prompts of stage some:2: caption "a purple circle on black": word 2 is "purple", expected one of \
                red, green, blue, yellow, magenta, cyan
                """)
    }
}
