import Engine
import Foundation
import Images
import Layers
import Models
import Recipes
import Tensors
import Testing
import TinyModels
import Values

@testable import Stages

/// Both papers from weights to report, through the real engine, on models of a few thousand parameters.
@Suite struct PipelineTests {
    @Test func kindsAreDescribedWithoutFault() {
        #expect(StageCatalogue(StageKinds.all.map(\.description)).faults.isEmpty)
        #expect(Set(StageKinds.all.map(\.description.name)).count == StageKinds.all.count)
    }

    @Test func runsFromWeightsToReportAndThenFromTheCache() throws {
        let project = try TinyProject()
        let first = try project.runner(TinyProject.pipeline).run(threads: 2)
        for stage in first.summary.stages {
            #expect(stage.status == .ran, "\(stage.name): \(stage.error.map { "\($0)" } ?? "no error")")
        }
        #expect(first.status == .succeeded)
        #expect(first.summary.stages.count == 9)
        #expect(first.report == project.folder + "/outputs/toy/report.html")
        try checkReport(project)
        try checkSummary(project)
        try checkFiles(project)

        let second = try project.runner(TinyProject.pipeline).run(threads: 1)
        #expect(second.summary.stages.allSatisfy { $0.status == .cached })
        #expect(second.summary.stages.map(\.outputs) == first.summary.stages.map(\.outputs))
    }

    @Test func oneThreadGivesTheSameBytesAsThree() throws {
        let stages = ["narf", "hyper", "search", "preview"]
        let outputs = try [1, 3].map { threads in
            let project = try TinyProject()
            let result = try project.runner(TinyProject.pipeline).run(threads: threads)
            return stages.map { result.summary[$0]?.outputs }
        }
        #expect(outputs[0].allSatisfy { $0?.isEmpty == false })
        #expect(outputs[0] == outputs[1])
    }

    /// Stopped in its middle and gone on with, a training leaves the same bytes.
    @Test func aStoppedTrainingGoesOnToTheSameBytes() throws {
        let stages = """
            {
                "weights": { "uses": "load-weights", "with": { "from": "models" } },
                "hyper": { "uses": "train-hypernetwork", "with": {
                    "generator": "${stages.weights.one_step}", "reward": "${stages.weights.reward}",
                    "prompts": "train.txt", "evaluation": "test.txt", "rank": 2, "steps": 5, "batch": 2,
                    "evaluation_images": 1 } }
            }
            """
        let undisturbed = try TinyProject()
        let whole = try undisturbed.runner(stages).run(threads: 2)
        #expect(whole.summary["hyper"]?.status == .ran)

        let project = try TinyProject()
        let flag = CancellationFlag()
        let stopped = try project.runner(stages).run(threads: 2, cancellation: flag) { event in
            if case .progress(let stage, let report) = event, stage == "hyper", report.completed >= 2 {
                flag.cancel()
            }
        }
        #expect(stopped.summary["hyper"]?.status == .cancelled)
        let resumed = try project.runner(stages).run(threads: 2)
        #expect(resumed.summary["hyper"]?.status == .resumed)
        #expect(resumed.summary["hyper"]?.outputs == whole.summary["hyper"]?.outputs)
    }

