import Foundation
import Methods
import Replay
import Tensors
import Testing
import World

@testable import Stages

@Suite struct ReplayStageTests {
    private static func stages(_ more: String = "", replay: String = #""matrix": "${stages.matrix}""#)
        -> String
    {
        """
        {
            "weights": { "uses": "load-weights", "with": { "from": "models" } },
            "dataset": { "uses": "tweedie-dataset", "with": {
                "generator": "${stages.weights.generator}", "reward": "${stages.weights.reward}",
                "prompts": "train.txt", "images_per_prompt": 6, "steps": 4, "seed": 7 } },
            "narf": { "uses": "train-narf", "with": {
                "dataset": "${stages.dataset}", "evaluation": "${stages.dataset}",
                "reward": "${stages.weights.reward}", "levels": [1], "epochs_per_level": 1, "batch": 4 } },
            "matrix": { "uses": "reward-matrix", "with": {
                "dataset": "${stages.dataset}", "reward": "${stages.weights.reward}",
                "noise_aware": "${stages.narf}" } },
            "replay": { "uses": "replay", "with": { \(replay),
                "at": [0, 1], "keep": [0.5, 0.5], "budgets": [50, 100], "subsets": 20,
                "accounting": "exact"\(more) } },
            "report": { "uses": "report", "with": { "of": ["${stages.replay}"] } }
        }
        """
    }

    @Test func fromADatasetToAReport() throws {
        let project = try TinyProject()
        #expect(try project.failure(of: "report", in: Self.stages()) == nil)
        let folder = project.folder + "/outputs/toy/"
        let set = try RewardSet(
            bases: [folder + "matrix/base.safetensors"],
            noiseAware: [folder + "matrix/noise_aware.safetensors"], names: [])
        let reward = set.rewards[0]
        let (base, aware) = (reward.base, try #require(reward.noiseAware))
        #expect(base.steps == 4 && base.prompts == 4 && base.candidates == 6)
        // The dataset's own rewards are the last step, in its order.
        let index = try JSONDecoder().decode(
            TweedieFiles.Index.self, from: #require(project.data("outputs/toy/dataset/figures.json")))
        let rewards = try index.shards.flatMap {
            try SafetensorsFile(path: folder + "dataset/" + $0).readFloats("rewards")
        }
        #expect(Array(base.values.suffix(24)) == rewards)
        // Trained for step 1: the nearest level serves step 0 as well, and none is there for later ones.
        for step in 0..<4 {
            let rows = (0..<4).map { prompt in
                Array(base.row(step: step, prompt: prompt)) == Array(aware.row(step: step, prompt: prompt))
            }
            #expect(rows.allSatisfy { $0 == (step >= 2) }, "\(step)")
        }
        let file = try JSONDecoder().decode(
            ReplayStage.File.self, from: #require(project.data("outputs/toy/replay/figures.json")))
        #expect(file.figures.curves.budgets == [50, 100])
        #expect(file.figures.curves.ttsnap?.reward.count == 2)
        let page = String(
            decoding: try #require(project.data("outputs/toy/report/report.html")), as: UTF8.self)
        #expect(page.contains("Replay") && page.contains("Kendall"))
        let summary = String(
            decoding: try #require(project.data("outputs/toy/report/summary.json")), as: UTF8.self)
        #expect(summary.contains("\"omega\"") && summary.contains("\"best_of_n\""))
    }

    @Test func ownFilesAreReplayed() throws {
        let project = try TinyProject()
        let matrix = try RewardMatrix(
            steps: 4, prompts: 3, candidates: 8, values: (0..<96).map { Float($0 * 37 % 101) })
        let set = try RewardSet([ReplayReward(name: "mine", base: matrix)])
        try set.write(base: project.folder + "/own.safetensors", noiseAware: "")
        for name in ["folder"] {
            try FileManager.default.createDirectory(
                atPath: project.folder + "/" + name, withIntermediateDirectories: true)
            for step in 0..<4 {
                let text = (0..<3).map { prompt in
                    "\(prompt): ["
                        + matrix.row(step: step, prompt: prompt).map { "\($0)" }.joined(separator: ", ")
                        + "]\n"
                }
                try project.writeText(text.joined(), to: "\(name)/x_s0\(step).yaml")
            }
        }
        func figures(_ source: String) throws -> ReplayFigures {
            #expect(try project.failure(of: "replay", in: Self.stages(replay: source)) == nil)
            return try JSONDecoder().decode(
                ReplayStage.File.self, from: #require(project.data("outputs/toy/replay/figures.json"))
            ).figures
        }
        let file = try figures(#""base_file": "own.safetensors""#)
        let folder = try figures(#""base": ["folder"], "rewards": ["mine"]"#)
        #expect(file.curves.ttsp.reward == folder.curves.ttsp.reward)
        #expect(file.rewards[0].name == "mine" && folder.rewards[0].name == "mine")
        let none = try project.failure(of: "replay", in: Self.stages(replay: #""base": []"#))
        #expect(none?.contains("found none of them") == true)
        let small = try project.failure(
            of: "replay",
            in: Self.stages(#", "denoiser_cost": 500"#, replay: #""base_file": "own.safetensors""#))
        #expect(small?.contains("does not pay for one candidate") == true)
    }
}
