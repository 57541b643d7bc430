import Engine
import Foundation
import Methods
import Models
import Recipes
import Tensors
import Values
import World

/// Ways to train a noise-aware reward side by side, on trajectories that none of them has seen.
struct CompareNoiseAware: StageKind {
    let description = StageKindDescription(
        name: "compare-narf",
        summary: "Compares noise-aware rewards with the clean one, prompt by prompt, with standard errors",
        revision: 2,
        parameters: [
            ParameterDescription(
                "dataset", .artifact(types: [ArtifactType.tweedieDataset]),
                help: "Trajectories of held-out prompts"),
            ParameterDescription("reward", .artifact(types: [ArtifactType.reward]), help: "The clean reward"),
            ParameterDescription(
                "rewards", .list(of: .artifact(types: [ArtifactType.noiseAwareReward]), count: 1...1000),
                help: "What train-narf stages left; runs of one name stand together"),
            ParameterDescription(
                "names", .list(of: .string(maximumLength: 100), count: 1...100),
                help: "One for each reward, or for each of equally many runs that differ in the seed"),
            ParameterDescription(
                "levels", .list(of: .integer(0...999), count: 1...100), default: [3, 2, 1],
                help: "Steps at which rankings are compared"),
            ParameterDescription(
                "at", .list(of: .integer(0...999), count: 0...20), default: [1, 3],
                help: "Steps (from 0) at which a search prunes that starts with all candidates of a prompt"),
            ParameterDescription(
                "keep", .list(of: .number(0...1, excludesLower: true), count: 0...20), default: [0.4, 0.4],
                help: "Share of the candidates kept at each of these steps"),
            ParameterDescription.precision,
        ],
        outputs: [
            OutputDescription(
                "comparison", type: ArtifactType.noiseAwareComparison,
                summary: "figures.json: ranking at each level, and what the search finds")
        ], primaryOutput: "comparison", cores: 64, memoryMegabytes: 900)

    /// The `figures.json` of a comparison.
    struct Figures: Codable {
        let kind: String
        let prompts: Int
        let candidates: Int
        let steps: Int
        let at: [Int]
        let keep: [Double]
        /// How many seeds stand behind each name.
        let runs: Int
        let comparison: NoiseAwareComparison
    }

    func run(_ context: StageContext) throws {
        let (names, artifacts) = (try context.strings("names"), try context.artifacts("rewards"))
        guard artifacts.count % names.count == 0, !artifacts.isEmpty else {
            throw StageError.namesOfRewards(names: names.count, rewards: artifacts.count)
        }
        let runs = artifacts.count / names.count
        let levels = Array(Set(try context.integers("levels"))).sorted()
        let (at, keep) = (try context.integers("at"), try context.numbers("keep"))
        let reward = try context.artifact("reward").reward()
        let steps = Array(Set(levels + at)).sorted()
        let (dataset, index) = try TweedieFiles.read(context.artifact("dataset"), levels: steps)
        let schedule = try PruningSchedule(steps: at, keep: keep, of: index.steps)
        let isRight =
            index.isOfWorld
            ? try Prompts(captions: dataset.texts.map { try Caption(parsing: $0) })
                .verdicts(on: dataset.pictures) : nil
        var done = 0
        func rankings(_ shard: String, _ judge: (Int) -> any PictureReward) throws -> PromptRankings {
            try context.cancellation.check()
            let scores = try scores(shard, steps: steps, dataset: dataset, context) {
                try PromptRankings.scores(steps: steps, dataset: dataset, reward: judge)
            }
            done += 1
            context.progress.report(completed: done, total: artifacts.count + 1, unit: "rewards")
            return PromptRankings(
                scores: scores, steps: levels, schedule: schedule, dataset: dataset, isRight: isRight)
        }
        let clean = try rankings("clean") { _ in reward.reward }
        let others = try artifacts.enumerated().map { place, artifact in
            // One noise-aware reward at a time is in memory.
            let aware = try artifact.noiseAwareReward(over: reward)
            return try rankings("reward-\(place)") { aware.reward(atStep: $0) ?? reward.reward }
        }
        let comparison = NoiseAwareComparison(
            clean: clean,
            runs: names.enumerated().map { place, name in
                (name, Array(others[place * runs..<(place + 1) * runs]))
            }, steps: levels)
        let output = try context.outputFolder("comparison")
        try writeJSON(
            Figures(
                kind: description.name, prompts: dataset.groups.count, candidates: index.imagesPerPrompt,
                steps: index.steps, at: at, keep: keep, runs: runs, comparison: comparison),
            to: output + "/figures.json")
    }

    /// Scores of all trajectories by step, from an earlier attempt or made now.
    private func scores(
        _ shard: String, steps: [Int], dataset: TweedieTrajectories, _ context: StageContext,
        make: () throws -> [Int: [Float]]
    ) throws -> [Int: [Float]] {
        if let path = try context.checkpoints.shard(shard) {
            let saved = try TensorFile.read(path, layout: .memory)
            let known = steps.compactMap { step in saved["\(step)"].map { (step, $0.elements) } }
            if known.count == steps.count { return Dictionary(known) { first, _ in first } }
        }
        let scores = try make()
        for (step, values) in scores where !values.allSatisfy(\.isFinite) {
            throw StageError.notANumber("a score of step \(step)")
        }
        try context.checkpoints.saveShard(shard) { path in
            try TensorFile.write(
                Dictionary(
                    uniqueKeysWithValues: scores.map {
                        ("\($0.key)", Tensor($0.value, shape: [$0.value.count]))
                    }),
                to: path, layout: .memory)
        }
        return scores
    }
}
