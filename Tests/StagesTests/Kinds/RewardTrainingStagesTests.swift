import Engine
import Foundation
import Models
import Tensors
import Testing
import Values

@testable import Stages

/// `train-hypernetwork` and `finetune-generator` with their choices.
@Suite struct RewardTrainingStagesTests {
    /// - Parameter more: parameters, which go before those of all tests.
    private static func stages(_ kind: String, _ more: String = "") -> String {
        let usual = [
            #""prompts": "train.txt""#, #""batch": 2"#,
        ].filter { !more.contains($0.prefix(7)) }
        return """
            {
                "weights": { "uses": "load-weights", "with": { "from": "models" } },
                "trained": { "uses": "\(kind)", "with": {
                    "generator": "${stages.weights.one_step}", "reward": "${stages.weights.reward}",
                    "evaluation": "test.txt", "rank": 2, "steps": 2,
                    "evaluation_images": 1, \((usual).joined(separator: ", "))\(more) } }
            }
            """
    }

    private func figures(_ project: TinyProject) throws -> JSONValue {
        let data = try #require(project.data("outputs/toy/trained/figures.json"))
        return try JSONValue(parsing: String(decoding: data, as: UTF8.self))
    }

    private func run(_ project: TinyProject, _ stages: String) throws -> StageOutcome {
        let outcome = try #require(try project.runner(stages).run(threads: 2).summary["trained"])
        #expect(outcome.error.map { "\($0)" } == nil)
        return outcome
    }

    @Test func theNoiseSpaceBoundIsReported() throws {
        let project = try TinyProject()
        _ = try run(project, Self.stages("train-hypernetwork"))
        let figures = try figures(project)
        let (bound, change) = (
            try #require(figures["kl_bound"]?.doubleValue), try #require(figures["change"]?.doubleValue)
        )
        #expect(change > 0)
        #expect(abs(bound - change * 3072 / 2) < 1e-9 * bound)
        let lipschitz = try #require(figures["lipschitz"]?.doubleValue)
        #expect(lipschitz > 0 && lipschitz < 1)
        let error = try #require(figures["kl_bound_error"]?.doubleValue)
        #expect(abs(error - 3072 * (-log(1 - lipschitz) - lipschitz)) < 1e-6 * error)
        #expect(figures["skippedSteps"] == 0)
        #expect(figures["curve"] == nil)
    }

    @Test(arguments: [
        #""layers": ["conv_out", "attentions.0.*", "text_proj"]"#, #""residual": false"#,
        #""regularizer": "half-squared-norm""#, #""regularizer": "norm", "noise": "one""#,
        #""optimizer": "sgd", "nesterov": true, "noise": "batch", "warmup": 1, "hold": 1"#,
        #""optimizer": "adam", "weight_decay": 0.1, "clip": null, "clip_samples": false"#,
        #""optimizer": "lbfgs", "noise": "multi", "batch": 4"#,
        #""accumulation": 2, "recompute": true, "average": 0.9, "normalize_rewards": true"#,
        #""rewards": ["${stages.weights.reward}"], "reward_weights": [2]"#,
        #""evaluate_every": 1, "evaluate_prompts": 2, "patience": 1"#,
    ])
    func everyChoiceChangesWhatIsLearned(_ choice: String) throws {
        let (plain, other) = (try TinyProject(), try TinyProject())
        let before = try run(plain, Self.stages("train-hypernetwork"))
        let after = try run(other, Self.stages("train-hypernetwork", ", " + choice))
        #expect(before.outputs != after.outputs)
    }

