import Engine
import Foundation
import Testing
import Values

@testable import Stages

/// Training along rewards on a pipeline of diffusers.
@Suite struct PipelineTrainingTests {
    private static func stages(_ kind: String, _ more: String = "") -> String {
        """
        {
            "weights": { "uses": "load-weights", "with": { "from": "models/turbo" } },
            "reward": { "uses": "load-weights", "with": {
                "from": "models/reward", "tokenizer": "models/sd15/tokenizer" } },
            "trained": { "uses": "\(kind)", "with": {
                "generator": "${stages.weights.one_step}", "reward": "${stages.reward.reward}",
                "evaluation": ["a fish"], "rank": 2, "steps": 3, "batch": 2, "learning_rate": 0.01,
                "evaluation_images": 1, "width": 32, "height": 32,
                \(more.isEmpty ? #""prompts": ["a cat", "a dog"]"# : more) } }
        }
        """
    }

    @Test func aFineTunedPipelineIsAPipeline() throws {
        let project = try PipelineProject()
        let stages =
            Self.stages("finetune-generator").dropLast(2) + """
                ,
                    "drawn": { "uses": "generate", "with": {
                        "generator": "${stages.trained}", "prompts": ["a fish"], "steps": 1, "width": 32,
                        "height": 32 } },
                    "plain": { "uses": "generate", "with": {
                        "generator": "${stages.weights.one_step}", "prompts": ["a fish"], "steps": 1, "width": 32,
                        "height": 32 } }
                }
                """
        let summary = try project.runner(String(stages)).run(threads: 2).summary
        for name in ["trained", "drawn", "plain"] {
            #expect(summary[name]?.error.map { "\($0)" } == nil, "\(name)")
        }
        #expect(project.data("outputs/toy/drawn/0000.png") != project.data("outputs/toy/plain/0000.png"))
        for name in ["model_index.json", "unet/config.json", "lora/adapter_config.json", "figures.json"] {
            #expect(project.data("outputs/toy/trained/\(name)") != nil, "\(name)")
        }
        let figures = try JSONValue(
            parsing: String(
                decoding: try #require(project.data("outputs/toy/trained/figures.json")), as: UTF8.self))
        #expect(figures["tuned"]?["reward"] != figures["base"]?["reward"])
    }

    /// The folder holds one adapter.
    @Test func aFineTunedPipelineIsNotFineTunedAgain() throws {
        let project = try PipelineProject()
        let stages =
            Self.stages("finetune-generator").dropLast(2) + """
                ,
                    "again": { "uses": "finetune-generator", "with": {
                        "generator": "${stages.trained}", "reward": "${stages.reward.reward}",
                        "prompts": ["a cat"], "evaluation": ["a fish"], "steps": 1, "batch": 1 } }
                }
                """
        #expect(
            try project.failure(of: "again", in: String(stages))
                == "the pipeline was loaded with an adapter of its own; expected one without, since a folder holds one adapter"
        )
    }

    @Test(arguments: ["train-hypernetwork", "finetune-generator"])
    func promptsThatWouldBeCutAreRefused(kind: String) throws {
        let project = try PipelineProject()
        let long = Array(repeating: "cat", count: 100).joined(separator: " ")
        let found = try #require(
            try project.failure(of: "trained", in: Self.stages(kind, "\"prompts\": [\"a cat\", \"\(long)\"]"))
        )
        let counts = try #require(
            found.wholeMatch(
                of:
                    /prompts:2: the prompt has (\d+) tokens with start and end; the text encoder reads (\d+) at most: shorten it/
            ), "\(found)")
        let (tokens, length) = (try #require(Int(counts.1)), try #require(Int(counts.2)))
        #expect(length == 77 && tokens > length)
        // Each word is as many tokens as any other.
        #expect((tokens - 2) % 100 == 0)
    }

    @Test func layersOfTheUNetAreNamed() throws {
        let project = try PipelineProject()
        let choice = #""prompts": ["a cat", "a dog"], "layers": ["to_qq"]"#
        let found = try #require(
            try project.failure(of: "trained", in: Self.stages("train-hypernetwork", choice)))
        #expect(found.contains("has the name \"to_qq\""), "\(found)")
    }
}
