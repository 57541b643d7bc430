import Foundation
import Images
import Testing
import Values

@testable import Stages

/// Stages on models that Python saved, instead of the embedded world.
@Suite struct PipelineStagesTests {
    struct Run: Sendable, CustomTestStringConvertible {
        let pipeline: String
        let steps: Int
        let guidance: Double
        var sampler = "null"

        var testDescription: String { "\(pipeline), \(steps) steps, guidance \(guidance)" }
    }

    private static let seeds = [1, 20_000_000_000]

    /// From prompt and seed alone: tokenizer, text encoders, noise, sampler, guidance, decoder and PNG.
    @Test(arguments: [
        Run(pipeline: "sd15", steps: 1, guidance: 0, sampler: "\"ddim\""),
        Run(pipeline: "sd15", steps: 4, guidance: 7.5, sampler: "\"ddim\""),
        Run(pipeline: "sd15", steps: 20, guidance: 7.5, sampler: "\"ddim\""),
        Run(pipeline: "turbo", steps: 1, guidance: 0), Run(pipeline: "turbo", steps: 4, guidance: 0),
        Run(pipeline: "turbo", steps: 20, guidance: 3), Run(pipeline: "sdxl", steps: 1, guidance: 0),
        Run(pipeline: "sdxl", steps: 4, guidance: 5), Run(pipeline: "sdxl", steps: 20, guidance: 5),
    ])
    func drawsThePicturesOfDiffusers(run: Run) throws {
        let project = try PipelineProject()
        let summary = try project.runner(
            """
            {
                "weights": { "uses": "load-weights", "with": { "from": "models/\(run.pipeline)" } },
                "draw": { "uses": "generate", "with": {
                    "generator": "${stages.weights.generator}", "prompts": ["a dog, 3 of them!"],
                    "seeds": \(Self.seeds), "noise": "torch-cpu", "steps": \(run.steps),
                    "guidance": \(run.guidance), "sampler": \(run.sampler) } }
            }
            """
        ).run(threads: 2).summary
        #expect(summary["draw"]?.error.map { "\($0)" } == nil)
        try compare(project) { "\(run.pipeline)-\(run.steps)-\(run.guidance)-\($0)" }
    }

    @Test func drawsThePicturesOfDiffusersWithAnAdapter() throws {
        let project = try PipelineProject()
        let summary = try project.runner(
            """
            {
                "weights": { "uses": "load-weights", "with": { "from": "models/turbo", "lora": "models/lora" } },
                "draw": { "uses": "generate", "with": {
                    "generator": "${stages.weights.generator}", "prompts": ["a dog, 3 of them!"],
                    "seeds": \(Self.seeds), "noise": "torch-cpu", "steps": 2 } }
            }
            """
        ).run(threads: 2).summary
        #expect(summary["draw"]?.error.map { "\($0)" } == nil)
        try compare(project) { "lora-\($0)" }
    }

