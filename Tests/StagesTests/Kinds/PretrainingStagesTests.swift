import Foundation
import Models
import Testing
import World

@testable import Stages

/// The stages that make the shipped models, at the sizes that they ship, for a step or two.
@Suite struct PretrainingStagesTests {
    private static let stages = """
        {
            "generator": { "uses": "train-generator", "with": {
                "steps": 2, "batch": 2, "evaluation_prompts": 2, "checkpoint_every": 1 } },
            "reward": { "uses": "train-reward", "with": { "steps": 2, "batch": 2, "evaluation_prompts": 2 } },
            "pairs": { "uses": "teacher-pairs", "with": {
                "generator": "${stages.generator}", "count": 3, "steps": 2 } },
            "one_step": { "uses": "distill-generator", "with": {
                "generator": "${stages.generator}", "reward": "${stages.reward}", "pairs": "${stages.pairs}",
                "steps": 1, "evaluation_prompts": 2 } },
            "world": { "uses": "export-weights", "with": {
                "generator": "${stages.generator}", "one_step": "${stages.one_step}",
                "reward": "${stages.reward}" } },
            "preview": { "uses": "generate", "with": {
                "generator": "${stages.one_step}", "prompts": "test.txt", "steps": 1 } }
        }
        """

    @Test func modelsComeFromNothing() throws {
        let project = try TinyProject()
        let result = try project.runner(Self.stages).run(threads: 2)
        for stage in result.summary.stages {
            #expect(stage.status == .ran, "\(stage.name): \(stage.error.map { "\($0)" } ?? "no error")")
        }
        for name in ["generator", "reward", "one_step"] {
            let card = String(
                decoding: try #require(project.data("outputs/toy/\(name)/README.md")), as: UTF8.self)
            #expect(card.hasPrefix("# World "))
            #expect(card.contains("validation split (2 "))
            #expect(card.contains("test split (2 "))
            #expect(card.contains("`recipes/pretrain.json` makes these weights again."))
        }
        let folder = project.folder + "/outputs/toy"
        let generator = try ModelFolder(folder + "/generator").generator()
        #expect(generator.model.configuration.vocabulary == Vocabulary.count)
        #expect(generator.store.count > 1_900_000)
        #expect(
            try ModelFolder(folder + "/reward").reward().model.configuration.captionLength == Caption.length)
        // One step of distillation moved the weights that the teacher gave.
        let student = try ModelFolder(folder + "/one_step").generator().store
        #expect(
            student["conv_in.weight"]?.value.elements != generator.store["conv_in.weight"]?.value.elements)

        try checkExport(project)
    }

    /// One folder that load-weights takes; generators in half the size, everything else as it was.
    private func checkExport(_ project: TinyProject) throws {
        let outputs = "outputs/toy"
        for name in ["generator", "reward", "one_step"] {
            for file in ["config.json", "README.md"] {
                let copy = try #require(project.data("\(outputs)/world/\(name)/\(file)"), "\(name)/\(file)")
                #expect(copy == project.data("\(outputs)/\(name)/\(file)"))
            }
        }
        func size(_ path: String) throws -> Int {
            try #require(project.data("\(outputs)/\(path)/model.safetensors")).count
        }
        for name in ["generator", "one_step"] {
            let share = try Double(size("world/\(name)")) / Double(size(name))
            #expect(share > 0.49 && share < 0.51)
        }
        let folder = project.folder + "/" + outputs
        let whole = try ModelFolder(folder + "/reward").reward().store.values
        let copied = try ModelFolder(folder + "/world/reward").reward().store.values
        #expect(copied.mapValues(\.elements) == whole.mapValues(\.elements))

        try FileManager.default.removeItem(atPath: project.folder + "/models")
        try FileManager.default.copyItem(atPath: folder + "/world", toPath: project.folder + "/models")
        let loading = #"{ "weights": { "uses": "load-weights", "with": { "from": "models" } } }"#
        #expect(try project.failure(of: "weights", in: loading) == nil)
    }
}
