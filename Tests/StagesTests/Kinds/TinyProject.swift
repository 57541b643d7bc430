import Checkpoints
import Foundation
import Layers
import Models
import Recipes
import Tensors
import TinyModels
import World

@testable import Stages

/// A project with all three models of the embedded world, tiny and untrained, and prompt files.
final class TinyProject: Sendable {
    private let project: ToyProject

    var folder: String { project.folder }

    init() throws {
        project = try ToyProject(StageKinds.all)
        let models = [
            ("generator", try TinyWorld.stirredGenerator(from: 1, seed: 9).store),
            ("one_step", try TinyWorld.stirredGenerator(from: 2, seed: 9).store),
        ]
        for (name, store) in models {
            try write(store.values, WorldGenerator.architecture, TinyWorld.generator, to: name)
        }
        let reward = try TinyWorld.stirredReward(from: 3, seed: 9).store
        try write(reward.values, WorldReward.architecture, TinyWorld.reward, to: "reward")
        for split in [Split.train, .test] {
            let captions = PromptSet.sample(count: 4, split: split, seed: 1).map(\.text)
            try writeText(
                "# four captions\n\n" + captions.joined(separator: "\n") + "\n", to: "\(split.rawValue).txt")
        }
    }

    func write(
        _ weights: [String: Tensor], _ architecture: String, _ configuration: some Encodable, to model: String
    ) throws {
        let path = "\(folder)/models/\(model)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        try ModelFolder.write(weights, architecture: architecture, configuration: configuration, to: path)
    }

    /// A noise hypernetwork for the one-step generator, as another program may have trained it.
    func writeAdapter(to folder: String = "adapter", rank: Int = 2) throws {
        let path = "\(self.folder)/\(folder)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        let adapter = LowRankAdapter(
            rank: rank, alpha: 4, replacedLayers: ["conv_out"], source: .random(seed: 8))
        let store = ParameterStore(.random(seed: 2))
        _ = WorldGenerator(store.scope.adapted(by: adapter), configuration: TinyWorld.generator)
        try TinyWorld.stir(adapter.store, seed: 4)
        try LowRankAdapterFile.write(adapter, to: path)
    }

    func writeText(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(path)"))
    }

    func data(_ path: String) -> Data? { FileManager.default.contents(atPath: "\(folder)/\(path)") }

    func recipe(_ stages: String) throws -> Recipe { try project.recipe(stages) }

    func runner(_ stages: String, kinds: [any StageKind] = StageKinds.all) throws -> RecipeRunner {
        try project.runner(stages, kinds: kinds)
    }

    /// The whole message with which a stage fails; nil where it does not.
    func failure(
        of stage: String, in stages: String, kinds: [any StageKind] = StageKinds.all
    ) throws -> String? {
        try runner(stages, kinds: kinds).run(threads: 2).summary[stage]?.error.map { "\($0)" }
    }

    /// The whole pipeline, as small as it goes.
    static let pipeline = """
        {
            "weights": { "uses": "load-weights", "with": { "from": "models" } },
            "preview": { "uses": "generate", "with": {
                "generator": "${stages.weights.generator}", "prompts": "test.txt", "steps": 4, "seed": 7 } },
            "dataset": { "uses": "tweedie-dataset", "with": {
                "generator": "${stages.weights.generator}", "reward": "${stages.weights.reward}",
                "prompts": "train.txt", "images_per_prompt": 2, "steps": 4, "seed": 7 } },
            "held_out": { "uses": "tweedie-dataset", "with": {
                "generator": "${stages.weights.generator}", "reward": "${stages.weights.reward}",
                "prompts": "test.txt", "limit": 3, "images_per_prompt": 3, "steps": 4, "seed": 7 } },
            "narf": { "uses": "train-narf", "with": {
                "dataset": "${stages.dataset}", "evaluation": "${stages.held_out}",
                "reward": "${stages.weights.reward}", "levels": [1], "epochs_per_level": 1, "batch": 4 } },
            "hyper": { "uses": "train-hypernetwork", "with": {
                "generator": "${stages.weights.one_step}", "reward": "${stages.weights.reward}",
                "prompts": "train.txt", "evaluation": "test.txt", "rank": 2, "steps": 2, "batch": 2,
                "evaluation_images": 1 } },
            "improved": { "uses": "generate", "with": {
                "generator": "${stages.weights.one_step}", "hypernetwork": "${stages.hyper}",
                "prompts": "test.txt", "limit": 2, "images_per_prompt": 2, "steps": 1 } },
            "search": { "uses": "search", "with": {
                "generator": "${stages.weights.generator}", "reward": "${stages.weights.reward}",
                "noise_aware": "${stages.narf}", "prompts": "test.txt",
                "strategies": ["best-of-n", "ttsp", "ttsnap"], "budgets": ["60 MMAC"], "at": [1], "keep": [0.5],
                "steps": 4, "seed": 7 } },
            "report": { "uses": "report", "with": { "title": "Tiny", "of": [
                "${stages.preview}", "${stages.dataset}", "${stages.held_out}", "${stages.narf}",
                "${stages.hyper}", "${stages.search}" ] } }
        }
        """
}
