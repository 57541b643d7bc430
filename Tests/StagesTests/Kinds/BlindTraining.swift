import Layers
import Methods
import Models
import Recipes
import Tensors

@testable import Stages

/// Trains as `finetune-generator` does, but with a last reward that has no gradient.
struct BlindTraining: StageKind {
    /// Looks at values outside of what can be differentiated.
    private struct BlindReward: PictureReward {
        let largestBatch = 64

        func encode(_ prompts: [String]) throws -> Conditioning {
            Conditioning(tokens: prompts.map { _ in [] })
        }

        func view(_ pictures: Tensor) -> Tensor { pictures }

        func score(_ pictures: Tensor, captions: Conditioning) -> Tensor {
            Tensor(
                Array(repeating: pictures.elements[0], count: pictures.shape[0]), shape: [pictures.shape[0]])
        }
    }

    let description = StageKindDescription(
        name: "train-blindly", summary: "Trains along a reward without a gradient.",
        parameters: HypernetworkParameters.all([]),
        outputs: [OutputDescription("generator", type: ArtifactType.oneStepGenerator, summary: "Nothing.")],
        primaryOutput: "generator")

    func run(_ context: StageContext) throws {
        let base = try HypernetworkGenerator(
            context.artifact("generator"), choices: context.generatorChoices(steps: 1))
        let adapter = LowRankAdapter(rank: 2, alpha: 2, source: .random(seed: 1), isTrainable: true)
        var rewards = try context.weightedRewards()
        rewards[rewards.count - 1].reward = BlindReward()
        let prompts = try context.prompts("prompts", for: base).texts
        _ = try PostTraining(
            options: context.postTrainingOptions(prompts: prompts.count),
            generator: GeneratorObjective(base.adapted(by: adapter), adapter: adapter, prompts: prompts),
            rewards: rewards, prompts: prompts)
    }
}
