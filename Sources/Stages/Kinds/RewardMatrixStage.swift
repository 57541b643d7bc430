import Engine
import Foundation
import Methods
import Recipes
import Replay
import Tensors
import Values

/// Scores what a generator believed at every step, so that searches can be replayed and schedules tuned.
struct RewardMatrixStage: StageKind {
    let description = StageKindDescription(
        name: "reward-matrix",
        summary: "Scores the estimates of every step of a dataset, for replay and tune-schedule",
        revision: 2,
        parameters: [
            ParameterDescription(
                "dataset", .artifact(types: [ArtifactType.tweedieDataset]),
                help: "Trajectories, several of each prompt, with their final rewards"),
            ParameterDescription(
                "reward", .artifact(types: [ArtifactType.reward]),
                help: "The clean reward, the one with which the dataset was drawn"),
            ParameterDescription(
                "noise_aware", .optional(.artifact(types: [ArtifactType.noiseAwareReward])),
                help: "The rewards of train-narf; steps past their cleanest level hold the clean reward"),
            ParameterDescription(
                "name", .string(maximumLength: 100), default: "reward", help: "Name of the reward"),
            ParameterDescription.precision,
        ],
        outputs: [
            OutputDescription(
                "matrix", type: ArtifactType.rewardMatrix,
                summary: "base.safetensors and noise_aware.safetensors: [steps, prompts, candidates]")
        ], primaryOutput: "matrix", cores: 64, memoryMegabytes: 900)

    struct Figures: Codable {
        let kind: String
        let reward: String
        let steps: Int
        let prompts: Int
        let candidates: Int
        let isNoiseAware: Bool
    }

    static let baseName = "base.safetensors"
    static let noiseAwareName = "noise_aware.safetensors"

    func run(_ context: StageContext) throws {
        let artifact = try context.artifact("dataset")
        let index = try artifact.decode(TweedieFiles.Index.self, from: "figures.json")
        let loaded = try context.artifact("reward").reward()
        let noiseAware = try context.optionalArtifact("noise_aware")?.noiseAwareReward(over: loaded)
        guard index.steps > 0, index.steps <= RewardMatrix.maximumSteps, !index.prompts.isEmpty,
            index.imagesPerPrompt > 0
        else {
            throw StageError.unreadable(
                file: "figures.json", problem: "names no steps, prompts or candidates")
        }
        let (prompts, candidates) = (index.prompts.count, index.imagesPerPrompt)
        let sizes = index.steps.multipliedReportingOverflow(by: prompts)
        let total = sizes.partialValue.multipliedReportingOverflow(by: candidates)
        guard !sizes.overflow, !total.overflow, total.partialValue <= RewardMatrix.maximumValues else {
            throw ReplayError.tooLarge(
                place: "the dataset", found: "\(index.steps) x \(prompts) x \(candidates) scores",
                limit: RewardMatrix.maximumValues)
        }
        var base = [Float](repeating: .nan, count: total.partialValue)
        var aware = noiseAware.map { _ in base }
        // How many candidates of each prompt were met.
        var met = Array(repeating: 0, count: prompts)
        for (number, shard) in index.shards.enumerated() {
            let path = try artifact.path(of: shard)
            // Of each trajectory of the shard, its place within a step.
            var places: [Int] = []
            for step in 0..<index.steps {
                try context.cancellation.check()
                let isLast = step == index.steps - 1
                let part = try TweedieFiles.read(
                    [path], levels: isLast ? [] : [step], texts: index.prompts)
                if places.isEmpty {
                    places = try Self.places(part.prompts, met: &met, candidates: candidates)
                }
                guard places.count == part.count else {
                    throw StageError.unreadable(file: shard, problem: "changed while it was read")
                }
                let clean =
                    isLast
                    ? part.rewards
                    : try RankingQuality.scores(
                        part.estimates[step]!, dataset: part, reward: loaded.reward)
                var own = clean
                if !isLast, let level = noiseAware?.reward(atStep: step) {
                    own = try RankingQuality.scores(part.estimates[step]!, dataset: part, reward: level)
                }
                for (row, place) in places.enumerated() {
                    base[step * prompts * candidates + place] = clean[row]
                    aware?[step * prompts * candidates + place] = own[row]
                }
            }
            context.progress.report(completed: number + 1, total: index.shards.count, unit: "shards")
        }
        if let prompt = met.firstIndex(where: { $0 != candidates }) {
            throw StageError.unreadable(
                file: "figures.json",
                problem: "prompt \(prompt) has \(met[prompt]) trajectories, expected \(candidates)")
        }
        let name = try context.string("name")
        func matrix(_ values: [Float], _ what: String) throws -> RewardMatrix {
            try RewardMatrix(
                steps: index.steps, prompts: prompts, candidates: candidates, values: values, place: what)
        }
        let set = try RewardSet([
            ReplayReward(
                name: name, base: matrix(base, "the clean reward"),
                noiseAware: aware.map { try matrix($0, "the noise-aware reward") })
        ])
        let output = try context.outputFolder("matrix")
        try set.write(base: "\(output)/\(Self.baseName)", noiseAware: "\(output)/\(Self.noiseAwareName)")
        try writeJSON(
            Figures(
                kind: description.name, reward: name, steps: index.steps, prompts: prompts,
                candidates: candidates, isNoiseAware: set.isNoiseAware), to: output + "/figures.json")
    }

    /// Candidates are numbered as they come.
    private static func places(_ owners: [Int], met: inout [Int], candidates: Int) throws -> [Int] {
        try owners.map { prompt in
            let candidate = met[prompt]
            guard candidate < candidates else {
                throw StageError.unreadable(
                    file: "figures.json",
                    problem: "prompt \(prompt) has more than \(candidates) trajectories")
            }
            met[prompt] += 1
            return prompt * candidates + candidate
        }
    }
}

extension Artifact {
    /// The rewards of an artifact of type `reward-matrix`.
    func rewardSet() throws -> RewardSet {
        try RewardSet(
            base: path(of: RewardMatrixStage.baseName),
            noiseAware: contains(RewardMatrixStage.noiseAwareName)
                ? path(of: RewardMatrixStage.noiseAwareName) : nil)
    }
}