    private func checkReport(_ project: TinyProject) throws {
        let html = String(decoding: try #require(project.data("outputs/toy/report.html")), as: UTF8.self)
        #expect(html.contains("<title>Tiny</title>"))
        for part in [
            "At a glance", "Pictures", "Noise-aware reward", "Search", "Noise hypernetwork",
            "Costs and times",
        ] {
            #expect(html.contains(">\(part)<"), "\(part)")
        }
        for stage in ["preview", "dataset", "held_out", "narf", "hyper", "search"] {
            #expect(html.contains(stage), "\(stage)")
        }
        // Nothing comes from elsewhere: every picture is inside, and there is no script or style sheet to fetch.
        #expect(html.contains("src=\"data:image/png;base64,"))
        for attribute in ["src=\"", "href=\"", "url("] {
            for rest in html.components(separatedBy: attribute).dropFirst() {
                #expect(rest.hasPrefix("data:") || rest.hasPrefix("#"), "\(attribute)\(rest.prefix(40))")
            }
        }
        for tag in ["<script", "<link", "<iframe", "@import", "<base"] {
            #expect(!html.contains(tag), "\(tag)")
        }
        #expect(!html.contains("NaN") && !html.contains(">nan"))
        // Records may be shared: a page tells of no folder of this machine.
        #expect(!html.contains(project.folder))
    }

    private func checkSummary(_ project: TinyProject) throws {
        let text = String(decoding: try #require(project.data("outputs/toy/summary.json")), as: UTF8.self)
        let summary = try JSONValue(parsing: text)
        #expect(keys(summary) == ["hypernetwork", "narf", "search"])

        let narf = try #require(summary["narf"])
        #expect(keys(narf) == ["auc", "tau", "top_selection"])
        for name in keys(narf) {
            let changes = try #require(narf[name]?.arrayValue)
            #expect(changes.count == 1)
            #expect(keys(changes[0]) == ["after", "before", "step"])
            #expect(changes[0]["step"] == 1)
            for side in ["before", "after"] {
                let value = try #require(changes[0][side]?.doubleValue)
                #expect(abs(value) <= 1)
            }
        }
        let search = try #require(summary["search"])
        #expect(keys(search) == ["best_of_n", "ttsnap", "ttsp"])
        for name in keys(search) {
            let strategy = try #require(search[name])
            #expect(keys(strategy) == ["candidates", "judge", "judge_se", "macs", "reward", "reward_se"])
            let macs = try #require(strategy["macs"]?.doubleValue)
            #expect(macs > 0 && macs <= 60e6)
            let judge = try #require(strategy["judge"]?.doubleValue)
            #expect(judge >= 0 && judge <= 1)
            let reward = try #require(strategy["reward"]?.doubleValue)
            #expect(reward < 0)
        }
        // Pruning pays for more candidates, and starts from the same noise as best-of-N.
        let candidates = try ["best_of_n", "ttsp", "ttsnap"].map {
            try #require(search[$0]?["candidates"]?.doubleValue)
        }
        #expect(candidates[0] >= 2)
        #expect(candidates[1] > candidates[0])
        #expect(candidates[2] == candidates[1])

        let hypernetwork = try #require(summary["hypernetwork"])
        #expect(
            keys(hypernetwork) == [
                "base", "change", "gain", "hypernetwork", "kl_bound", "kl_bound_error", "lipschitz",
                "skipped_steps",
            ])
        for name in ["base", "hypernetwork"] {
            #expect(keys(hypernetwork[name]) == ["judge", "judge_se", "macs", "reward", "reward_se"])
        }
        let base = try #require(hypernetwork["base"]?["macs"]?.doubleValue)
        let improved = try #require(hypernetwork["hypernetwork"]?["macs"]?.doubleValue)
        let expected = try Self.costs(rank: 2)
        #expect(base == Double(expected.base))
        #expect(improved == Double(expected.base + expected.change))
    }

    /// Multiply-accumulates of a picture and of the change of its noise, counted on networks built here. The change
    /// is the same network with the products of the low-rank terms, and the last layer by its term alone.
    private static func costs(rank: Int) throws -> (base: Int, change: Int) {
        let (generator, store) = try TinyWorld.stirredGenerator()
        let adapter = LowRankAdapter(
            rank: rank, alpha: 1, replacedLayers: ["conv_out"], source: .random(seed: 1))
        let shift = WorldGenerator(store.scope.adapted(by: adapter), configuration: TinyWorld.generator)
        // As many samples as the stage draws together: what merges the terms is shared among them.
        let count = 4
        let tokens = TinyWorld.captions(count).flatMap(\.tokens)
        func cost(_ model: WorldGenerator) -> Int {
            Execution.measured {
                Execution.withoutGradients {
                    model.velocity(
                        TinyWorld.pictures(count), times: Array(repeating: 1, count: count),
                        conditioning: model.encode(tokens))
                }
            }.multiplyAccumulates / count
        }
        return (cost(generator), cost(shift))
    }

    private func checkFiles(_ project: TinyProject) throws {
        let outputs = "outputs/toy"
        for name in ["0000.png", "0003.png", "grid.png", "figures.json"] {
            #expect(project.data("\(outputs)/preview/\(name)") != nil, "\(name)")
        }
        #expect(project.data("\(outputs)/preview/0004.png") == nil)
        #expect(project.data("\(outputs)/improved/0003.png") != nil)
        let picture = try PixelImage(png: Array(try #require(project.data("\(outputs)/preview/0000.png"))))
        #expect(picture.width == 32 && picture.height == 32)
        for name in ["config.json", "model.safetensors"] {
            #expect(project.data("\(outputs)/narf/level-1/\(name)") != nil, "\(name)")
        }
        for name in ["adapter_config.json", "adapter_model.safetensors", "base/0003.png", "hypernetwork.png"]
        {
            #expect(project.data("\(outputs)/hyper/\(name)") != nil, "\(name)")
        }
        for name in ["best_of_n.png", "ttsnap/0003.png", "candidates.json"] {
            #expect(project.data("\(outputs)/search/\(name)") != nil, "\(name)")
        }
    }

    private func keys(_ value: JSONValue?) -> [String] { value?.objectValue?.keys.sorted() ?? [] }
}