    @Test func severalRewardsAreToldApart() throws {
        let project = try TinyProject()
        _ = try run(
            project,
            Self.stages(
                "train-hypernetwork", #", "rewards": ["${stages.weights.reward}"], "reward_weights": [2]"#))
        let side = try #require(try figures(project)["hypernetwork"])
        let each = try #require(side["rewards"]?.arrayValue).compactMap { $0["mean"]?.doubleValue }
        #expect(each.count == 2 && each[0] == each[1])
        let sum = try #require(side["reward"]?["mean"]?.doubleValue)
        #expect(abs(sum - 7 * each[0]) < 1e-6 * abs(sum))
    }

    @Test func theCurveIsReported() throws {
        let project = try TinyProject()
        _ = try run(project, Self.stages("train-hypernetwork", #", "evaluate_every": 1"#))
        let figures = try figures(project)
        let curve = try #require(figures["curve"])
        #expect(curve["steps"] == [1, 2])
        #expect(
            Set(curve["figures"]?.objectValue.map { Array($0.keys) } ?? []) == [
                "judge", "kl_bound", "reward",
            ])
        // The last evaluation is of the weights that are written, on the same prompts and noise.
        let last = try #require(curve["figures"]?["reward"]?.arrayValue?.last?.doubleValue)
        let final = try #require(figures["hypernetwork"]?["reward"]?["mean"]?.doubleValue)
        #expect(abs(last - final) < 1e-5 * abs(final))
    }

    /// A fine-tuned generator draws, as the terms over the base do, and is searched and trained as any other.
    @Test func aFineTunedGeneratorIsAGenerator() throws {
        let project = try TinyProject()
        let stages =
            Self.stages("finetune-generator", #", "learning_rate": 0.01"#).dropLast(2) + """
                ,
                    "drawn": { "uses": "generate", "with": {
                        "generator": "${stages.trained}", "prompts": "test.txt", "steps": 1 } },
                    "plain": { "uses": "generate", "with": {
                        "generator": "${stages.weights.one_step}", "prompts": "test.txt", "steps": 1 } },
                    "hyper": { "uses": "train-hypernetwork", "with": {
                        "generator": "${stages.trained}", "reward": "${stages.weights.reward}",
                        "prompts": "train.txt", "evaluation": "test.txt", "rank": 2, "steps": 1, "batch": 2,
                        "evaluation_images": 1 } }
                }
                """
        let summary = try project.runner(String(stages)).run(threads: 2).summary
        for name in ["trained", "drawn", "plain", "hyper"] {
            #expect(summary[name]?.error.map { "\($0)" } == nil, "\(name)")
        }
        let figures = try figures(project)
        #expect(figures["kind"] == "finetune-generator")
        #expect(figures["tuned"]?["reward"] != figures["base"]?["reward"])
        // Its terms are in its weights: no picture costs more.
        #expect(figures["tuned"]?["macs"]?.doubleValue ?? 0 > 0)
        #expect(
            project.data("outputs/toy/drawn/0000.png") != project.data("outputs/toy/plain/0000.png"))
        let merged = try ModelFolder(project.folder + "/outputs/toy/trained").generator()
        let base = try ModelFolder(project.folder + "/models/one_step").generator()
        #expect(
            merged.store.values["conv_out.weight"]?.elements != base.store.values["conv_out.weight"]?.elements
        )
        #expect(
            merged.store.values["conv_out.bias"]?.elements == base.store.values["conv_out.bias"]?.elements)
        for name in [
            "lora/adapter_config.json", "lora/adapter_model.safetensors", "tuned/0000.png", "base.png",
        ] {
            #expect(project.data("outputs/toy/trained/\(name)") != nil, "\(name)")
        }
    }

    @Test(arguments: [
        (
            #""layers": ["conv_oot"]"#,
            "\"layers\": no linear layer or convolution of the generator has the name \"conv_oot\"; did you mean \"conv_out\""
        ),
        (
            #""last_layer": "conv_last""#,
            "\"last_layer\": the generator has no linear layer or convolution \"conv_last\""
        ),
        (#""rewards": ["${stages.weights.reward}"], "reward_weights": [1, 2]"#, "has 2 weights for 1"),
        (#""patience": 2"#, "set \"evaluate_every\" too"),
        (#""optimizer": "lbfgs""#, "set noise to \"one\" or \"multi\""),
        (#""optimizer": "lbfgs", "noise": "one""#, "must be the number of prompts, which is 4"),
        (#""prompts": ["a green dog"]"#, "prompts:1:"),
        (
            #""prompts": ["a red circle on white", " "]"#,
            "prompts:2: the prompt is empty; write one, or take the entry out"
        ),
        (#""prompts": ["", ""]"#, "prompts:1: the prompt is empty"),
    ])
    func badInputIsRefused(_ choice: String, _ message: String) throws {
        let project = try TinyProject()
        let found = try #require(
            try project.failure(of: "trained", in: Self.stages("train-hypernetwork", ", " + choice)))
        #expect(found.contains(message), "\(found)")
    }

    /// What is below the limit is looked at, and empty lines part the texts of a file.
    @Test func emptyPromptsOfFilesAreRefused() throws {
        let project = try TinyProject()
        let lines =
            #"{"prompt": "a red circle on white"}\#n\#n{"prompt": ""}\#n{"prompt": "a blue square on gray"}"#
        try project.writeText(lines, to: "some.jsonl")
        try project.writeText("a red circle on white\n\n \na blue square on gray\n", to: "some.txt")
        func failure(_ more: String) throws -> String? {
            try project.failure(of: "trained", in: Self.stages("finetune-generator", ", " + more))
        }
        #expect(
            try failure(#""prompts": "some.jsonl""#)
                == "\(project.folder)/some.jsonl:3: the prompt is empty; write one, or take the entry out")
        #expect(try failure(#""prompts": "some.txt""#) == nil)
    }

    /// A reward that cannot be differentiated is called as the recipe calls it, before a step is done.
    @Test func aRewardWithoutAGradientIsNamed() throws {
        let choice = #", "rewards": ["${stages.weights.reward}", "${stages.weights.reward}"]"#
        let found = try TinyProject().failure(
            of: "trained", in: Self.stages("train-blindly", choice), kinds: StageKinds.all + [BlindTraining()]
        )
        #expect(
            found == """
                reward 3 ("rewards[1]") gives no gradient with respect to the picture; expected one that is computed \
                from the picture by differentiable operations: leave this one out of the training, or put such a one \
                in its place
                """)
    }

    private static let loading = """
        {
            "weights": { "uses": "load-weights", "with": { "from": "models" } },
            "loaded": { "uses": "load-hypernetwork", "with": {
                "from": "adapter", "generator": "${stages.weights.one_step}" } },
            "plain": { "uses": "generate", "with": {
                "generator": "${stages.weights.one_step}", "prompts": "test.txt", "steps": 1 } },
            "drawn": { "uses": "generate", "with": {
                "generator": "${stages.weights.one_step}", "hypernetwork": "${stages.loaded}",
                "prompts": "test.txt", "steps": 1 } }
        }
        """

    @Test func anAdapterTrainedElsewhereIsUsed() throws {
        let project = try TinyProject()
        try project.writeAdapter()
        let summary = try project.runner(Self.loading).run(threads: 2).summary
        for name in ["loaded", "plain", "drawn"] {
            #expect(summary[name]?.error.map { "\($0)" } == nil, "\(name)")
        }
        #expect(project.data("outputs/toy/plain/0000.png") != project.data("outputs/toy/drawn/0000.png"))
        let name = "adapter_model.safetensors"
        #expect(project.data("outputs/toy/loaded/\(name)") == project.data("adapter/\(name)"))
    }

    @Test func anAdapterOfAnotherBaseIsRefused() throws {
        let project = try TinyProject()
        try project.writeAdapter()
        let path = project.folder + "/adapter/adapter_model.safetensors"
        var weights = try TensorFile.read(path, layout: .checkpoint)
        for part in ["lora_A", "lora_B"] {
            weights["base_model.model.up_blocks.9.conv.\(part).weight"] =
                part == "lora_A" ? .zeros([2, 3]) : .zeros([3, 2])
        }
        try TensorFile.write(weights, to: path, layout: .checkpoint)
        let found = try #require(try project.failure(of: "loaded", in: Self.loading))
        #expect(found.contains("the model has no layers of these names: up_blocks.9.conv"), "\(found)")
    }

    @Test(arguments: [
        ("mid.resnets.0.conv1", "conv1", true), ("mid.resnets.0.xconv1", "conv1", false),
        ("mid.resnets.0.conv1", "mid.resnets.0.conv1", true), ("mid.resnets.0.conv1", "mid", false),
        ("mid.resnets.0.conv1", "mid.*", true), ("mid.resnets.0.conv1", "*.conv*", true),
        ("mid.resnets.0.conv1", "resnets.*.conv1", true), ("mid.resnets.0.conv1", "resnets.*.conv2", false),
        ("mid.resnets.0.conv1", "*", true), ("a.b", "a*b*", true), ("ab", "a*b*b", false),
    ])
    func patternsMean(_ layer: String, _ pattern: String, _ matches: Bool) {
        #expect(HypernetworkLayers.matches(layer, pattern) == matches)
    }

    /// Work stays the product of the lengths.
    @Test func patternsOfStarsAreQuick() {
        let pattern = String(repeating: "*a", count: 90) + "b"
        #expect(!HypernetworkLayers.matches(String(repeating: "a", count: 20_000), pattern))
    }
}
