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

        // They are what load-weights takes.
        let models = project.folder + "/models"
        try FileManager.default.removeItem(atPath: models)
        try FileManager.default.createDirectory(atPath: models, withIntermediateDirectories: true)
        for name in ["generator", "reward", "one_step"] {
            try FileManager.default.copyItem(atPath: "\(folder)/\(name)", toPath: "\(models)/\(name)")
        }
        let loading = #"{ "weights": { "uses": "load-weights", "with": { "from": "models" } } }"#
        #expect(try project.failure(of: "weights", in: loading) == nil)
    }
}