    /// Every pixel to one grey level.
    private func compare(_ project: PipelineProject, name: (_ seed: Int) -> String) throws {
        for (index, seed) in Self.seeds.enumerated() {
            let ours = try PixelImage(
                png: Array(try #require(project.data("outputs/toy/draw/000\(index).png"))))
            let path = "\(PipelineProject.fixtures)/generate/\(name(seed)).png"
            let theirs = try PixelImage(
                png: Array(try #require(FileManager.default.contents(atPath: path))))
            #expect(ours.width == theirs.width && ours.height == theirs.height)
            let differences = zip(ours.rgb, theirs.rgb).map { abs(Int($0) - Int($1)) }
            #expect(differences.max() ?? 0 <= 1, "\(name(seed))")
            // Not by being flat.
            #expect(Set(theirs.rgb).count > 100)
        }
    }

    /// Both papers from weights to report.
    private static let both = """
        {
            "weights": { "uses": "load-weights", "with": { "from": "models/turbo" } },
            "reward": { "uses": "load-weights", "with": {
                "from": "models/reward", "tokenizer": "models/sd15/tokenizer" } },
            "preview": { "uses": "generate", "with": {
                "generator": "${stages.weights.generator}", "prompts": ["a cat", "a dog"], "steps": 4,
                "latents": true, "estimates": "pictures", "width": 32, "height": 32 } },
            "dataset": { "uses": "tweedie-dataset", "with": {
                "generator": "${stages.weights.generator}", "reward": "${stages.reward.reward}",
                "prompts": ["a cat", "a dog", "a bird on a tree"], "images_per_prompt": 4, "steps": 4,
                "width": 32, "height": 32 } },
            "held_out": { "uses": "tweedie-dataset", "with": {
                "generator": "${stages.weights.generator}", "reward": "${stages.reward.reward}",
                "prompts": ["a fish", "a house"], "images_per_prompt": 4, "steps": 4, "width": 32, "height": 32 } },
            "narf": { "uses": "train-narf", "with": {
                "dataset": "${stages.dataset}", "evaluation": "${stages.held_out}",
                "reward": "${stages.reward.reward}", "levels": [1, 0], "batch": 4, "learning_rate": 0.01 } },
            "hyper": { "uses": "train-hypernetwork", "with": {
                "generator": "${stages.weights.one_step}", "reward": "${stages.reward.reward}",
                "prompts": ["a cat", "a dog"], "evaluation": ["a fish"], "rank": 2, "steps": 3, "batch": 2,
                "evaluation_images": 1, "width": 32, "height": 32 } },
            "improved": { "uses": "generate", "with": {
                "generator": "${stages.weights.one_step}", "hypernetwork": "${stages.hyper}",
                "prompts": ["a fish"], "steps": 1, "width": 32, "height": 32 } },
            "search": { "uses": "search", "with": {
                "generator": "${stages.weights.generator}", "reward": "${stages.reward.reward}",
                "noise_aware": "${stages.narf}", "prompts": ["a fish", "a house"],
                "strategies": ["best-of-n", "ttsp", "ttsnap"], "budgets": ["0.4 GMAC"], "at": [0, 1],
                "keep": [0.5, 0.5], "steps": 4, "width": 32, "height": 32 } },
            "report": { "uses": "report", "with": { "of": [
                "${stages.preview}", "${stages.narf}", "${stages.hyper}", "${stages.search}" ] } }
        }
        """

    @Test func bothPapersRunOnAPipeline() throws {
        let project = try PipelineProject()
        let result = try project.runner(Self.both).run(threads: 2)
        for stage in result.summary.stages {
            #expect(stage.error.map { "\($0)" } == nil, "\(stage.name)")
        }
        let summary = try JSONValue(
            parsing: String(
                decoding: try #require(project.data("outputs/toy/report/summary.json")), as: UTF8.self))
        // No judge knows what such a picture should show.
        #expect(summary["search"]?["best_of_n"]?["judge"] == nil)
        let macs = try ["best_of_n", "ttsp", "ttsnap"].map {
            try #require(summary["search"]?[$0]?["macs"]?.doubleValue)
        }
        #expect(macs.allSatisfy { $0 > 0 && $0 <= 0.4e9 })
        for name in ["best_of_n", "ttsp", "ttsnap"] {
            let candidates = try #require(summary["search"]?[name]?["candidates"]?.doubleValue)
            #expect(candidates > 4)
        }
        let figures = try JSONValue(
            parsing: String(
                decoding: try #require(project.data("outputs/toy/search/figures.json")), as: UTF8.self))
        let decoder = try #require(figures["decoderMACs"]?.doubleValue)
        #expect(decoder > 0)
        for name in [
            "estimates/0000/00.png", "estimates/0001/03.png", "latents/0001.safetensors", "0001.png",
        ] {
            #expect(project.data("outputs/toy/preview/\(name)") != nil, "\(name)")
        }
        // The last estimate is the picture.
        #expect(
            project.data("outputs/toy/preview/estimates/0000/03.png")
                == project.data("outputs/toy/preview/0000.png"))
        #expect(project.data("outputs/toy/improved/0000.png") != nil)
        let again = try project.runner(Self.both).run(threads: 1)
        #expect(again.summary.stages.allSatisfy { $0.error == nil && $0.status == .cached })
    }

    @Test(arguments: [
        (
            "search",
            #"{ "uses": "search", "with": { "generator": "${stages.weights.generator}", "reward": "${stages.weights.reward}", "prompts": ["a fish"], "budgets": ["1 GMAC"], "steps": 1 } }"#,
            "the loaded folder has no reward: it is a pipeline of diffusers"
        ),
        (
            "generate",
            #"{ "uses": "generate", "with": { "generator": "${stages.weights.generator}", "prompts": ["a fish"], "width": 31, "steps": 1 } }"#,
            "pictures of 31x64 pixels; width and height must be multiples of 8"
        ),
        (
            "generate",
            #"{ "uses": "generate", "with": { "generator": "${stages.weights.generator}", "prompts": ["a fish"], "noise": "torch-cpu" } }"#,
            "list the seeds as \"seeds\""
        ),
    ])
    func whatCannotBeIsNamed(kind: String, stage: String, message: String) throws {
        let stages = """
            { "weights": { "uses": "load-weights", "with": { "from": "models/turbo" } }, "it": \(stage) }
            """
        let found = try PipelineProject().failure(of: "it", in: stages) ?? "no failure"
        #expect(found.contains(message), "\(found)")
    }

    @Test func aFolderOfNothingKnownIsRefused() throws {
        let project = try PipelineProject()
        try FileManager.default.createDirectory(
            atPath: project.folder + "/models/empty", withIntermediateDirectories: true)
        let stages = #"{ "weights": { "uses": "load-weights", "with": { "from": "models/empty" } } }"#
        #expect(try project.failure(of: "weights", in: stages)?.contains("found nothing") == true)
    }
}
